// The eight actions of the menu.
//
// Threads   Constants.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark::console {

enum class Action : std::uint8_t {
  kRestoreToTime = 1,  // in place, by point-in-time recovery
  kRestoreFromPoint,   // in place, from AWS Backup
  kBackUp,             // an on-demand backup
  kNewFromBackup,      // into a table that must not be there
  kNewFromPoint,
  kDelete,
  kKeepHistory,  // point-in-time recovery on
  kProtect,      // deletion protection on
};

struct ActionFacts {
  Action action{};
  std::string_view word{};  // of JSON
  std::string_view title{};
  std::string_view about{};  // a sentence or two
};

inline constexpr std::array<ActionFacts, 8> kActions{{
    {Action::kRestoreToTime, "restore-to-time", "Go back to a second",
     "Restores a table that is there, in place, as it was at any second that point-in-time "
     "recovery keeps (up to 35 days)."},
    {Action::kRestoreFromPoint, "restore-from-point", "Go back to a recovery point",
     "Restores a table that is there, in place, from AWS Backup. From cold storage it takes hours "
     "longer."},
    {Action::kBackUp, "back-up", "Back a table up",
     "Makes an on-demand backup in DynamoDB. It stays until it is deleted."},
    {Action::kNewFromBackup, "new-from-backup", "Restore a backup",
     "Makes a table from an on-demand backup in DynamoDB. The name must be free."},
    {Action::kNewFromPoint, "new-from-point", "Restore a recovery point",
     "Makes a table from a recovery point of AWS Backup. The name must be free."},
    {Action::kDelete, "delete", "Delete a table",
     "Deletes a table. Deletion protection is asked about first."},
    {Action::kKeepHistory, "keep-history", "Turn point-in-time recovery on",
     "From then on a table can go back to any second."},
    {Action::kProtect, "protect", "Turn deletion protection on",
     "From then on a table cannot be deleted by mistake."},
}};

[[nodiscard]] constexpr const ActionFacts& facts_of(Action action) {
  return kActions.at(static_cast<std::size_t>(action) - 1);
}

[[nodiscard]] constexpr bool is_in_place(Action action) {
  return action == Action::kRestoreToTime || action == Action::kRestoreFromPoint;
}

}  // namespace tidemark::console

// What the console shows at one moment, as data: the screens are drawn from it, and a page in a
// browser can be.
//
//   json_of(state)                 // docs/formats/console_state.md
//   draw(state, page)              // console/screens.h
//
// Threads   Plain values; pure functions.
// Format    docs/formats/console_state.md
#pragma once

#include "console/desk.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

enum class Screen : std::uint8_t {
  kChecks,   // what doctor found
  kMenu,     // the eight actions
  kHelp,     // topics, or one of them
  kTables,   // one is to be chosen
  kWindow,   // a time is to be chosen
  kBackups,  // a backup is to be chosen
  kPoints,   // a recovery point is to be chosen
  kPlan,     // read before continuing
  kRun,      // it is carried out
  kReport,   // how it ended
  kRuns,     // earlier runs
};

// "menu".
[[nodiscard]] std::string_view word_of(Screen screen);

struct RunRow {
  std::string id{};
  std::string kind{};
  std::string table{};
  std::string state{};  // "unfinished"
  std::string why{};
  Timestamp begun{};
};

struct ConsoleState {
  Screen screen = Screen::kMenu;
  Place place{};
  Timestamp now{};
  std::optional<Action> action{};  // chosen from the menu
  std::array<std::optional<std::chrono::microseconds>, kActions.size()> usual{};
  std::vector<runbooks::Checked> checks{};
  std::string topic{};  // of help; empty: all of them
  std::vector<std::string> tables{};
  runbooks::TableCard table{};
  std::vector<runbooks::BackupChoice> backups{};
  std::vector<runbooks::PointChoice> points{};
  std::optional<runbooks::Plan> plan{};
  std::optional<runbooks::RunEvent> event{};    // the last one
  std::optional<runbooks::RunReport> report{};  // of the last run
  std::vector<RunRow> runs{};                   // newest first
};

// Only what the screen shows, and always the place.
[[nodiscard]] std::string json_of(const ConsoleState& state);

[[nodiscard]] std::vector<RunRow> rows_of(const std::vector<runbooks::RunSummary>& runs);

[[nodiscard]] std::size_t unfinished(const std::vector<RunRow>& runs);

}  // namespace tidemark::console

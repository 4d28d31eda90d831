#include "cli/commands.h"

#include "cli/commands/specs.h"

#include <algorithm>
#include <array>

namespace tidemark::cli {

std::span<const CommandSpec> commands() {
  static const std::array kCommands{
      // What is there, and what it can be brought back to.
      console_spec(),
      whoami_spec(),
      doctor_spec(),
      tables_spec(),
      info_spec(),
      vaults_spec(),
      jobs_spec(),
      get_spec(),
      query_spec(),
      scan_spec(),
      // Copies, and the ways back.
      backup_create_spec(),
      backup_list_spec(),
      backup_delete_spec(),
      backup_prune_spec(),
      backup_schedule_spec(),
      restore_event_spec(),
      restore_pitr_spec(),
      restore_backup_spec(),
      restore_point_spec(),
      protect_spec(),
      delete_table_spec(),
      verify_spec(),
      passport_show_spec(),
      passport_diff_spec(),
      passport_apply_spec(),
      // What was begun.
      apply_spec(),
      runs_list_spec(),
      runs_show_spec(),
      runs_resume_spec(),
      runs_undo_spec(),
      runs_cleanup_spec(),
      // The engine.
      drill_spec(),
      serve_spec(),
      check_spec(),
      repair_spec(),
      stats_spec(),
      // This program.
      config_check_spec(),
      config_import_spec(),
      man_spec(),
      completion_spec(),
  };
  return kCommands;
}

std::span<const GroupSpec> groups() {
  static const std::vector<GroupSpec> kGroups{
      {"backup", "On-demand backups and schedules"},
      {"config", "The operator's configuration"},
      {"passport", "The settings that a restore loses"},
      {"runs", "What was begun on this machine: go on, or go back"},
  };
  return kGroups;
}

const CommandSpec* find_command(std::span<const std::string> path) {
  const auto all = commands();
  const auto found = std::ranges::find_if(
      all, [&](const CommandSpec& command) { return std::ranges::equal(command.path, path); });
  return found != all.end() ? &*found : nullptr;
}

std::vector<NextWord> next_words(std::span<const std::string> path) {
  std::vector<NextWord> words;
  for (const CommandSpec& command : commands()) {
    if (command.path.size() <= path.size()) continue;
    if (!std::equal(path.begin(), path.end(), command.path.begin())) continue;
    const std::string& word = command.path[path.size()];
    if (std::ranges::find(words, word, &NextWord::word) != words.end()) continue;
    const auto group = std::ranges::find(groups(), word, &GroupSpec::word);
    const bool leads_on = command.path.size() > path.size() + 1;
    words.push_back({word, leads_on && group != groups().end() ? group->summary : command.summary});
  }
  return words;
}

}  // namespace tidemark::cli

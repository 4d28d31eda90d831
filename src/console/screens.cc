#include "console/screens.h"

#include "console/help_topics.h"
#include "console/layout.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::console {
namespace {

constexpr std::string_view kBold = "1";
constexpr std::string_view kRed = "31";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kYellow = "33";

// A list of more would only scroll away; the rest is told, and found by name or by `all`.
constexpr std::size_t kListed = 200;

// Problems are all shown; a risk is every table without point-in-time recovery.
constexpr std::size_t kRisksShown = 8;

std::string painted(std::string_view text, std::string_view code, const Page& page) {
  if (!page.colour) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string rule(const Page& page, char c) {
  return std::string(page.columns, c) + '\n';
}

std::string heading(std::string_view text, const Page& page) {
  std::string lines = wrapped(text, {.columns = page.columns});
  lines.pop_back();
  return painted(lines, kBold, page) + "\n\n";
}

std::string paragraph(std::string_view text, const Page& page, std::size_t indent = 0) {
  return wrapped(printable(text), {.columns = page.columns, .indent = indent});
}

std::string more(std::size_t listed, std::size_t all, const Page& page) {
  if (listed == all) return {};
  return paragraph(
      fmt::format("... and {} more: type a name, or a number that follows.", all - listed), page);
}

// Below this, columns beside each other would be too narrow to read.
constexpr std::size_t kColumnsForColumns = 60;

// A numbered list; on a narrow terminal what belongs to a number follows it in one text.
std::string listed(const std::vector<std::vector<std::string>>& rows, const Page& page) {
  if (page.columns >= kColumnsForColumns) return in_columns(rows, page.columns, 2);
  std::vector<std::vector<std::string>> narrow;
  for (const auto& row : rows) {
    std::string text;
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      text += fmt::format("{}{}", text.empty() ? "" : "; ", row[i]);
    }
    narrow.push_back({row[0], std::move(text)});
  }
  return in_columns(narrow, page.columns, 2);
}

std::string in_which_zone(const Page& page) {
  return "\n" + paragraph(fmt::format("Times are those of {}.", page.zone.name()), page);
}

std::string menu_group(const ConsoleState& state, const Page& page, std::string_view title,
                       std::size_t from, std::size_t to) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = from; i < to; ++i) {
    const ActionFacts& facts = kActions.at(i);
    std::string about(facts.about);
    if (const auto& usual = state.usual.at(i)) {
      about += fmt::format(" Took {} before.", runbooks::seconds_text(*usual));
    }
    rows.push_back({std::to_string(i + 1), std::string(facts.title), std::move(about)});
  }
  return fmt::format("{}{}\n", heading(title, page), listed(rows, page));
}

std::string menu(const ConsoleState& state, const Page& page) {
  std::string text = menu_group(state, page, "Restore a table in place", 0, 2);
  text += menu_group(state, page, "Manage tables", 2, kActions.size());
  if (const std::size_t open = unfinished(state.runs); open > 0) {
    text += paragraph(fmt::format("{} run{} did not finish: type \"runs\" to go on or to go back.",
                                  open, open == 1 ? "" : "s"),
                      page);
  }
  text += paragraph(
      "Type a number. \"help\" explains, \"menu\" comes back here and \"exit\" leaves, anywhere.",
      page);
  return text;
}

std::string help(const ConsoleState& state, const Page& page) {
  if (const HelpTopic* topic = help_topic(state.topic)) {
    return heading(topic->title, page) + paragraph(topic->text, page);
  }
  std::vector<std::vector<std::string>> rows;
  for (const HelpTopic& topic : help_topics()) {
    rows.push_back({std::to_string(rows.size() + 1), std::string(topic.title)});
  }
  return heading("Help", page) + in_columns(rows, page.columns, 2) + "\n" +
         paragraph("Type \"help\" and a number or a title.", page);
}

std::string checks(const ConsoleState& state, const Page& page) {
  std::string text = heading("Before anything is done", page);
  std::size_t good = 0;
  std::size_t risks = 0;
  for (const runbooks::Checked& one : state.checks) {
    if (one.finding == runbooks::Finding::kGood) {
      ++good;
      continue;
    }
    const bool problem = one.finding == runbooks::Finding::kProblem;
    if (!problem && ++risks > kRisksShown) continue;
    text += painted(problem ? "PROBLEM" : "risk   ", problem ? kRed : kYellow, page) + "  ";
    std::string lines = wrapped(printable(fmt::format("{}: {}", one.about, one.what)),
                                {.columns = page.columns, .indent = 9});
    text += lines.substr(std::min<std::size_t>(lines.size(), 9));
    text += wrapped(printable(one.todo), {.columns = page.columns, .indent = 9, .hanging = 2});
  }
  if (risks > kRisksShown) {
    text += paragraph(
        fmt::format("... and {} more risks: `tidemark doctor` lists them.", risks - kRisksShown),
        page, 9);
  }
  text +=
      fmt::format("{}  {} check{}\n", painted("ok     ", kGreen, page), good, good == 1 ? "" : "s");
  return text;
}

std::string about_action(const ConsoleState& state) {
  return state.action ? fmt::format("{}: ", facts_of(*state.action).title) : std::string();
}

std::string tables(const ConsoleState& state, const Page& page) {
  std::string text = heading(about_action(state) + "choose a table", page);
  std::vector<std::vector<std::string>> rows;
  for (const std::string& table : state.tables) {
    if (rows.size() == kListed) break;
    rows.push_back({std::to_string(rows.size() + 1), printable(table)});
  }
  return text + in_columns(rows, page.columns, 2) + more(rows.size(), state.tables.size(), page);
}

std::string window(const ConsoleState& state, const Page& page) {
  const auto range = runbooks::choosable(state.table.earliest, state.table.latest);
  std::string text = heading(fmt::format("Go back to which second of {}?", state.table.name), page);
  text += in_columns({{"Earliest", runbooks::shown(range.earliest, page.zone)},
                      {"", runbooks::how_long_ago(range.earliest, state.now)},
                      {"Latest", runbooks::shown(range.latest, page.zone)},
                      {"", runbooks::how_long_ago(range.latest, state.now)}},
                     page.columns, 2);
  text += "\n";
  text += paragraph(
      "Type a time as above (seconds are required), as 2026-11-21T00:04:15Z, as \"2h "
      "ago\", \"yesterday 14:00\" or \"latest\".",
      page);
  return text;
}

std::string backups(const ConsoleState& state, const Page& page) {
  std::string text = heading(about_action(state) + "choose a backup, newest first", page);
  std::vector<std::vector<std::string>> rows;
  for (const runbooks::BackupChoice& one : state.backups) {
    if (rows.size() == kListed) break;
    std::string name = printable(one.name);
    if (one.system) name += " (AWS's own)";
    if (!one.unusable.empty()) name += fmt::format(" - {}, cannot be chosen", one.unusable);
    rows.push_back({one.unusable.empty() ? std::to_string(rows.size() + 1) : "-",
                    runbooks::console_time(one.created, page.zone), printable(one.table),
                    std::move(name)});
  }
  return text + listed(rows, page) + more(rows.size(), state.backups.size(), page) +
         in_which_zone(page);
}

std::string points(const ConsoleState& state, const Page& page) {
  std::string text = heading(about_action(state) + "choose a recovery point, newest first", page);
  std::vector<std::vector<std::string>> rows;
  bool cold = false;
  for (const runbooks::PointChoice& one : state.points) {
    if (rows.size() == kListed) break;
    cold = cold || one.cold;
    std::string storage = one.cold ? "cold" : "warm";
    if (!one.unusable.empty()) storage += fmt::format(" - {}, cannot be chosen", one.unusable);
    rows.push_back({one.unusable.empty() ? std::to_string(rows.size() + 1) : "-",
                    runbooks::console_time(one.created, page.zone), printable(one.table),
                    one.bytes ? runbooks::bytes_text(*one.bytes) : "", std::move(storage)});
  }
  text += listed(rows, page) + more(rows.size(), state.points.size(), page) + in_which_zone(page);
  if (cold) {
    text += paragraph("Cold storage takes hours longer, and AWS charges for it.", page);
  }
  return text;
}

std::string plan(const ConsoleState& state, const Page& page) {
  std::string text = heading("READ BEFORE CONTINUING", page);
  if (state.plan) {
    text +=
        wrapped(printable(runbooks::text_of(*state.plan)), {.columns = page.columns, .hanging = 4});
  }
  return text;
}

// A run that came to its end has not therefore brought the right thing back.
std::string finished(std::string_view verdict, const Page& page) {
  if (verdict == "differs") {
    return painted("DIFFERS", kRed, page) + ".\n" +
           paragraph(
               "What was restored is not what was asked for: see the notes above and the "
               "certificate beside the run. Every copy is kept.",
               page);
  }
  if (verdict == "unverified") {
    return painted("Done", kYellow, page) + ", unverified.\n" +
           paragraph("What was restored could not be compared with what was asked for.", page);
  }
  if (verdict.empty() || verdict == "done") return painted("Done", kGreen, page) + ".\n";
  return fmt::format("{}: {}.\n", painted("Done", kGreen, page), verdict);
}

std::string report(const ConsoleState& state, const Page& page) {
  if (!state.report) return {};
  const runbooks::RunReport& run = *state.report;
  std::string text;
  switch (run.state) {
    case runbooks::RunState::kFinished: text = finished(run.verdict, page); break;
    case runbooks::RunState::kUndone:
      text = painted("Undone", kGreen, page) + ": everything is as it was.\n";
      break;
    default:
      text = painted("Stopped", kRed, page) + ".\n";
      if (!run.why.empty()) text += paragraph(run.why, page);
  }
  return text + paragraph(fmt::format("This was run {}.", run.id), page);
}

std::string runs(const ConsoleState& state, const Page& page) {
  std::string text = heading("Runs, newest first", page);
  std::vector<std::vector<std::string>> rows;
  for (const RunRow& run : state.runs) {
    if (rows.size() == kListed) break;
    rows.push_back(
        {std::to_string(rows.size() + 1), runbooks::console_time(run.begun, page.zone),
         printable(run.kind), printable(run.table),
         run.why.empty() ? run.state : fmt::format("{}: {}", run.state, printable(run.why))});
  }
  return text + listed(rows, page) + more(rows.size(), state.runs.size(), page) +
         in_which_zone(page);
}

std::string body(const ConsoleState& state, const Page& page) {
  switch (state.screen) {
    case Screen::kChecks: return checks(state, page);
    case Screen::kMenu: return menu(state, page);
    case Screen::kHelp: return help(state, page);
    case Screen::kTables: return tables(state, page);
    case Screen::kWindow: return window(state, page);
    case Screen::kBackups: return backups(state, page);
    case Screen::kPoints: return points(state, page);
    case Screen::kPlan: return plan(state, page);
    case Screen::kRun: return {};  // console/run_screen.h writes it as it happens
    case Screen::kReport: return report(state, page);
    case Screen::kRuns: break;
  }
  return runs(state, page);
}

}  // namespace

std::string banner(const Place& place, const Page& page) {
  const auto or_none = [](const std::string& value) { return value.empty() ? "none" : value; };
  std::string text = "\n" + rule(page, '=');
  text += wrapped(
      printable(fmt::format("Tidemark | account {} | region {} | vault {}", or_none(place.account),
                            or_none(place.region), or_none(place.vault))),
      {.columns = page.columns});
  return text + rule(page, '=') + "\n";
}

std::string draw(const ConsoleState& state, const Page& page) {
  return banner(state.place, page) + body(state, page);
}

}  // namespace tidemark::console

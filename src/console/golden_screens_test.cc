// Every screen at 80 columns, and its state as JSON, against tests/golden/console. With
// TIDEMARK_ACCEPT=1 the files are written anew: look at the difference.
#include "console/screens.h"
#include "console/testing/fake_desk.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tidemark::console {
namespace {

using testing::at;
using testing::FakeDesk;

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(TIDEMARK_GOLDEN_CONSOLE) / name;
  if (std::getenv("TIDEMARK_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(file_text(path), text) << path;
}

// As JSON is read best: a line a member and element.
std::string indented(std::string_view json) {
  std::string text;
  std::size_t depth = 0;
  bool quoted = false;
  const auto new_line = [&] { text += '\n' + std::string(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) quoted = !quoted;
    if (quoted) {
      text += c;
    } else if (c == '{' || c == '[') {
      text += c;
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      --depth;
      new_line();
      text += c;
    } else if (c == ',') {
      text += c;
      new_line();
    } else {
      text += c;
      if (c == ':') text += ' ';
    }
  }
  return text + '\n';
}

ConsoleState state_of(Screen screen) {
  FakeDesk desk;
  ConsoleState state{.screen = screen,
                     .place = desk.place(),
                     .now = at("2026-11-21T04:05:06Z"),
                     .action = Action::kRestoreToTime};
  if (screen == Screen::kMenu) state.action.reset();
  if (screen == Screen::kBackups) state.action = Action::kNewFromBackup;
  if (screen == Screen::kPoints) state.action = Action::kRestoreFromPoint;
  state.usual.at(0) = std::chrono::seconds(754);
  state.usual.at(2) = std::chrono::seconds(4);
  state.checks = {
      {"credentials", runbooks::Finding::kGood, "arn:aws:iam::012345678901:user/op", ""},
      {"account", runbooks::Finding::kProblem,
       "the credentials are of account 012345678901, the configuration expects 999999999999: "
       "nothing is changed",
       "use credentials of 999999999999, or correct `account` in tidemark.yaml"},
      {"table Orders", runbooks::Finding::kRisk,
       "point-in-time recovery is off: it cannot go back to a second", "tidemark protect Orders"}};
  state.tables = desk.names;
  state.tables.push_back(std::string(255, 'n'));
  state.table = desk.table("Orders").value();
  state.table.earliest = at("2026-10-17T04:00:06.5Z");
  state.table.latest = at("2026-11-21T04:00:06.5Z");
  state.backups = {{.arn = "arn:4",
                    .name = "Orders--orig-Nov-21-2026-04-00-00",
                    .table = "Orders",
                    .created = at("2026-11-21T04:00:00Z"),
                    .bytes = 1'234,
                    .unusable = "is CREATING"},
                   {.arn = "arn:3",
                    .name = "before the migration",
                    .table = "Orders",
                    .created = at("2026-11-20T12:00:00Z"),
                    .bytes = 1'200},
                   {.arn = "arn:2",
                    .name = "Lost$DeletedTableBackup",
                    .table = "Lost",
                    .created = at("2026-10-25T00:30:00Z"),
                    .bytes = 900,
                    .system = true}};
  state.points = {{.arn = "arn:aws:backup:ca-central-1:012345678901:recovery-point:3",
                   .table = "Orders",
                   .created = at("2026-11-21T03:05:00Z"),
                   .bytes = 52'428'800,
                   .unusable = "is PARTIAL"},
                  {.arn = "arn:aws:backup:ca-central-1:012345678901:recovery-point:2",
                   .table = "Orders",
                   .created = at("2026-11-20T03:05:00Z"),
                   .bytes = 52'428'800},
                  {.arn = "arn:aws:backup:ca-central-1:012345678901:recovery-point:1",
                   .table = "Orders",
                   .created = at("2026-08-01T03:05:00Z"),
                   .bytes = 41'943'040,
                   .cold = true}};
  state.plan = desk.plan({.action = Action::kRestoreToTime, .table = "Orders"}).value();
  state.event = runbooks::RunEvent{.kind = runbooks::RunEvent::Kind::kWaiting,
                                   .run = "20261121-040000-abcd",
                                   .step = "back-up",
                                   .title = "back up Orders",
                                   .number = 1,
                                   .of = 2,
                                   .text = "the backup",
                                   .elapsed = std::chrono::seconds(3),
                                   .usually = std::chrono::seconds(4),
                                   .percent = 42};
  state.report =
      runbooks::RunReport{.id = "20261121-040000-abcd",
                          .state = runbooks::RunState::kUnfinished,
                          .verdict = {},
                          .why = "CreateBackup: AccessDeniedException: not allowed",
                          .steps = {{.name = "back-up", .title = "back up Orders", .begun = true}}};
  state.runs = {{.id = "20261121-040000-abcd",
                 .kind = "restore-pitr-in-place",
                 .table = "Orders",
                 .state = "unfinished",
                 .why = "stopped by whoever watched",
                 .begun = at("2026-11-21T04:00:00Z")},
                {.id = "20261120-120000-9f3e",
                 .kind = "create-backup",
                 .table = "Parks",
                 .state = "finished",
                 .why = {},
                 .begun = at("2026-11-20T12:00:00Z")}};
  return state;
}

class GoldenScreen : public ::testing::TestWithParam<Screen> {};

TEST_P(GoldenScreen, IsAsItWas) {
  const schedule::TimeZone zone = schedule::TimeZone::named("Europe/Berlin").value();
  const ConsoleState state = state_of(GetParam());
  const std::string name(word_of(GetParam()));

  expect_golden(name + ".txt", draw(state, {.columns = 79, .zone = zone}));
  expect_golden(name + ".json", indented(json_of(state)));
}

INSTANTIATE_TEST_SUITE_P(Console, GoldenScreen,
                         ::testing::Values(Screen::kChecks, Screen::kMenu, Screen::kHelp,
                                           Screen::kTables, Screen::kWindow, Screen::kBackups,
                                           Screen::kPoints, Screen::kPlan, Screen::kRun,
                                           Screen::kReport, Screen::kRuns),
                         [](const auto& screen) { return std::string(word_of(screen.param)); });

TEST(GoldenScreens, OfANarrowTerminal) {
  const schedule::TimeZone zone = schedule::TimeZone::named("Europe/Berlin").value();

  expect_golden("menu-40.txt", draw(state_of(Screen::kMenu), {.columns = 39, .zone = zone}));
  expect_golden("points-40.txt", draw(state_of(Screen::kPoints), {.columns = 39, .zone = zone}));
  expect_golden("window-40.txt", draw(state_of(Screen::kWindow), {.columns = 39, .zone = zone}));
}

TEST(GoldenScreens, OfOneTopicOfHelp) {
  const schedule::TimeZone zone = schedule::TimeZone::named("Europe/Berlin").value();
  ConsoleState state = state_of(Screen::kHelp);
  state.topic = "point-in-time recovery";

  expect_golden("help-topic.txt", draw(state, {.columns = 79, .zone = zone}));
}

}  // namespace
}  // namespace tidemark::console

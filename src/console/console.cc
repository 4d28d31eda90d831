#include "console/console.h"

#include "console/help_topics.h"
#include "console/layout.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::console {
namespace {

using runbooks::BackupChoice;
using runbooks::PointChoice;
using runbooks::RunReport;
using runbooks::RunState;

std::optional<std::size_t> number_in(std::string_view text) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  std::size_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

}  // namespace

Console::Console(Desk& desk, LineReader& reader, Write write, const Clock& clock,
                 const schedule::TimeZone& zone, ConsoleOptions options)
    : desk_(desk),
      write_(std::move(write)),
      clock_(clock),
      zone_(zone),
      options_(std::move(options)),
      asker_(
          reader, [this](std::string_view text) { say(text); },
          [this](std::string_view topic) { show_help(topic); }) {}

Console::End Console::run() {
  if (!sound()) return End::kNotSound;
  while (asker_.leaving() != Asker::Leaving::kOut) {
    asker_.arrived();
    menu();
  }
  if (left_unfinished_) return End::kUnfinished;
  return differs_ ? End::kDiffers : End::kLeft;
}

bool Console::sound() {
  say("Looking at the account ...");
  const runbooks::Examination found = desk_.examine();
  state_.place = desk_.place();
  state_.checks = found.checked;
  if (found.count(runbooks::Finding::kGood) == found.checked.size()) return true;
  show(Screen::kChecks);
  if (found.healthy()) return true;
  say("\nNothing is begun before the problems are solved.");
  return false;
}

void Console::menu() {
  state_.action.reset();
  state_.plan.reset();
  state_.event.reset();
  state_.report.reset();
  refresh_runs();
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    state_.usual.at(i) = desk_.usual(kActions.at(i).action);
  }
  show(Screen::kMenu);
  const auto typed = asker_.text("What is to be done? [1 to 8]");
  if (!typed) {
    if (asker_.interrupted()) say("Type \"exit\" to leave.");
    return;
  }
  if (*typed == "runs") return earlier_runs();
  const auto number = number_in(*typed);
  if (!number || *number < 1 || *number > kActions.size()) {
    say(
        fmt::format("\"{}\" is none of the actions: type a number from 1 to {}, \"runs\", \"help\" "
                    "or \"exit\".",
                    runbooks::shortened(*typed, 40), kActions.size()));
    return;
  }
  carry(static_cast<Action>(*number));
}

void Console::carry(Action action) {
  state_.action = action;
  switch (action) {
    case Action::kRestoreToTime: return restore_to_time();
    case Action::kRestoreFromPoint: return restore_from_point();
    case Action::kBackUp: return back_up();
    case Action::kNewFromBackup: return new_from_backup();
    case Action::kNewFromPoint: return new_from_point();
    case Action::kDelete: return delete_table();
    case Action::kKeepHistory: return keep_history();
    case Action::kProtect: return protect();
  }
}

void Console::restore_to_time() {
  const auto table = choose_table();
  if (!table || !look_at(*table)) return;
  if (!state_.table.continuous_backups) {
    say(
        fmt::format("Point-in-time recovery is off for {}: there is no second to go back to. "
                    "Actions 2 and 4 restore from backups; action 7 turns it on from now.",
                    *table));
    return;
  }
  const auto at = choose_time();
  if (!at) return;
  plan_and_run({.action = Action::kRestoreToTime, .table = *table, .at = *at});
}

void Console::restore_from_point() {
  const auto table = choose_table();
  if (!table || !look_at(*table) || !show_points(*table)) return;
  const auto point = choose_point();
  if (!point) return;
  plan_and_run({.action = Action::kRestoreFromPoint, .table = *table, .arn = point->arn});
}

void Console::back_up() {
  const auto table = choose_table();
  if (table) plan_and_run({.action = Action::kBackUp, .table = *table});
}

void Console::new_from_backup() {
  const auto name = choose_new_name();
  if (!name) return;
  // Backups of a table of that name first: mostly it is the one that was lost.
  auto backups = desk_.backups(*name);
  if (backups && backups.value().empty()) backups = desk_.backups("");
  if (!backups) return sorry(backups.error());
  state_.backups = std::move(backups).value();
  if (state_.backups.empty()) return say("There is no backup in this account and region.");
  show(Screen::kBackups);
  const auto backup = choose_backup();
  if (backup) {
    plan_and_run({.action = Action::kNewFromBackup, .table = *name, .arn = backup->arn});
  }
}

void Console::new_from_point() {
  const auto name = choose_new_name();
  if (!name || !show_points(*name)) return;
  const auto point = choose_point();
  if (point) plan_and_run({.action = Action::kNewFromPoint, .table = *name, .arn = point->arn});
}

void Console::delete_table() {
  const auto table = choose_table();
  if (!table || !look_at(*table)) return;
  if (state_.table.deletion_protection &&
      !asker_.yes_or_leave(fmt::format("{} is protected against deletion. Switch the protection "
                                       "off for this?",
                                       *table))) {
    return say("Nothing was changed.");
  }
  plan_and_run({.action = Action::kDelete, .table = *table});
}

void Console::keep_history() {
  const auto table = choose_table();
  if (!table || !look_at(*table)) return;
  if (state_.table.continuous_backups) {
    say(fmt::format("Point-in-time recovery is on for {} already, {} days.", *table,
                    state_.table.period_days));
    return;
  }
  for (;;) {
    const auto typed =
        asker_.text_or("How many days are to be kept? [1 to 35, Enter for 35]", "35");
    if (!typed) return;
    const auto days = number_in(*typed);
    if (days && *days >= 1 && *days <= 35) {
      return plan_and_run({.action = Action::kKeepHistory,
                           .table = *table,
                           .period_days = static_cast<int>(*days)});
    }
    say(fmt::format("\"{}\" is no number from 1 to 35.", runbooks::shortened(*typed, 40)));
  }
}

void Console::protect() {
  const auto table = choose_table();
  if (!table || !look_at(*table)) return;
  if (state_.table.deletion_protection) {
    return say(fmt::format("Deletion protection is on for {} already.", *table));
  }
  plan_and_run({.action = Action::kProtect, .table = *table});
}

void Console::earlier_runs() {
  refresh_runs();
  if (state_.runs.empty()) return say("There are no runs yet.");
  show(Screen::kRuns);
  const auto index = choose_number("Which run?", state_.runs.size());
  if (!index) return;
  const RunRow run = state_.runs[*index];
  if (run.state == "finished") {
    const auto choice = asker_.text("\"undo\" goes back, \"clean\" removes the copies it kept:");
    if (!choice) return;
    if (*choice == "clean") {
      if (!clean_up(run.id)) say("It left nothing that could be removed.");
      return;
    }
    if (*choice != "undo") return say("Nothing was changed.");
    RunScreen screen({options_.animate, options_.colour, page().columns}, write_);
    return after(desk_.undo(run.id, watcher(screen)));
  }
  if (run.state != "unfinished" && run.state != "going back") {
    return say(fmt::format("Run {} is {}: there is nothing to do.", run.id, run.state));
  }
  stopped({.id = run.id, .state = RunState::kUnfinished, .verdict = {}, .why = run.why});
}

std::optional<std::string> Console::choose_table() {
  auto tables = desk_.tables();
  if (!tables) {
    sorry(tables.error());
    return std::nullopt;
  }
  state_.tables = std::move(tables).value();
  if (state_.tables.empty()) {
    say("There is no table in this account and region.");
    return std::nullopt;
  }
  show(Screen::kTables);
  for (;;) {
    const auto typed = asker_.text(
        fmt::format("Which table? [1 to {}, or its name]", state_.tables.size()), state_.tables);
    if (!typed) return std::nullopt;
    // A name first: a table may be called "12345".
    if (std::ranges::find(state_.tables, *typed) != state_.tables.end()) return *typed;
    const auto number = number_in(*typed);
    if (number && *number >= 1 && *number <= state_.tables.size()) {
      return state_.tables[*number - 1];
    }
    say(fmt::format("There is no table \"{}\" here.", runbooks::shortened(*typed, 60)));
  }
}

std::optional<std::string> Console::choose_new_name() {
  for (;;) {
    const auto name = asker_.text("Name of the table that is made:");
    if (!name) return std::nullopt;
    const Status good = desk_.check_new_name(*name);
    if (good) return *name;
    sorry(good.error());
    if (good.error().code != Code::kInvalid && good.error().code != Code::kConflict) {
      return std::nullopt;
    }
  }
}

std::optional<Timestamp> Console::choose_time() {
  const auto window = runbooks::choosable(state_.table.earliest, state_.table.latest);
  show(Screen::kWindow);
  for (;;) {
    const auto typed = asker_.text("Which time?");
    if (!typed) return std::nullopt;
    const auto read = runbooks::read_time(*typed, zone_, clock_.now());
    if (!read) {
      sorry(read.error());
      continue;
    }
    const Timestamp at = read.value().latest ? window.latest : read.value().at;
    if (const Status inside = runbooks::check_within(at, window, zone_); !inside) {
      sorry(inside.error());
      continue;
    }
    const auto meant =
        asker_.yes(fmt::format("That is {}, {}.\nIs it right?", runbooks::shown(at, zone_),
                               runbooks::how_long_ago(at, clock_.now())));
    if (!meant) return std::nullopt;
    if (*meant) return at;
  }
}

bool Console::show_points(std::string_view table) {
  if (state_.place.vault.empty()) {
    say("No vault is configured: add `vault: NAME` to tidemark.yaml.");
    return false;
  }
  auto points = desk_.points(table);
  if (points && points.value().empty() && state_.action == Action::kNewFromPoint) {
    points = desk_.points("");
  }
  if (!points) {
    sorry(points.error());
    return false;
  }
  state_.points = std::move(points).value();
  if (state_.points.empty()) {
    say(fmt::format("Vault {} has no recovery point{}.", state_.place.vault,
                    is_in_place(*state_.action) ? fmt::format(" of {}", table) : ""));
    return false;
  }
  show(Screen::kPoints);
  return true;
}

std::optional<std::size_t> Console::choose_number(std::string_view question, std::size_t count) {
  for (;;) {
    const auto typed = asker_.text(fmt::format("{} [1 to {}]", question, count));
    if (!typed) return std::nullopt;
    const auto number = number_in(*typed);
    if (number && *number >= 1 && *number <= count) return *number - 1;
    say(fmt::format("\"{}\" is no number from 1 to {}.", runbooks::shortened(*typed, 40), count));
  }
}

std::optional<BackupChoice> Console::choose_backup() {
  for (;;) {
    const auto index = choose_number("Which backup?", state_.backups.size());
    if (!index) return std::nullopt;
    const BackupChoice& backup = state_.backups[*index];
    if (!backup.unusable.empty()) {
      say(fmt::format("That backup {}: choose another one.", backup.unusable));
      continue;
    }
    const auto meant =
        asker_.yes(fmt::format("{} of {}, made {}.\nIs it right?", backup.name, backup.table,
                               runbooks::shown(backup.created, zone_)));
    if (!meant) return std::nullopt;
    if (*meant) return backup;
  }
}

std::optional<PointChoice> Console::choose_point() {
  for (;;) {
    const auto index = choose_number("Which recovery point?", state_.points.size());
    if (!index) return std::nullopt;
    const auto asked = desk_.point_now(state_.points[*index]);
    if (!asked) {
      sorry(asked.error());
      continue;
    }
    const PointChoice& point = asked.value();
    if (!point.unusable.empty()) {
      say(fmt::format("That recovery point {}: choose another one.", point.unusable));
      continue;
    }
    if (point.cold) {
      const auto wait = asker_.yes(
          "It lies in cold storage: the restore begins only after hours, and AWS charges for "
          "retrieving it.\nGo on?");
      if (!wait) return std::nullopt;
      if (!*wait) continue;
    }
    const auto meant = asker_.yes(
        fmt::format("{} of {}.\nIs it right?", point.table, runbooks::shown(point.created, zone_)));
    if (!meant) return std::nullopt;
    if (*meant) return point;
  }
}

bool Console::look_at(const std::string& table) {
  auto card = desk_.table(table);
  if (!card) {
    sorry(card.error());
    return false;
  }
  state_.table = std::move(card).value();
  if (!state_.table.exists) {
    say(fmt::format("{} is gone since the list was made.", table));
    return false;
  }
  return true;
}

void Console::plan_and_run(const Order& order) {
  auto plan = desk_.plan(order);
  if (!plan) return sorry(plan.error());
  state_.plan = std::move(plan).value();
  show(Screen::kPlan);
  if (!confirmed(*state_.plan)) return say("Nothing was changed.");
  carry_out(*state_.plan);
}

bool Console::confirmed(const runbooks::Plan& plan) {
  if (!plan.destroys()) return asker_.yes_or_leave("Carry it out?");
  for (;;) {
    const auto typed = asker_.text(fmt::format(
        "This destroys. Type the table's name, {}, to go on, or \"menu\":", plan.table));
    if (!typed) return false;
    if (*typed == plan.table) return true;
    say(fmt::format("\"{}\" is not the table's name.", runbooks::shortened(*typed, 60)));
  }
}

void Console::carry_out(const runbooks::Plan& plan) {
  show(Screen::kRun);
  RunScreen screen({options_.animate, options_.colour, page().columns}, write_);
  after(desk_.carry_out(plan, watcher(screen)));
}

Watcher Console::watcher(RunScreen& screen) {
  struct Since {
    std::chrono::microseconds event{0};
    std::chrono::microseconds drawn{0};
  };

  const auto since = std::make_shared<Since>();
  since->event = clock_.since_boot();
  return {.watch =
              [this, &screen, since](const runbooks::RunEvent& event) {
                since->event = since->drawn = clock_.since_boot();
                state_.event = event;
                if (options_.watch) options_.watch(state_);
                screen.show(event);
              },
          .go_on =
              [this, &screen, since] {
                const auto now = clock_.since_boot();
                if (now - since->drawn >= std::chrono::seconds(1)) {
                  since->drawn = now;
                  screen.tick(now - since->event);
                }
                if (!options_.take_interrupt || !options_.take_interrupt()) return true;
                screen.clear();
                const bool stop = asker_.yes_or_leave(
                    "Stop here? What was begun stays, and the run can be resumed or undone later.");
                return !stop && asker_.leaving() == Asker::Leaving::kNot;
              }};
}

void Console::after(Result<RunReport> report) {
  if (!report) return sorry(report.error());
  state_.report = report.value();
  show(Screen::kReport);
  const RunReport& run = *state_.report;
  if (run.state == RunState::kFinished) {
    left_unfinished_ = false;
    // The desk would refuse, too: what differs may be wanted back.
    differs_ = run.verdict == "differs";
    if (!differs_) clean_up(run.id);
  } else if (run.state == RunState::kUndone) {
    left_unfinished_ = differs_ = false;
  } else {
    left_unfinished_ = true;
    stopped(run);
  }
}

void Console::stopped(const RunReport& report) {
  for (;;) {
    const auto typed = asker_.text(
        fmt::format("\"resume\" goes on with run {}, \"undo\" goes back, \"menu\" leaves it for "
                    "later:",
                    report.id));
    if (!typed) return;
    RunScreen screen({options_.animate, options_.colour, page().columns}, write_);
    if (*typed == "resume") return after(desk_.resume(report.id, watcher(screen)));
    if (*typed == "undo") return after(desk_.undo(report.id, watcher(screen)));
    say("Type resume, undo or menu.");
  }
}

bool Console::clean_up(const std::string& run) {
  auto plan = desk_.clean_up(run);
  if (!plan) {
    sorry(plan.error());
    return true;
  }
  if (!plan.value()) return false;
  state_.plan = std::move(*plan.value());
  say("\nThese copies are not needed any more:\n\n" + runbooks::text_of(*state_.plan));
  if (!asker_.yes_or_leave("Remove them?")) {
    say(fmt::format("They are kept; \"runs\" can remove them later (run {}).", run));
    return true;
  }
  RunScreen screen({options_.animate, options_.colour, page().columns}, write_);
  auto report = desk_.carry_out(*state_.plan, watcher(screen));
  if (!report) {
    sorry(report.error());
    return true;
  }
  state_.report = report.value();
  show(Screen::kReport);
  if (report.value().state != RunState::kFinished) stopped(report.value());
  return true;
}

void Console::show(Screen screen) {
  state_.screen = screen;
  state_.now = clock_.now();
  if (options_.watch) options_.watch(state_);
  write_(draw(state_, page()));
}

void Console::show_help(std::string_view topic) {
  const Screen before = state_.screen;
  if (!topic.empty() && help_topic(topic) == nullptr) {
    say(fmt::format("There is no help about \"{}\".", runbooks::shortened(topic, 40)));
  }
  state_.topic = topic;
  show(Screen::kHelp);
  state_.screen = before;
}

void Console::say(std::string_view text) {
  write_(wrapped(printable(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text),
                 {.columns = page().columns}));
}

void Console::sorry(const Error& error) {
  std::string text = error.message;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - ('a' - 'A'));
  }
  say(text + ".");
}

void Console::refresh_runs() {
  if (const auto runs = desk_.runs()) {
    state_.runs = rows_of(runs.value());
  } else {
    sorry(runs.error());
  }
}

Page Console::page() const {
  return {.columns = page_columns(options_.columns ? options_.columns() : 80),
          .zone = zone_,
          .colour = options_.colour};
}

}  // namespace tidemark::console

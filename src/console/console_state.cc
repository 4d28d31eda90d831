#include "console/console_state.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "operator/time_words.h"

#include <algorithm>

namespace tidemark::console {
namespace {

using codec::JsonWriter;

void write_instant(JsonWriter& out, std::string_view key, Timestamp at) {
  out.key(key).string(codec::to_iso8601(at, codec::Fraction::kMillis));
}

void write_place(JsonWriter& out, const Place& place) {
  out.key("place").begin_object();
  out.key("account").string(place.account).key("region").string(place.region);
  out.key("vault").string(place.vault).key("role").string(place.role);
  out.key("caller").string(place.caller).key("endpoint").string(place.endpoint);
  out.end_object();
}

void write_actions(JsonWriter& out, const ConsoleState& state) {
  out.key("actions").begin_array();
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    const ActionFacts& facts = kActions.at(i);
    out.begin_object().key("number").number(static_cast<std::int64_t>(i + 1));
    out.key("action").string(facts.word).key("title").string(facts.title);
    out.key("about").string(facts.about);
    if (state.usual.at(i)) {
      out.key("usual_seconds").number(static_cast<double>(state.usual.at(i)->count()) / 1e6);
    }
    out.end_object();
  }
  out.end_array();
}

std::string_view word_of(runbooks::Finding finding) {
  switch (finding) {
    case runbooks::Finding::kGood: return "good";
    case runbooks::Finding::kRisk: return "risk";
    case runbooks::Finding::kProblem: break;
  }
  return "problem";
}

void write_checks(JsonWriter& out, const ConsoleState& state) {
  out.key("checks").begin_array();
  for (const runbooks::Checked& one : state.checks) {
    out.begin_object().key("about").string(one.about).key("finding").string(word_of(one.finding));
    out.key("what").string(one.what).key("todo").string(one.todo).end_object();
  }
  out.end_array();
}

void write_tables(JsonWriter& out, const ConsoleState& state) {
  out.key("tables").begin_array();
  for (const std::string& table : state.tables) out.string(table);
  out.end_array();
}

void write_table(JsonWriter& out, const runbooks::TableCard& table) {
  out.key("table").begin_object().key("name").string(table.name);
  out.key("exists").boolean(table.exists).key("status").string(table.status);
  out.key("deletion_protection").boolean(table.deletion_protection);
  out.key("point_in_time_recovery").boolean(table.continuous_backups);
  if (table.continuous_backups) {
    const auto window = runbooks::choosable(table.earliest, table.latest);
    out.key("recovery_period_in_days").number(static_cast<std::int64_t>(table.period_days));
    write_instant(out, "earliest", window.earliest);
    write_instant(out, "latest", window.latest);
  }
  out.end_object();
}

void write_backups(JsonWriter& out, const ConsoleState& state) {
  out.key("backups").begin_array();
  for (const runbooks::BackupChoice& one : state.backups) {
    out.begin_object().key("arn").string(one.arn).key("name").string(one.name);
    out.key("table").string(one.table);
    write_instant(out, "created", one.created);
    out.key("bytes").number(static_cast<std::int64_t>(one.bytes));
    out.key("system").boolean(one.system).key("usable").boolean(one.unusable.empty());
    if (!one.unusable.empty()) out.key("why").string(one.unusable);
    out.end_object();
  }
  out.end_array();
}

void write_points(JsonWriter& out, const ConsoleState& state) {
  out.key("points").begin_array();
  for (const runbooks::PointChoice& one : state.points) {
    out.begin_object().key("arn").string(one.arn).key("table").string(one.table);
    write_instant(out, "created", one.created);
    if (one.bytes) out.key("bytes").number(static_cast<std::int64_t>(*one.bytes));
    out.key("storage").string(one.cold ? "COLD" : "WARM");
    out.key("usable").boolean(one.unusable.empty());
    if (!one.unusable.empty()) out.key("why").string(one.unusable);
    out.end_object();
  }
  out.end_array();
}

void write_event(JsonWriter& out, const runbooks::RunEvent& event) {
  const auto seconds = [](std::chrono::microseconds span) {
    return static_cast<double>(span.count()) / 1e6;
  };
  out.key("step").begin_object().key("run").string(event.run).key("name").string(event.step);
  out.key("title").string(event.title);
  out.key("number").number(static_cast<std::int64_t>(event.number));
  out.key("of").number(static_cast<std::int64_t>(event.of)).key("text").string(event.text);
  out.key("elapsed_seconds").number(seconds(event.elapsed));
  if (event.usually) out.key("usual_seconds").number(seconds(*event.usually));
  if (event.percent) out.key("percent").number(static_cast<std::int64_t>(*event.percent));
  out.end_object();
}

void write_report(JsonWriter& out, const runbooks::RunReport& report) {
  out.key("report").begin_object().key("run").string(report.id);
  out.key("state").string(runbooks::name_of(report.state)).key("verdict").string(report.verdict);
  out.key("why").string(report.why).key("interrupted").boolean(report.interrupted);
  out.key("steps").begin_array();
  for (const runbooks::StepReport& step : report.steps) {
    out.begin_object().key("name").string(step.name).key("title").string(step.title);
    out.key("begun").boolean(step.begun).key("ended").boolean(step.ended);
    out.key("undone").boolean(step.undone);
    if (step.ended) out.key("seconds").number(static_cast<double>(step.took.count()) / 1e6);
    out.end_object();
  }
  out.end_array().end_object();
}

void write_runs(JsonWriter& out, const ConsoleState& state) {
  out.key("runs").begin_array();
  for (const RunRow& run : state.runs) {
    out.begin_object().key("id").string(run.id).key("kind").string(run.kind);
    out.key("table").string(run.table).key("state").string(run.state).key("why").string(run.why);
    write_instant(out, "begun", run.begun);
    out.end_object();
  }
  out.end_array();
}

void write_screen(JsonWriter& out, const ConsoleState& state) {
  switch (state.screen) {
    case Screen::kChecks: return write_checks(out, state);
    case Screen::kMenu:
      write_actions(out, state);
      out.key("unfinished_runs").number(static_cast<std::int64_t>(unfinished(state.runs)));
      return;
    case Screen::kHelp: out.key("topic").string(state.topic); return;
    case Screen::kTables: return write_tables(out, state);
    case Screen::kWindow: return write_table(out, state.table);
    case Screen::kBackups: return write_backups(out, state);
    case Screen::kPoints: return write_points(out, state);
    case Screen::kPlan:
      if (state.plan) out.key("plan").raw(runbooks::json_of(*state.plan));
      return;
    case Screen::kRun:
      if (state.event) write_event(out, *state.event);
      return;
    case Screen::kReport:
      if (state.report) write_report(out, *state.report);
      return;
    case Screen::kRuns: return write_runs(out, state);
  }
}

}  // namespace

std::string_view word_of(Screen screen) {
  switch (screen) {
    case Screen::kChecks: return "checks";
    case Screen::kMenu: return "menu";
    case Screen::kHelp: return "help";
    case Screen::kTables: return "tables";
    case Screen::kWindow: return "window";
    case Screen::kBackups: return "backups";
    case Screen::kPoints: return "points";
    case Screen::kPlan: return "plan";
    case Screen::kRun: return "run";
    case Screen::kReport: return "report";
    case Screen::kRuns: break;
  }
  return "runs";
}

std::string json_of(const ConsoleState& state) {
  JsonWriter out;
  out.begin_object().key("schema").number(std::int64_t{1});
  out.key("screen").string(word_of(state.screen));
  write_instant(out, "now", state.now);
  write_place(out, state.place);
  if (state.action) out.key("action").string(facts_of(*state.action).word);
  write_screen(out, state);
  out.end_object();
  return out.take();
}

std::vector<RunRow> rows_of(const std::vector<runbooks::RunSummary>& runs) {
  std::vector<RunRow> rows;
  for (const runbooks::RunSummary& run : runs) {
    const bool damaged = !run.damage.empty();
    rows.push_back(
        {.id = run.id,
         .kind = run.plan.kind,
         .table = run.plan.table,
         .state = damaged ? "damaged" : std::string(runbooks::name_of(run.progress.state)),
         .why = damaged ? run.damage : run.progress.why,
         .begun = run.plan.made_at});
  }
  return rows;
}

std::size_t unfinished(const std::vector<RunRow>& runs) {
  return static_cast<std::size_t>(std::ranges::count_if(runs, [](const RunRow& run) {
    return run.state == "unfinished" || run.state == "going back";
  }));
}

}  // namespace tidemark::console

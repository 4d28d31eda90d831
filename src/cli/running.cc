#include "cli/running.h"

#include "cli/document.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "operator/text.h"
#include "operator/who.h"

#include <fmt/format.h>

#include <filesystem>

namespace tidemark::cli {
namespace {

using runbooks::Plan;
using runbooks::RunReport;
using runbooks::RunState;

std::string state_of(const runbooks::StepReport& step) {
  if (step.undone) return "undone";
  if (step.ended) return "done";
  return step.begun ? "begun" : "not begun";
}

// AWS itself has no extras; asking it for them would only be odd lines in somebody's trail.
bool may_be_engine(const std::string& endpoint) {
  return endpoint.find(".amazonaws.com") == std::string::npos;
}

ExitCode code_of(const RunReport& report) {
  switch (report.state) {
    case RunState::kUndone: return ExitCode::kDone;
    case RunState::kFinished:
      return report.verdict == "differs" ? ExitCode::kDiffers : ExitCode::kDone;
    case RunState::kUnfinished:
    case RunState::kGoingBack: break;
  }
  return ExitCode::kUnfinished;
}

Result<ExitCode> told(const RunReport& report, CommandContext& context) {
  TM_TRY_STATUS(context.show(document_of(report), text_of(report)));
  if (const std::string file = certificate_of(report.id, context); !file.empty()) {
    context.tell("certificate: " + file);
  }
  const ExitCode code = code_of(report);
  if (code == ExitCode::kUnfinished) {
    context.tell(
        fmt::format("the run stopped: {}\n"
                    "  tidemark runs resume {}   goes on\n"
                    "  tidemark runs undo {}     goes back",
                    report.interrupted ? "interrupted" : report.why, report.id, report.id));
  }
  return code;
}

Status show_plan(const Plan& plan, CommandContext& context) {
  TM_TRY(const codec::JsonValue json, codec::parse_json(runbooks::json_of(plan)));
  return context.show(json, runbooks::text_of(plan));
}

// Carries out with a bar or lines on standard error; Ctrl-C from now on asks the run to stop.
template <class Work>
Result<ExitCode> watched(Workplace& place, CommandContext& context, Work work) {
  const Terminal& terminal = context.around().terminal;
  Progress progress(
      {.animates = terminal.animates, .columns = std::min<std::size_t>(terminal.columns, 200)},
      context.around().tell);
  runbooks::Runs runs = runs_of(context);
  runbooks::Conductor conductor(place.site, runs,
                                [&](const runbooks::RunEvent& event) { progress.show(event); });
  context.around().patience();
  const Result<RunReport> report = work(conductor);
  progress.clear();
  if (!report) return report.error();
  return told(report.value(), context);
}

}  // namespace

Result<std::unique_ptr<Workplace>> workplace(CommandContext& context) {
  TM_TRY(const runbooks::Config config, context.config());
  TM_TRY(client::Session* const session, context.session());
  const Surroundings& around = context.around();
  runbooks::EngineExtras extras(session->of(client::Service::kDynamoDb));
  // Made in place: g++ 12 takes the stop token of a temporary that is moved from for uninitialised.
  std::unique_ptr<Workplace> place(new Workplace{.extras = extras,
                                                 .site = {.session = *session,
                                                          .extras = nullptr,
                                                          .clock = around.clock,
                                                          .random = around.random,
                                                          .pause = around.pause,
                                                          .stop = around.stop,
                                                          .expected_account = config.account,
                                                          .version = TIDEMARK_VERSION}});
  if (may_be_engine(session->endpoint(client::Service::kDynamoDb))) {
    place->site.extras = &place->extras;
  }
  if (config.timeout_given) place->site.patience = config.timeout.value_or(std::chrono::seconds{0});
  return place;
}

Status expect_account(const Workplace& place) {
  if (place.site.expected_account.empty()) return Ok{};
  TM_TRY_STATUS(runbooks::who_calls(place.site));
  return Ok{};
}

runbooks::Runs runs_of(const CommandContext& context) {
  const Surroundings& around = context.around();
  return {around.state_directory + "/runs", around.clock, around.random};
}

Result<ExitCode> go(const Plan& plan, Workplace& place, CommandContext& context) {
  const GlobalOptions& options = context.options();
  if (options.dry_run) {
    TM_TRY_STATUS(show_plan(plan, context));
    return ExitCode::kDone;
  }
  if (!options.plan_file.empty()) {
    TM_TRY_STATUS(write_new_file(options.plan_file, runbooks::json_of(plan) + "\n"));
    context.tell(
        fmt::format("{}{} is written; nothing was changed. To carry it out:\n"
                    "  tidemark apply {}",
                    runbooks::text_of(plan), options.plan_file, options.plan_file));
    return ExitCode::kDone;
  }
  context.around().tell(runbooks::text_of(plan));
  if (plan.destroys() &&
      !context.confirmed(fmt::format("This is account {}, region {}.", plan.account, plan.region),
                         plan.table)) {
    context.tell("cancelled; nothing was changed");
    return ExitCode::kCancelled;
  }
  return watched(place, context,
                 [&](runbooks::Conductor& conductor) { return conductor.carry_out(plan); });
}

Result<ExitCode> resume(std::string_view id, Workplace& place, CommandContext& context) {
  return watched(place, context,
                 [&](runbooks::Conductor& conductor) { return conductor.resume(id); });
}

Result<ExitCode> undo(std::string_view id, Workplace& place, CommandContext& context) {
  return watched(place, context,
                 [&](runbooks::Conductor& conductor) { return conductor.undo(id); });
}

std::string certificate_of(std::string_view id, const CommandContext& context) {
  const std::string file =
      fmt::format("{}/runs/{}/certificate.txt", context.around().state_directory, id);
  std::error_code problem;
  return std::filesystem::exists(file, problem) ? file : std::string();
}

std::string text_of(const RunReport& report) {
  std::string text = fmt::format("run {}: {}", report.id, runbooks::name_of(report.state));
  if (!report.verdict.empty()) text += ", " + report.verdict;
  text += '\n';
  for (const runbooks::StepReport& step : report.steps) {
    const std::string took = step.ended ? runbooks::seconds_text(step.took) : "";
    text += fmt::format("  {:<9}  {:>12}  {}\n", state_of(step), took, step.title);
  }
  return text;
}

codec::JsonValue document_of(const RunReport& report) {
  Rows steps;
  for (const runbooks::StepReport& step : report.steps) {
    Members row;
    row.text("name", step.name).text("title", step.title).text("state", state_of(step));
    row.value("seconds", step.ended ? codec::JsonValue(static_cast<double>(step.took.count()) / 1e6)
                                    : codec::JsonValue());
    steps.push_back(row.take());
  }
  return document()
      .text("id", report.id)
      .text("state", runbooks::name_of(report.state))
      .text("verdict", report.verdict)
      .text("why", report.why)
      .value("steps", codec::JsonValue(std::move(steps)))
      .take();
}

}  // namespace tidemark::cli

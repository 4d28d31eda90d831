#include "operator/conductor.h"

#include "base/check.h"
#include "operator/parallel.h"
#include "operator/runbook.h"
#include "operator/who.h"

namespace tidemark::runbooks {
namespace {

using Kind = RunEvent::Kind;

std::string outcome_of(const Result<client::Answer<client::Reply>>& outcome) {
  if (!outcome) return fmt::format("unknown: {}", outcome.error().message);
  const auto* error = std::get_if<client::ServiceError>(&outcome.value());
  return error == nullptr ? "accepted" : error->name;
}

// Writes what changes something into the journal before it is sent.
class JournalWatch final : public client::CallWatch {
 public:
  JournalWatch(client::Session& session, Run& run) : session_(session), run_(run) {
    session_.watch(this);
  }

  JournalWatch(const JournalWatch&) = delete;
  JournalWatch& operator=(const JournalWatch&) = delete;

  ~JournalWatch() override { session_.watch(nullptr); }

  Status before(const client::SentCall& call) override {
    if (call.reads()) return Ok{};
    return run_.write("call", {{"service", std::string(client::facts_of(call.service).name)},
                               {"operation", std::string(call.operation)},
                               {"target", std::string(call.target)},
                               {"body", std::string(call.body)}});
  }

  void after(const client::SentCall& call,
             const Result<client::Answer<client::Reply>>& outcome) override {
    if (call.reads()) return;
    // The call is made; a journal that cannot be written stops the run at its next line.
    static_cast<void>(run_.write(
        "answer", {{"operation", std::string(call.operation)}, {"outcome", outcome_of(outcome)}}));
  }

 private:
  client::Session& session_;
  Run& run_;
};

bool has_ended(const Run& run, const Step& step) {
  return run.progress().ended.contains(step.name);
}

std::string verdict_of(const RunProgress& progress) {
  const auto found = progress.facts.find("verdict");
  return found != progress.facts.end() ? found->second : "done";
}

}  // namespace

RunReport report_of(const RunSummary& summary) {
  const RunProgress& progress = summary.progress;
  RunReport report{.id = summary.id,
                   .state = progress.state,
                   .verdict = progress.verdict,
                   .why = summary.damage.empty() ? progress.why : summary.damage};
  for (const PlannedStep& step : summary.plan.steps) {
    const auto ended = progress.ended.find(step.name);
    report.steps.push_back(
        {.name = step.name,
         .title = step.title,
         .begun = progress.begun.contains(step.name),
         .ended = ended != progress.ended.end(),
         .undone = progress.undone.contains(step.name),
         .took = ended != progress.ended.end() ? ended->second : std::chrono::microseconds{0}});
  }
  return report;
}

Conductor::Conductor(Site site, Runs& runs, RunWatch watch)
    : site_(std::move(site)), runs_(runs), watch_(std::move(watch)) {}

Status Conductor::check_place(const Plan& plan) {
  TM_TRY(const client::Caller caller, who_calls(site_));
  if (caller.account != plan.account) {
    return fail(Code::kDenied,
                fmt::format("these credentials are of account {}, the plan is for {}",
                            caller.account, plan.account));
  }
  if (site_.session.region() != plan.region) {
    return fail(Code::kDenied, fmt::format("this is region {}, the plan is for {}",
                                           site_.session.region(), plan.region));
  }
  return Ok{};
}

Result<RunReport> Conductor::carry_out(const Plan& plan) {
  TM_TRY_STATUS(steps_of(plan));
  TM_TRY_STATUS(check_place(plan));
  TM_TRY(Run run, runs_.begin(plan));
  return forward(run, "run-begun");
}

Result<RunReport> Conductor::resume(std::string_view id) {
  TM_TRY(Run run, runs_.open(id));
  TM_TRY_STATUS(check_place(run.plan()));
  switch (run.progress().state) {
    case RunState::kUnfinished: return forward(run, "run-resumed");
    case RunState::kGoingBack: return backward(run);
    default: break;
  }
  return fail(Code::kConflict, fmt::format("run {} is {}: there is nothing to resume", run.id(),
                                           name_of(run.progress().state)));
}

Result<RunReport> Conductor::undo(std::string_view id) {
  TM_TRY(Run run, runs_.open(id));
  TM_TRY_STATUS(check_place(run.plan()));
  if (run.progress().state == RunState::kUndone) {
    return fail(Code::kConflict, fmt::format("run {} is undone already", run.id()));
  }
  return backward(run);
}

Result<RunReport> Conductor::forward(Run& run, std::string_view begun_by) {
  TM_TRY(const std::vector<Step> steps, steps_of(run.plan()));
  const JournalWatch journal(site_.session, run);
  Course course(site_, run, watch_);
  TM_TRY_STATUS(run.write(begun_by, {{"version", site_.version}}));
  course.tell(Kind::kRunBegun);
  Status failed = Ok{};
  for (std::size_t i = 0; failed && i < steps.size(); ++i) {
    if (has_ended(run, steps[i])) continue;
    course.enter(steps[i], i + 1, steps.size());
    TM_TRY(course.usually, runs_.usual(run.plan().kind, steps[i].name));
    failed = perform(course, steps[i]);
    if (failed) {
      TM_TRY_STATUS(run.write(
          "step-ended",
          {{"step", steps[i].name}, {"took_us", std::to_string(course.elapsed().count())}}));
      course.tell(Kind::kStepEnded);
    } else {
      TM_TRY_STATUS(
          run.write("step-failed", {{"step", steps[i].name}, {"why", failed.error().message}}));
      course.tell(Kind::kStepFailed, failed.error().message);
      TM_TRY_STATUS(put_back_guards(course, run, steps));
    }
  }
  if (failed) TM_TRY_STATUS(run.write("run-ended", {{"verdict", verdict_of(run.progress())}}));
  course.tell(Kind::kRunEnded, std::string(name_of(run.progress().state)));
  TM_TRY(const RunSummary summary, runs_.show(run.id()));
  RunReport report = report_of(summary);
  report.interrupted = !failed && site_.stop.stop_requested();
  return report;
}

Status Conductor::perform(Course& course, const Step& step) {
  TM_TRY_STATUS(go_on(site_.stop));
  TM_TRY_STATUS(course.begin(step));
  bool done = false;
  if (step.done) {
    TM_TRY(done, step.done(course));
  }
  if (!done && step.destroys) {
    TM_CHECK(step.ready);
    TM_TRY_STATUS(step.ready(course));
  }
  if (!done && step.act) TM_TRY_STATUS(step.act(course));
  if (step.prove) TM_TRY_STATUS(step.prove(course));
  return Ok{};
}

// What was switched off only for a step that has not come must not stay off meanwhile.
Status Conductor::put_back_guards(Course& course, Run& run, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    // Once what it was for has happened, there is nothing to guard.
    if (step.destroys && has_ended(run, step)) return Ok{};
  }
  course.go_on_despite_stop();
  for (const Step& step : steps) {
    if (!step.guards || !run.progress().begun.contains(step.name)) continue;
    const Status put_back = step.undo(course);
    if (!put_back) {
      course.note(
          fmt::format("could not take back \"{}\": {}", step.title, put_back.error().message));
      continue;
    }
    if (!has_ended(run, step)) continue;
    TM_TRY_STATUS(run.write("step-reopened", {{"step", step.name}, {"why", run.progress().why}}));
    course.tell(Kind::kStepReopened, step.title);
  }
  return Ok{};
}

Result<RunReport> Conductor::backward(Run& run) {
  TM_TRY(const std::vector<Step> steps, steps_of(run.plan()));
  const JournalWatch journal(site_.session, run);
  Course course(site_, run, watch_);
  TM_TRY_STATUS(run.write("undo-begun", {{"version", site_.version}}));
  course.tell(Kind::kRunBegun);
  Status failed = Ok{};
  for (std::size_t i = steps.size(); failed && i > 0; --i) {
    const Step& step = steps[i - 1];
    if (!run.progress().begun.contains(step.name)) continue;
    course.enter(step, i, steps.size());
    failed = go_on(site_.stop);
    if (failed && step.undo) failed = step.undo(course);
    if (failed) {
      TM_TRY_STATUS(run.write("step-undone", {{"step", step.name}}));
      course.tell(Kind::kStepUndone);
    } else {
      TM_TRY_STATUS(
          run.write("step-failed", {{"step", step.name}, {"why", failed.error().message}}));
      course.tell(Kind::kStepFailed, failed.error().message);
    }
  }
  if (failed) TM_TRY_STATUS(run.write("run-undone", {}));
  course.tell(Kind::kRunEnded, std::string(name_of(run.progress().state)));
  TM_TRY(const RunSummary summary, runs_.show(run.id()));
  RunReport report = report_of(summary);
  report.interrupted = !failed && site_.stop.stop_requested();
  return report;
}

}  // namespace tidemark::runbooks

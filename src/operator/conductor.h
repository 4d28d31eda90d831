// Carries a plan out step by step, so that it can be stopped anywhere and continued or taken back.
//
//   Conductor conductor(site, runs, watch);
//   TM_TRY(const RunReport report, conductor.carry_out(plan));
//   if (report.state == RunState::kUnfinished) … conductor.resume(report.id) or .undo(report.id) …
//
// Every call that changes something is in the run's journal, on disk, before it is sent. A step
// that destroys is begun only when the way back is durable and checked. When a step fails, what an
// earlier one had switched off for its sake is switched on again.
//
// Threads   One run at a time; `watch` is told on the caller's thread.
// Errors    What keeps a run from being begun or taken up: kDenied for another account than
//           expected, kInvalid for a plan of another version, kConflict, kCorrupt, kNotFound as
//           Runs says. A step's failure is in the report.
#pragma once

#include "operator/course.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct StepReport {
  std::string name{};
  std::string title{};
  bool begun = false;
  bool ended = false;
  bool undone = false;
  std::chrono::microseconds took{0};  // of an ended one
};

struct RunReport {
  std::string id{};
  RunState state = RunState::kUnfinished;
  std::string verdict{};     // of a finished run: "verified", "differs", "done"
  std::string why{};         // what stopped it; empty for a finished or undone one
  bool interrupted = false;  // it was a stop request that stopped it
  std::vector<StepReport> steps{};
};

RunReport report_of(const RunSummary& summary);

class Conductor {
 public:
  // The references inside `site` and `runs` outlive it.
  Conductor(Site site, Runs& runs, RunWatch watch);

  Result<RunReport> carry_out(const Plan& plan);

  // Of an unfinished run, or of one that was going back: continues in that direction.
  Result<RunReport> resume(std::string_view id);

  // Also of a finished run, as long as its copies are there.
  Result<RunReport> undo(std::string_view id);

 private:
  Result<RunReport> forward(Run& run, std::string_view begun_by);
  Result<RunReport> backward(Run& run);
  Status perform(Course& course, const Step& step);
  Status put_back_guards(Course& course, Run& run, const std::vector<Step>& steps);
  Status check_place(const Plan& plan);

  const Site site_;
  Runs& runs_;
  const RunWatch watch_;
};

}  // namespace tidemark::runbooks

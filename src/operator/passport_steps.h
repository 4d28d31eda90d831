// Puts a passport back on a table, setting by setting.
//
//   PassportSteps steps(session, passport, "Orders", {});
//   for (const PassportStep& step : steps.all()) fmt::print("{}\n", step.text);     // the plan
//   for (std::size_t number = 0; number < steps.all().size(); ++number) {
//     TM_TRY(const PassportStepResult result, steps.carry_out(number));
//   }
//
// A step looks first and changes only what is not as it should be; it waits until the table takes
// changes again and until the change shows. So a step, or all of them, may be carried out again
// after any interruption, and every call goes to the session's watch.
//
// Nothing is taken away: a tag too many, or a stream that should be off, stays, and shows in the
// difference. What the service refuses is in the result with its reason, and the next step follows.
//
// Threads   One.
#pragma once

#include "client/session.h"
#include "operator/passport.h"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace tidemark::runbooks {

// How long a step may wait, in all, and how often it looks meanwhile.
struct Patience {
  std::chrono::milliseconds look_every{2'000};
  // For the table to be ACTIVE: index and replica builds take a while.
  std::chrono::milliseconds until_active{3'600'000};
  // For a refusal that passes ("… is being updated"), and for a change to show.
  std::chrono::milliseconds until_settled{180'000};
};

struct ApplyOptions {
  std::set<Aspect> leave_out{};
  Patience patience{};
};

struct PassportStep {
  Aspect aspect;
  std::string text;  // "switch point-in-time recovery on, 35 days back"
};

struct PassportStepResult {
  enum class End : std::uint8_t { kThereAlready, kApplied, kNotWhole };

  Aspect aspect;
  End end = End::kThereAlready;
  int changes = 0;        // calls that changed something
  std::vector<Gap> gaps;  // of kNotWhole
};

class PassportSteps {
 public:
  // `wanted` may be of another table, of the same or another name. The session outlives it.
  PassportSteps(client::Session& session, Passport wanted, std::string table, ApplyOptions options);

  [[nodiscard]] const std::vector<PassportStep>& all() const { return steps_; }

  // What was left out or could not be read when the passport was made, as gaps.
  [[nodiscard]] std::vector<Gap> not_tried() const;

  // Errors: kBusy   the table was not ACTIVE in time; and whatever kept DynamoDB from answering:
  //                 the step may be carried out again
  Result<PassportStepResult> carry_out(std::size_t number);

 private:
  Status change(PassportStepResult& result);
  Status settle(PassportStepResult& result);
  Result<std::vector<SettingDifference>> missing(Aspect aspect, std::vector<Gap>& gaps);

  client::Session& session_;
  const Passport wanted_;
  const std::string table_;
  const ApplyOptions options_;
  std::vector<PassportStep> steps_;
};

struct PassportApplied {
  std::vector<PassportStepResult> steps;
  std::vector<Gap> gaps;  // of all steps, and what was not tried

  [[nodiscard]] bool whole() const { return gaps.empty(); }
};

// All steps; `on_step` is told before each.
// Errors: as PassportSteps::carry_out
Result<PassportApplied> apply_passport(client::Session& session, const Passport& wanted,
                                       const std::string& table, const ApplyOptions& options,
                                       const std::function<void(const PassportStep&)>& on_step);

[[nodiscard]] std::string applied_text(const PassportApplied& applied);
[[nodiscard]] std::string applied_json(const PassportApplied& applied);

}  // namespace tidemark::runbooks

// The runs of runbooks that this person's state directory knows.
//
//   Runs runs(state + "/tidemark/runs", clock, random);
//   TM_TRY(Run run, runs.begin(plan));          // durable before this returns
//   for (const RunSummary& summary : TM_TRY(runs.list())) …    // newest first
//   TM_TRY(Run again, runs.open(id));           // to resume or to undo
//
// Threads   `Runs`: any. `Run`: one at a time; a second process is refused while one has it.
// Errors    kNotFound  no such run; names those that begin alike
//           kConflict  another process works on it
//           kCorrupt   its plan or journal is damaged
// Format    docs/formats/journal.md
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "operator/journal.h"
#include "operator/plan.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

enum class RunState : std::uint8_t { kUnfinished, kFinished, kGoingBack, kUndone };

// "unfinished", "finished", "going back", "undone".
std::string_view name_of(RunState state);

// What the journal's lines say, folded.
struct RunProgress {
  RunState state = RunState::kUnfinished;
  std::string verdict{};  // of a finished run
  std::string why{};      // the last failure, until a later success
  std::map<std::string, std::string, std::less<>> facts{};
  std::map<std::string, std::chrono::microseconds, std::less<>> ended{};  // step → took
  std::set<std::string, std::less<>> begun{};                             // and not undone since
  std::set<std::string, std::less<>> undone{};
  Timestamp last_at;
};

RunProgress progress_of(const std::vector<JournalLine>& lines);

struct RunSummary {
  std::string id;
  Plan plan;
  RunProgress progress;
  std::string damage;  // empty: none; else plan or journal could not be read, and why
};

class Run {
 public:
  Run(Run&&) noexcept;
  Run& operator=(Run&&) = delete;
  ~Run();

  [[nodiscard]] const std::string& id() const { return id_; }

  [[nodiscard]] const std::string& directory() const { return directory_; }

  [[nodiscard]] const Plan& plan() const { return plan_; }

  [[nodiscard]] const RunProgress& progress() const { return progress_; }

  [[nodiscard]] const std::vector<JournalLine>& lines() const { return journal_.lines(); }

  [[nodiscard]] const std::string& journal_hash() const { return journal_.last_hash(); }

  Status write(std::string_view what, JournalMembers members);

 private:
  friend class Runs;
  Run(std::string id, std::string directory, int lock, Plan plan, Journal journal);

  std::string id_;
  std::string directory_;
  int lock_;
  Plan plan_;
  Journal journal_;
  RunProgress progress_;
};

class Runs {
 public:
  // `directory` is made when the first run begins. The references outlive it.
  Runs(std::string directory, const Clock& clock, Random& random)
      : directory_(std::move(directory)), clock_(clock), random_(random) {}

  Result<Run> begin(const Plan& plan);

  // `id` may be the beginning of exactly one.
  Result<Run> open(std::string_view id);

  Result<std::vector<RunSummary>> list() const;

  // As list, of one run; takes no lock.
  Result<RunSummary> show(std::string_view id) const;

  // The middle one of how long the step took in earlier runs of the kind; nullopt: never ended.
  Result<std::optional<std::chrono::microseconds>> usual(std::string_view kind,
                                                         std::string_view step) const;

 private:
  [[nodiscard]] std::vector<std::string> ids() const;  // rising
  Result<std::string> whole_id(std::string_view id) const;
  Result<Run> take(std::string id, Plan plan, std::string_view plan_text);

  const std::string directory_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tidemark::runbooks

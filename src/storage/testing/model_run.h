// One seeded life of a store on a disk that forgets, beside the model: a plan of operations drawn
// from the seed, crashes among them, every answer compared.
//
//   const Plan plan = plan_of(8812);
//   const RunReport report = run_plan(plan);
//   if (report.failure) ...                    // report.failed_at: the operation, counted from 0
//
// Each operation draws from a seed of its own, so leaving others out changes nothing but the state
// it meets: that is what lets `shrink` cut a failing plan down. The committer's groups are made
// by hand (a decision that waits until its group is queued); RocksDB's background threads are not
// under the seed.
//
// Threads   One run a thread; planted faults are global.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::storage::testing {

enum class OpKind : std::uint8_t {
  kTransact,  // one to eight attempts, singly or as one group
  kWatch,     // attempts in flight while somebody reads at now
  kTick,      // time passes
  kStep,      // somebody sets the wall clock
  kAim,       // time passes until a floor lies beside a commit, then trimming
  kFlush,
  kCompact,
  kHousekeep,
  kCreate,
  kBranch,
  kDrop,
  kPin,
  kMaterialise,  // the next step of making a branch free-standing
  kAsk,
  kHold,   // opens a scan and leaves it open
  kLetGo,  // reads a held scan to its end
  kLowDisk,
  kArm,  // pulls the plug at some later write
  kCrash,
  kReopen,  // closes in good order
};

const char* name_of(OpKind kind);

struct Op {
  std::size_t number = 0;  // in the seed's plan
  OpKind kind = OpKind::kTransact;
  std::uint64_t seed = 0;
};

struct Plan {
  std::uint64_t seed = 0;
  std::vector<Op> ops;
};

Plan plan_of(std::uint64_t seed);

struct RunReport {
  std::optional<std::string> failure;
  std::size_t failed_at = 0;  // Op::number

  std::size_t operations = 0;
  std::size_t commits = 0;
  std::size_t refusals = 0;
  std::size_t crashes = 0;
  std::size_t branches = 0;
  std::size_t drops = 0;
  std::size_t exchanges = 0;
  std::size_t unknown_kept = 0;  // never answered, and there after the crash
  std::size_t unknown_lost = 0;
  std::size_t answers = 0;  // points of the past compared
  std::size_t denials = 0;  // points that must be refused, and were
};

RunReport run_plan(const Plan& plan);

// The shortest plan found within `patience` that fails too; runs it at least once.
Plan shrink(Plan plan, const RunReport& report, std::chrono::seconds patience);

// "./dev crash --seed 8812 --stop-at 412", and the operations left after shrinking.
std::string replay_line(const Plan& plan, const RunReport& report);
std::string describe(const Plan& plan);

}  // namespace tidemark::storage::testing

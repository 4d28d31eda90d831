// The frame of every measurement: cases run in short slices, round after round, each round
// beginning with another case, so that what the machine's neighbours do hits all of them alike.
// A figure is the median of its rounds; a ratio is the median of the rounds' own ratios.
//
//   Group group{.name = "reads", .set_up = [&] { return fill(store); }, …};
//   group.cases.push_back({"get", "op/s", [&](double seconds) { return get_for(seconds); }});
//   bench.add(std::move(group));          // what is wanted of it: bench/targets.cc
//
// Threads   One. A case may start threads of its own and must have joined them when it returns.
#pragma once

#include "base/result.h"
#include "bench/targets.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::bench {

// What one slice of a case measured.
struct Sample {
  double value = 0;                    // in the case's unit
  std::map<std::string, double> also;  // named with their unit: "p99_us", "puts_per_sync"
};

struct Case {
  std::string name;  // unique in its group
  std::string unit;  // "op/s", "ms", "MB"
  // Measures for about so long; a case that does one thing once ignores it.
  // Errors: whatever went wrong, wrong answers included; ends the run.
  std::function<Result<Sample>(double seconds)> run;
};

// Cases that are compared with each other, and what they need.
struct Group {
  std::string name;
  std::function<Status()> set_up{};      // before the first slice; may be empty
  std::function<void()> tear_down{};     // after the last, also after an error; may be empty
  std::function<Status()> each_round{};  // before every round, not measured; may be empty
  bool warmed = false;                   // a round before the first that does not count
  std::vector<Case> cases{};
};

struct Settings {
  double seconds = 0.5;  // of one slice
  int rounds = 5;
  bool quick = false;       // small data sets
  std::string only{};       // cases whose "group/case" has this in it; empty: all
  std::string peer{};       // URL of another endpoint to measure beside ours; empty: none
  std::string directory{};  // scratch, on the disk that is measured
  std::string server{};     // the tidemark program; empty: whole-server cases are left out
};

struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

struct Measured {
  std::string group;
  std::string name;
  std::string unit;
  Spread spread;
  std::map<std::string, Spread> also;
  std::vector<double> values;  // by round
};

struct Judged {
  Target target;
  Spread spread;
  std::vector<double> values;      // by round
  [[nodiscard]] bool met() const;  // a printed figure always is
  [[nodiscard]] bool goal_met() const;
};

struct Report {
  std::vector<Measured> measured;
  std::vector<Judged> judged;
};

class Bench {
 public:
  // Judges by `targets`, of which every group takes its own.
  explicit Bench(Settings settings, std::span<const Target> targets = bench::targets())
      : settings_(std::move(settings)), targets_(targets) {}

  [[nodiscard]] const Settings& settings() const { return settings_; }

  void add(Group group) { groups_.push_back(std::move(group)); }

  [[nodiscard]] std::vector<std::string> groups() const;

  // Targets whose group was added and has no case of the name they ask for: there must be none.
  [[nodiscard]] std::vector<Target> targets_without_case() const;

  // Runs what Settings::only chooses, group after group; `told` hears what is going on.
  // Errors: what a case said, or a target that could not be judged though nothing was left out
  Result<Report> run(const std::function<void(const std::string&)>& told);

 private:
  Settings settings_;
  std::span<const Target> targets_;
  std::vector<Group> groups_;
};

// Of at least one value.
Spread spread_of(std::vector<double> values);

// A clock of slices: never steps.
class Stopwatch {
 public:
  Stopwatch() : begun_(std::chrono::steady_clock::now()) {}

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_;
};

// Calls `once` for about `seconds`, and answers calls per second; besides, what a call took of this
// thread's processor time, which neighbours disturb less. The clock is read every `stride` calls.
Result<Sample> repeat(double seconds, std::size_t stride, const std::function<Status()>& once);

}  // namespace tidemark::bench

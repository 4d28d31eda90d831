// Kills a run at every call in turn, before and after the call took effect, and looks what a resume
// and an undo make of it.
//
//   expect_resumable<Incident>([](Incident& world) { return world.plan(); },
//                              [](Incident& world) { EXPECT_EQ(…); });
//
// Threads   One.
#pragma once

#include "operator/conductor.h"
#include "operator/testing/desk.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

namespace tidemark::runbooks::testing {

// The process ends here, at once.
struct Killed {};

// Works until call `number`, then is killed there. False: there were fewer calls. A call of a
// scan's own thread cannot end the caller: there, and from then on, the network is gone.
inline bool killed_at(FakeAws& aws, std::size_t number, bool after,
                      const std::function<void()>& work) {
  const std::size_t last = aws.calls() + number;
  const std::thread::id caller = std::this_thread::get_id();
  bool killed = false;
  aws.at_call(
      [&killed, last, after, caller](const FakeAws::Moment& moment) -> std::optional<Error> {
        killed = killed || (moment.number == last && moment.after == after);
        if (!killed) return std::nullopt;
        if (std::this_thread::get_id() == caller) throw Killed{};
        return fail(Code::kUnknown, "the network is gone");
      });
  try {
    work();
  } catch (const Killed&) {
    killed = true;
  }
  aws.at_call(nullptr);
  return killed;
}

// Empty unless there is exactly one.
inline std::string only_run(Runs& runs) {
  const auto listed = runs.list();
  return listed && listed.value().size() == 1 ? listed.value().front().id : std::string();
}

// Every (call, before or after) of carrying a plan out in a fresh World, then `go_on(conductor,
// run)` and `check(world)`. How many there were.
template <class World>
std::size_t for_each_kill(
    const std::function<Plan(World&)>& plan_of,
    const std::function<Result<RunReport>(Conductor&, const std::string&)>& go_on,
    RunState expected, const std::function<void(World&)>& check) {
  std::size_t kills = 0;
  for (const bool after : {false, true}) {
    for (std::size_t number = 1;; ++number) {
      World world;
      const Plan plan = plan_of(world);
      Conductor conductor(world.site(), world.runs, nullptr);
      const std::size_t runs_before = world.runs.list().value().size();
      const bool killed = killed_at(world.aws, number, after,
                                    [&] { static_cast<void>(conductor.carry_out(plan)); });
      if (!killed) break;
      ++kills;
      const auto runs = world.runs.list().value();
      if (runs.size() == runs_before) continue;  // before the run began: nothing was changed
      const auto report = go_on(conductor, runs.front().id);
      SCOPED_TRACE(
          fmt::format("killed at call {}, {} it took effect", number, after ? "after" : "before"));
      EXPECT_TRUE(report) << report.error().message;
      if (!report) return kills;
      EXPECT_EQ(report.value().state, expected) << report.value().why;
      check(world);
      if (::testing::Test::HasFailure()) return kills;
    }
  }
  return kills;
}

template <class World>
std::size_t expect_resumable(const std::function<Plan(World&)>& plan_of,
                             const std::function<void(World&)>& check) {
  return for_each_kill<World>(
      plan_of, [](Conductor& conductor, const std::string& run) { return conductor.resume(run); },
      RunState::kFinished, check);
}

template <class World>
std::size_t expect_undoable(const std::function<Plan(World&)>& plan_of,
                            const std::function<void(World&)>& check) {
  return for_each_kill<World>(
      plan_of, [](Conductor& conductor, const std::string& run) { return conductor.undo(run); },
      RunState::kUndone, check);
}

}  // namespace tidemark::runbooks::testing

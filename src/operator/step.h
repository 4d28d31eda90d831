// One step of a runbook: how to see whether it is done, to do it, to prove it, to take it back.
//
//   Step{.name = "backup-original", .title = "back up Orders as Orders--orig-…",
//        .done = …, .act = …, .prove = …}
//
// A step may be begun any number of times: a run can end at any call, before or after the call
// took effect, and is then continued by another process. So `done` asks AWS, not memory; `act` is
// called only when `done` said no; `prove` waits and checks; `undo` is harmless when nothing was
// done.
//
// Threads   Functions run one at a time.
#pragma once

#include "base/result.h"

#include <functional>
#include <string>

namespace tidemark::runbooks {

class Course;

struct Step {
  std::string name{};   // stable: the journal's word for it
  std::string title{};  // for people
  // What it changes cannot be had back without the copies made before it: `ready` must hold.
  bool destroys = false;
  // It switches off a protection for a later step: when the run stops in between, it is undone at
  // once, and a resume begins it again.
  bool guards = false;

  std::function<Result<bool>(Course&)> done{};  // unset: never done before
  // Is the way back durable and verified? Asked right before `act` of a step that destroys.
  std::function<Status(Course&)> ready{};
  std::function<Status(Course&)> act{};    // unset: nothing to send
  std::function<Status(Course&)> prove{};  // unset: act's answer is proof
  std::function<Status(Course&)> undo{};   // unset: it changed nothing, or what it made is kept
};

}  // namespace tidemark::runbooks

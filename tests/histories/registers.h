// Registers: several clients write, remove and read a few items of a real server, now and at past
// instants, while it is killed with SIGKILL and started again.
//
//   const StoryReport report = run_registers({.program = "build/checked/tidemark"});
//   if (report.problem) …
#pragma once

#include "tests/histories/served_story.h"

namespace tidemark::histories {

StoryReport run_registers(const StoryPlan& plan);

}  // namespace tidemark::histories

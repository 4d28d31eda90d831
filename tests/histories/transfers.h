// Transfers: clients of a real server move money between a few accounts in transactions, look at
// all of them at once, now and at past instants, while it is killed with SIGKILL and started again.
// A transfer whose answer the kill cut off is sent again under its token, and must then have
// happened exactly once.
//
//   const StoryReport report = run_transfers({.program = "build/checked/tidemark"});
//   if (report.problem) …
#pragma once

#include "tests/histories/served_story.h"

namespace tidemark::histories {

StoryReport run_transfers(const StoryPlan& plan);

}  // namespace tidemark::histories

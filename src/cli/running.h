// What every command does with a plan: show it, write it, ask, carry it out, report.
//
//   TM_TRY(const runbooks::Site site, site_of(context));
//   TM_TRY(const runbooks::Plan plan, runbooks::plan_restore_in_place(site, request));
//   return go(plan, context);
//
// Exit codes: kDone finished, kDiffers finished and not equal, kUnfinished left to be resumed or
// undone, kCancelled nothing was changed.
//
// Threads   One at a time.
#pragma once

#include "cli/context.h"
#include "operator/conductor.h"
#include "operator/plan.h"
#include "operator/runs.h"
#include "operator/site.h"

#include <memory>
#include <string_view>

namespace tidemark::cli {

// A site with the extras that it refers to.
struct Workplace {
  runbooks::EngineExtras extras;
  runbooks::Site site;
};

// Errors: those of the session and of the configuration
Result<std::unique_ptr<Workplace>> workplace(CommandContext& context);

// Before anything is changed otherwise than by a plan.
// Errors: kDenied  tidemark.yaml expects another account
Status expect_account(const Workplace& place);

runbooks::Runs runs_of(const CommandContext& context);

// With --dry-run the plan is shown, with --plan written; else it is confirmed and carried out.
Result<ExitCode> go(const runbooks::Plan& plan, Workplace& place, CommandContext& context);

Result<ExitCode> resume(std::string_view id, Workplace& place, CommandContext& context);
Result<ExitCode> undo(std::string_view id, Workplace& place, CommandContext& context);

// Of a run that proved its result; "" when it left none.
std::string certificate_of(std::string_view id, const CommandContext& context);

// "schema", id, state, verdict, steps.
codec::JsonValue document_of(const runbooks::RunReport& report);

// A line for the run, a line for each step.
std::string text_of(const runbooks::RunReport& report);

}  // namespace tidemark::cli

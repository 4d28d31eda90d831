#include "operator/protect.h"

#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

// Source: UpdateContinuousBackups, RecoveryPeriodInDays: 1 to 35.
std::string check_days(const std::string& text) {
  Words word;
  word.add("N", text);
  const bool good = check_whole(text).empty() && word.number("N") >= 1 && word.number("N") <= 35;
  return good ? "" : "\"" + text + "\" is not 1 to 35";
}

Result<ExitCode> protect_table(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  const std::string& only = words.text("--only");
  runbooks::Protect request{.table = words.text("TABLE"),
                            .recovery = only != "deletion-protection",
                            .against_deletion = only != "pitr"};
  if (words.has("--days")) request.days = static_cast<int>(words.number("--days"));
  TM_TRY(const runbooks::Plan plan, runbooks::plan_protect(place->site, request));
  return go(plan, *place, context);
}

std::string check_together(const Words& words) {
  return words.has("--days") && words.text("--only") == "deletion-protection"
             ? "--days is of point-in-time recovery, which --only deletion-protection leaves alone"
             : "";
}

}  // namespace

CommandSpec protect_spec() {
  return {
      .path = {"protect"},
      .summary = "Switch point-in-time recovery and deletion protection on",
      .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
      .options = {{.name = "--days",
                   .value = "N",
                   .help = "How far back it can go, 1 to 35 (default: as it is, else 35)",
                   .check = check_days},
                  {.name = "--only",
                   .value = "WHICH",
                   .help = "One of the two",
                   .choices = {"pitr", "deletion-protection"}}},
      .examples = {{"tidemark protect orders"}, {"tidemark protect orders --only pitr --days 7"}},
      .reach = Reach::kPlans,
      .check = check_together,
      .run = protect_table};
}

}  // namespace tidemark::cli

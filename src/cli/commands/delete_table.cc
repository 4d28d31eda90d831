#include "operator/delete_table.h"

#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/running.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> delete_table(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  TM_TRY(const runbooks::Plan plan, runbooks::plan_delete_table(place->site, words.text("TABLE")));
  return go(plan, *place, context);
}

}  // namespace

CommandSpec delete_table_spec() {
  return {.path = {"delete-table"},
          .summary = "Delete a table, after a backup of it and of its settings",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .notes =
              "The table's name is asked for. tidemark runs undo restores it from that backup;\n"
              "its window of point-in-time recovery cannot come back.",
          .examples = {{"tidemark delete-table orders-old"},
                       {"tidemark delete-table orders-old --plan delete.json"}},
          .reach = Reach::kPlans,
          .run = delete_table};
}

}  // namespace tidemark::cli

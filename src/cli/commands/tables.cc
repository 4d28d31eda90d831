#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "cli/table_facts.h"
#include "client/dynamodb.h"
#include "codec/iso8601.h"
#include "operator/text.h"

namespace tidemark::cli {
namespace {

codec::JsonValue row_of(const std::string& name, const TableFacts& facts) {
  return Members()
      .text("name", name)
      .text("status", facts.table.status)
      .number("items", static_cast<std::int64_t>(facts.table.items))
      .number("bytes", static_cast<std::int64_t>(facts.table.bytes))
      .flag("pointInTimeRecovery", facts.window.enabled)
      .instant("earliest", facts.earliest())
      .instant("latest", facts.latest())
      .flag("deletionProtection", facts.table.deletion_protection)
      .take();
}

std::vector<std::string> cells_of(const std::string& name, const TableFacts& facts) {
  const auto earliest = facts.earliest();
  return {name,
          facts.table.status,
          runbooks::with_commas(facts.table.items),
          runbooks::bytes_text(facts.table.bytes),
          earliest ? codec::to_iso8601(*earliest) : "-",
          facts.table.deletion_protection ? "yes" : "no"};
}

Result<ExitCode> list_tables(const Words& /*words*/, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  client::DynamoDb dynamodb(session->of(client::Service::kDynamoDb));
  TM_TRY(const auto names, client::accepted("ListTables", dynamodb.list_tables()));
  Rows rows;
  Grid grid{.titles = {"Table", "Status", "Items", "Size", "Goes back to", "Protected"},
            .numbers = {false, false, true, true, false, false}};
  for (const std::string& name : names) {
    TM_TRY(const auto facts, table_facts(*session, name));
    if (!facts) continue;  // deleted meanwhile
    rows.push_back(row_of(name, *facts));
    grid.rows.push_back(cells_of(name, *facts));
  }
  const std::string text = grid.rows.empty() ? "there is no table\n" : context.laid_out(grid);
  TM_TRY_STATUS(context.show(document("tables", std::move(rows)), text));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec tables_spec() {
  return {
      .path = {"tables"},
      .summary = "List tables with what protects them",
      .notes = "Items and bytes are as AWS tells them, some six hours behind.",
      .examples = {{"tidemark tables", "every table of this account and region"},
                   {"tidemark tables --query 'tables[?!pointInTimeRecovery].name' --output text",
                    "those that cannot go back"}},
      .run = list_tables};
}

}  // namespace tidemark::cli

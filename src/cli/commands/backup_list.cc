#include "cli/backup_rows.h"
#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "client/dynamodb.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> list_backups(const Words& words, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  client::DynamoDb dynamodb(session->of(client::Service::kDynamoDb));
  TM_TRY(const auto backups,
         client::accepted("ListBackups", dynamodb.list_backups(words.text("TABLE"))));
  TM_TRY_STATUS(context.show(document("backups", backup_rows(backups))));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec backup_list_spec() {
  return {.path = {"backup", "list"},
          .summary = "List on-demand backups, newest first",
          .positionals = {{.name = "TABLE",
                           .help = "Only those of this table, which need not exist any more",
                           .optional = true,
                           .check = check_table}},
          .examples = {{"tidemark backup list"},
                       {"tidemark backup list orders --query 'backups[0].arn' --output text",
                        "the newest one's ARN"}},
          .run = list_backups};
}

}  // namespace tidemark::cli

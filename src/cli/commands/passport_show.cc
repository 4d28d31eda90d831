#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/context.h"
#include "operator/passport_reader.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> show_passport(const Words& words, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  TM_TRY(const runbooks::Passport passport, runbooks::read_passport(*session, words.text("TABLE")));
  TM_TRY(const codec::JsonValue json, codec::parse_json(runbooks::passport_json(passport)));
  TM_TRY_STATUS(context.show(json, runbooks::passport_text(passport)));
  return ExitCode::kDone;
}

}  // namespace

CommandSpec passport_show_spec() {
  return {.path = {"passport", "show"},
          .summary = "Show the settings of a table that a restore loses",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table}},
          .notes =
              "Tags, time to live, stream, recovery and protection, class, throughput, scaling,\n"
              "policy, insights, Kinesis, encryption, replicas, alarms; and what could not be "
              "read.",
          .examples = {{"tidemark passport show orders"},
                       {"tidemark passport show orders --output json > orders-passport.json"}},
          .run = show_passport};
}

}  // namespace tidemark::cli

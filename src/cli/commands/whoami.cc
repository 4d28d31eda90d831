#include "cli/commands/specs.h"
#include "cli/context.h"
#include "cli/document.h"
#include "client/identity.h"

namespace tidemark::cli {
namespace {

Result<ExitCode> who_am_i(const Words& /*words*/, CommandContext& context) {
  TM_TRY(const runbooks::Config config, context.config());
  TM_TRY(client::Session* const session, context.session());
  client::Sts sts(session->of(client::Service::kSts));
  TM_TRY(const client::Caller caller, client::accepted("GetCallerIdentity", sts.caller()));
  const bool expects = !config.account.empty();
  TM_TRY_STATUS(
      context.show(document()
                       .text("account", caller.account)
                       .text("arn", caller.arn)
                       .text("userId", caller.user_id)
                       .text("region", session->region())
                       .text("profile", session->profile())
                       .text("credentials", session->credentials().origin())
                       .text("endpoint", session->endpoint(client::Service::kDynamoDb))
                       .text("expectedAccount", config.account)
                       .flag("asExpected", expects ? std::optional(caller.account == config.account)
                                                   : std::nullopt)
                       .take()));
  return expects && caller.account != config.account ? ExitCode::kFound : ExitCode::kDone;
}

}  // namespace

CommandSpec whoami_spec() {
  return {.path = {"whoami"},
          .summary = "Tell whose credentials these are, and where they lead",
          .notes = "Exit code 1 when the config expects another account.",
          .examples = {{"tidemark whoami"}, {"tidemark whoami --profile production --output json"}},
          .run = who_am_i};
}

}  // namespace tidemark::cli

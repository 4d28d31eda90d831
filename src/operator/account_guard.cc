#include "operator/account_guard.h"

#include "client/identity.h"

namespace tidemark::runbooks {

Result<Whoami> who_am_i(client::Session& session) {
  client::Sts sts(session.of(client::Service::kSts));
  TM_TRY(const client::Caller caller, client::accepted("GetCallerIdentity", sts.caller()));
  return Whoami{.account = caller.account,
                .arn = caller.arn,
                .region = session.region(),
                .profile = session.profile()};
}

Status guard_account(const Whoami& who, std::string_view expected) {
  if (expected.empty() || who.account == expected) return Ok{};
  return fail(Code::kDenied,
              fmt::format("the credentials are of account {}, the configuration expects {}: "
                          "nothing is changed",
                          who.account, expected));
}

}  // namespace tidemark::runbooks

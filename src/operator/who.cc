#include "operator/who.h"

namespace tidemark::runbooks {

Result<client::Caller> who_calls(const Site& site) {
  client::Sts sts(site.session.of(client::Service::kSts));
  TM_TRY(client::Caller caller, client::accepted("GetCallerIdentity", sts.caller()));
  if (!site.expected_account.empty() && site.expected_account != caller.account) {
    return fail(Code::kDenied,
                fmt::format("these credentials are of account {} ({}), the configuration expects "
                            "account {}",
                            caller.account, caller.arn, site.expected_account));
  }
  return caller;
}

}  // namespace tidemark::runbooks

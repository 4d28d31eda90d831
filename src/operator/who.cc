#include "operator/who.h"

#include "client/answer_fields.h"

namespace tidemark::runbooks {

Result<Caller> who_calls(const Site& site) {
  TM_TRY(const client::Reply reply,
         client::accepted("GetCallerIdentity",
                          site.session.of(client::Service::kSts).query("GetCallerIdentity", {})));
  Caller caller{.account = client::text_or_empty(reply.body, "Account"),
                .arn = client::text_or_empty(reply.body, "Arn")};
  if (caller.account.empty()) return client::lacking("GetCallerIdentity", "Account");
  if (!site.expected_account.empty() && site.expected_account != caller.account) {
    return fail(Code::kDenied,
                fmt::format("these credentials are of account {} ({}), the configuration expects "
                            "account {}",
                            caller.account, caller.arn, site.expected_account));
  }
  return caller;
}

}  // namespace tidemark::runbooks

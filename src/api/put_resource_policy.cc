#include "api/operations.h"
#include "api/policy_document.h"
#include "api/policy_members.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn", {.required = true, .min = 1, .max = 1283});
  const auto text = members.text("Policy", {.required = true});
  const auto expected = revision_member(members);
  // Nobody can lose the right to change a policy here, so that there is nothing to confirm.
  members.boolean("ConfirmRemoveSelfResourceAccess");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, policed_table(request.call, *arn));
  TM_OR_REPLY(const std::string document, policy_document(request.call, *text));
  return change_policy(request, engine, name, expected,
                       [document, expected](tables::TableDescription& table, Timestamp now) {
                         return tables::put_policy(table, document, expected, now);
                       });
}

}  // namespace

const Operation kPutResourcePolicy{.name = "PutResourcePolicy",
                                   .honoured = "ExpectedRevisionId ConfirmRemoveSelfResourceAccess",
                                   .partly = "ResourceArn Policy",
                                   .handle = handle};

}  // namespace tidemark::api

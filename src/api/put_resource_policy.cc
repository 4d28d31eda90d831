#include "api/operations.h"
#include "api/pending.h"
#include "api/policy_document.h"
#include "api/policy_members.h"
#include "api/table_members.h"
#include "tables/setting_change.h"

namespace tidemark::api {
namespace {

using Answer = tables::SettingAnswer<tables::PolicyOutcome>;
using Changed = tables::ChangedSetting<tables::PolicyOutcome>;

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
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  return pending<Answer>(tables::change_setting<tables::PolicyOutcome>(
                             *store, name,
                             [document, expected](tables::TableDescription& table, Timestamp now) {
                               return tables::put_policy(table, document, expected, now);
                             }),
                         [name, expected](const Answer& given) {
                           const auto* changed = std::get_if<Changed>(&given);
                           if (changed == nullptr) return no_such_table(name.name);
                           return policy_reply(changed->outcome, name, expected);
                         });
}

}  // namespace

const Operation kPutResourcePolicy{.name = "PutResourcePolicy",
                                   .honoured = "ExpectedRevisionId ConfirmRemoveSelfResourceAccess",
                                   .partly = "ResourceArn Policy",
                                   .handle = handle};

}  // namespace tidemark::api

#include "api/operations.h"
#include "api/pending.h"
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
  const auto expected = revision_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, policed_table(request.call, *arn));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  return pending<Answer>(tables::change_setting<tables::PolicyOutcome>(
                             *store, name,
                             [expected](tables::TableDescription& table, Timestamp) {
                               return tables::delete_policy(table, expected);
                             }),
                         [name, expected](const Answer& given) {
                           const auto* changed = std::get_if<Changed>(&given);
                           if (changed == nullptr) return no_such_table(name.name);
                           return policy_reply(changed->outcome, name, expected);
                         });
}

}  // namespace

const Operation kDeleteResourcePolicy{.name = "DeleteResourcePolicy",
                                      .honoured = "ExpectedRevisionId",
                                      .partly = "ResourceArn",
                                      .handle = handle};

}  // namespace tidemark::api

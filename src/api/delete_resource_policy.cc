#include "api/operations.h"
#include "api/policy_members.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn", {.required = true, .min = 1, .max = 1283});
  const auto expected = revision_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, policed_table(request.call, *arn));
  return change_policy(request, engine, name, expected,
                       [expected](tables::TableDescription& table, Timestamp) {
                         return tables::delete_policy(table, expected);
                       });
}

}  // namespace

const Operation kDeleteResourcePolicy{.name = "DeleteResourcePolicy",
                                      .honoured = "ExpectedRevisionId",
                                      .partly = "ResourceArn",
                                      .handle = handle};

}  // namespace tidemark::api

#include "api/policy_members.h"

#include "api/errors.h"
#include "api/members.h"
#include "api/resource_arn.h"

namespace tidemark::api {
namespace {

Reply other_revision(const std::optional<std::string>& present, const std::string& table,
                     const std::string& expected) {
  if (expected == tables::kNoPolicy) {
    return no_policy(
        fmt::format("Requested policy update expecting none to be present for table {}, but a "
                    "policy exists with revision id {}.",
                    table, present.value_or("")));
  }
  const std::string what = fmt::format("Requested update for policy with revision id {}", expected);
  if (!present)
    return no_policy(fmt::format("{}, but table {} has no associated policy.", what, table));
  return no_policy(
      fmt::format("{}, but the policy associated to target table {} has revision id {}.", what,
                  table, *present));
}

}  // namespace

Parsed<tables::TableName> policed_table(const Call& call, const std::string& arn) {
  const ResourceArn parts = resource_arn(arn);
  if (auto refusal = arn_problem(parts)) return *std::move(refusal);
  if (!parts.is_here(call)) {
    return validation_error(
        fmt::format("One or more parameter values were invalid: Invalid resource Arn: {}", arn));
  }
  if (parts.account != call.account) {
    return validation_error(
        "This action is only supported by accounts that match the resource owner\xE2\x80\x99s "
        "account.");
  }
  if (parts.kind == ArnKind::kStream) {
    return validation_error(fmt::format(
        "ResourceArn {}: policies of streams are not supported by this version of Tidemark", arn));
  }
  return tables::TableName{call.account, call.region, std::string(parts.table)};
}

std::optional<std::string> revision_member(Members& members) {
  return members.text("ExpectedRevisionId", {.min = 1, .max = 255});
}

Reply no_policy(std::string_view what) {
  return error_reply(
      "PolicyNotFoundException",
      fmt::format("Resource-based policy not found for the provided ResourceArn: {}", what));
}

Reply policy_reply(const tables::PolicyOutcome& outcome, const tables::TableName& table,
                   const tables::ExpectedRevision& expected) {
  if (const auto* differs = std::get_if<tables::PolicyDiffers>(&outcome)) {
    return other_revision(differs->revision, table.name, expected.value_or(""));
  }
  const auto& revision = std::get<tables::PolicyChanged>(outcome).revision;
  codec::JsonWriter out;
  out.begin_object();
  if (revision) out.key("RevisionId").string(*revision);
  out.end_object();
  return {.body = out.take()};
}

}  // namespace tidemark::api

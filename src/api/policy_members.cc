#include "api/policy_members.h"

#include "api/errors.h"
#include "api/members.h"
#include "api/pending.h"
#include "api/resource_arn.h"
#include "api/table_members.h"
#include "tables/setting_change.h"

namespace tidemark::api {
namespace {

using Answer = tables::SettingAnswer<tables::PolicyOutcome>;
using Changed = tables::ChangedSetting<tables::PolicyOutcome>;

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

Handling change_policy(
    const Request& request, Engine& engine, const tables::TableName& table,
    const tables::ExpectedRevision& expected,
    std::function<tables::PolicyOutcome(tables::TableDescription&, Timestamp)> change) {
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(table.name);
  return pending<Answer>(
      tables::change_setting<tables::PolicyOutcome>(*store, table, std::move(change)),
      [table, expected](const Answer& given) {
        const auto* changed = std::get_if<Changed>(&given);
        if (changed == nullptr) return no_such_table(table.name);
        return policy_reply(changed->outcome, table, expected);
      });
}

}  // namespace tidemark::api

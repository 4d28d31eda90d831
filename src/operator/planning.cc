#include "operator/planning.h"

#include "client/dynamodb.h"
#include "codec/iso8601.h"
#include "operator/table_looks.h"
#include "operator/who.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool belongs_into_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

Result<Plan> new_plan_without_table(const Site& site, std::string_view kind,
                                    const std::string& table) {
  TM_TRY_STATUS(check_name("table name", table));
  TM_TRY(const client::Caller caller, who_calls(site));
  Plan plan;
  plan.kind = kind;
  plan.table = table;
  plan.account = caller.account;
  plan.region = site.session.region();
  plan.caller = caller.arn;
  plan.made_at = site.clock.now();
  return plan;
}

Result<Plan> new_plan(const Site& site, std::string_view kind, const std::string& table) {
  TM_TRY(Plan plan, new_plan_without_table(site, kind, table));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto there, table_named(dynamodb, table));
  if (!there) {
    return fail(Code::kNotFound, fmt::format("there is no table {} in account {}, region {}", table,
                                             plan.account, plan.region));
  }
  return plan;
}

std::string copy_stamp(Timestamp at) {
  // "2026-11-21T14:03:27Z"
  const std::string iso = codec::to_iso8601(at);
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0'));
  return fmt::format("{}-{}-{}-{}-{}-{}", kMonths.at(month - 1), iso.substr(8, 2), iso.substr(0, 4),
                     iso.substr(11, 2), iso.substr(14, 2), iso.substr(17, 2));
}

Status check_name(std::string_view what, std::string_view name) {
  if (name.size() < 3 || name.size() > kLongestName) {
    return fail(Code::kInvalid, fmt::format("the {} \"{}\" has {} characters, not 3 to {}", what,
                                            name, name.size(), kLongestName));
  }
  if (!std::ranges::all_of(name, belongs_into_a_name)) {
    return fail(
        Code::kInvalid,
        fmt::format("the {} \"{}\" has characters other than a-z, A-Z, 0-9, '_', '.' and '-'", what,
                    name));
  }
  return Ok{};
}

Status check_free_name(const Site& site, const std::string& table) {
  TM_TRY_STATUS(check_name("table name", table));
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(const auto there, table_named(dynamodb, table));
  if (there) {
    return fail(Code::kConflict,
                fmt::format("there is a table {} already ({})", table, there->status));
  }
  return Ok{};
}

std::string cost_sentence(std::string_view what, const CostEstimate& estimate) {
  std::string sentence =
      fmt::format("AWS would charge about ${:.2f} for {}", estimate.once(), what);
  if (estimate.every_month() > 0) {
    sentence += fmt::format(", and ${:.2f} a month for what is kept", estimate.every_month());
  }
  return fmt::format("{}: an estimate by its prices of {} of {}, from counts some hours old",
                     sentence, estimate.prices.region, estimate.prices.as_of);
}

Result<client::Window> check_restorable(const Site& site, const std::string& table, Timestamp at) {
  client::DynamoDb dynamodb(site.session.of(client::Service::kDynamoDb));
  TM_TRY(
      const client::Window window,
      client::accepted("DescribeContinuousBackups", dynamodb.describe_continuous_backups(table)));
  if (!window.enabled) {
    return fail(
        Code::kConflict,
        fmt::format("point-in-time recovery of {} is off: there is no instant to go back to; "
                    "`tidemark protect {}` switches it on from now on",
                    table, table));
  }
  if (at != at.floor_to_second()) {
    return fail(Code::kInvalid,
                fmt::format("{} lies between two seconds: whole seconds can be restored",
                            codec::to_iso8601(at, codec::Fraction::kMicros)));
  }
  if (at < window.earliest || at > window.latest) {
    return fail(Code::kInvalid,
                fmt::format("{} lies outside of what {} can be restored to: {} to {}",
                            codec::to_iso8601(at), table,
                            codec::to_iso8601(window.earliest, codec::Fraction::kMillis),
                            codec::to_iso8601(window.latest, codec::Fraction::kMillis)));
  }
  return window;
}

}  // namespace tidemark::runbooks

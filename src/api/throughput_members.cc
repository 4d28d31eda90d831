#include "api/throughput_members.h"

#include "api/errors.h"
#include "api/long_date.h"

#include <algorithm>

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxUnits = 1'000'000'000'000;

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

Reply limit_exceeded(std::string_view text) {
  return error_reply("LimitExceededException", text);
}

struct Side {
  std::string_view maximum;  // "MaxReadRequestUnits"
  std::string_view warm;     // "ReadUnitsPerSecond"
  std::string_view units;    // "ReadCapacityUnits"
};

constexpr Side kRead{"MaxReadRequestUnits", "ReadUnitsPerSecond", "ReadCapacityUnits"};
constexpr Side kWrite{"MaxWriteRequestUnits", "WriteUnitsPerSecond", "WriteCapacityUnits"};

// "table", or "index by-name"
std::string whose(std::string_view index) {
  return index.empty() ? "table" : fmt::format("index {}", index);
}

// AWS names what its limit is called: TableMaxReadCapacityUnits.
std::optional<Reply> above_limit(const Call& call, std::string_view name, std::string_view of,
                                 const Side& side, std::int64_t asked, std::string_view index) {
  if (asked <= static_cast<std::int64_t>(tables::kMaxTableUnits)) return std::nullopt;
  return limit_exceeded(
      fmt::format("Subscriber limit exceeded: Requested {} for {} for {} exceeds TableMax{} of "
                  "the account in region {}",
                  name, of, whose(index), side.units, call.region));
}

std::optional<Reply> outside_range(const Call& call, const Side& side,
                                   const std::optional<std::int64_t>& asked, bool may_clear,
                                   std::string_view index) {
  if (!asked || (may_clear && *asked == -1)) return std::nullopt;
  if (*asked < 1) {
    return bad_parameters(
        fmt::format("Requested {} for OnDemandThroughput for {} is outside of valid range",
                    side.maximum, index.empty() ? "table" : fmt::format("index : {}", index)));
  }
  return above_limit(call, side.maximum, "OnDemandThroughput", side, *asked, index);
}

std::uint64_t or_zero(const std::optional<std::int64_t>& units) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(units.value_or(0), 0));
}

Reply below_initial(const Side& side, std::string_view index) {
  return bad_parameters(fmt::format(
      "Requested {} for WarmThroughput for {} is lower than initial throughput for OnDemand. "
      "See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
      "on-demand-capacity-mode.html#on-demand-capacity-mode-initial",
      side.warm, whose(index)));
}

Reply below_provisioned(const Side& side, std::string_view index) {
  return bad_parameters(
      fmt::format("Requested {} for WarmThroughput for {} is lower than {} of "
                  "ProvisionedThroughput",
                  side.warm, whose(index), side.units));
}

}  // namespace

std::optional<tables::Throughput> provisioned_member(Members& members) {
  Members nested = members.structure("ProvisionedThroughput");
  if (!nested.present()) return std::nullopt;
  const Members::IntegerRule rule{.required = true, .min = 1, .is_long = true};
  const auto write = nested.integer("WriteCapacityUnits", rule);
  const auto read = nested.integer("ReadCapacityUnits", rule);
  if (!read || !write) return std::nullopt;
  return tables::Throughput{static_cast<std::uint64_t>(*read), static_cast<std::uint64_t>(*write)};
}

std::optional<OnDemandMember> on_demand_member(Members& members) {
  Members nested = members.structure("OnDemandThroughput");
  if (!nested.present()) return std::nullopt;
  return OnDemandMember{nested.integer("MaxReadRequestUnits", {.is_long = true}),
                        nested.integer("MaxWriteRequestUnits", {.is_long = true})};
}

std::optional<WarmMember> warm_member(Members& members) {
  Members nested = members.structure("WarmThroughput");
  if (!nested.present()) return std::nullopt;
  return WarmMember{nested.integer("ReadUnitsPerSecond", {.is_long = true}),
                    nested.integer("WriteUnitsPerSecond", {.is_long = true})};
}

Reply throughput_not_allowed() {
  return bad_parameters(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
      "PAY_PER_REQUEST");
}

Reply maxima_not_allowed() {
  return bad_parameters(
      "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode "
      "is PROVISIONED");
}

Reply warm_too_low(bool read, std::string_view index) {
  return bad_parameters(
      fmt::format("Requested {} for WarmThroughput for {} is lower than current "
                  "WarmThroughput, decreasing WarmThroughput is not supported",
                  read ? kRead.warm : kWrite.warm, whose(index)));
}

Reply too_many_decreases(const tables::NextDecrease& refused) {
  return limit_exceeded(fmt::format(
      "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC "
      "day. After the first {} decreases, each subsequent decrease in the same UTC day can be "
      "performed at most once every 3600 seconds. Number of decreases today: {}. Last decrease at "
      "{}. Next decrease can be made at {}",
      tables::kFreeDecreasesADay, refused.today, long_date(refused.last), long_date(refused.next)));
}

std::optional<Reply> above_account_limit(const Call& call, const tables::Throughput& asked,
                                         std::string_view index) {
  for (const auto& [side, units] :
       {std::pair{kRead, asked.read_units}, std::pair{kWrite, asked.write_units}}) {
    if (units > static_cast<std::uint64_t>(kMaxUnits)) {
      return validation_error(
          fmt::format("Given value {} for {} is out of bounds", units, side.units));
    }
  }
  for (const auto& [side, units] :
       {std::pair{kRead, asked.read_units}, std::pair{kWrite, asked.write_units}}) {
    if (units > tables::kMaxTableUnits) {
      return limit_exceeded(fmt::format(
          "The requested {0}{4}, {1}, is above the per {5} maximum for the account in {2}. Per "
          "table maximum: {3}. Refer to the Amazon DynamoDB Developer Guide for current limits and "
          "how to request higher limits.",
          side.units, units, call.region, tables::kMaxTableUnits,
          index.empty() ? "" : fmt::format(" for index {}", index),
          index.empty() ? "table" : "index"));
    }
  }
  return std::nullopt;
}

Parsed<tables::Throughput> throughput_for(const Call& call, tables::BillingMode billing,
                                          const std::optional<tables::Throughput>& asked) {
  if (billing == tables::BillingMode::kPayPerRequest) {
    if (asked) return throughput_not_allowed();
    return tables::Throughput{};
  }
  if (!asked) {
    return bad_parameters(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  if (auto refusal = above_account_limit(call, *asked)) return *std::move(refusal);
  return *asked;
}

Parsed<std::optional<tables::Throughput>> maxima_for(const Call& call, tables::BillingMode billing,
                                                     const std::optional<OnDemandMember>& asked,
                                                     std::string_view index) {
  const bool any = asked && (asked->read_units || asked->write_units);
  if (!any) return std::optional<tables::Throughput>();
  if (billing != tables::BillingMode::kPayPerRequest) {
    return bad_parameters(fmt::format(
        "{} for OnDemandThroughput{} cannot be specified when table BillingMode is PROVISIONED.",
        asked->read_units ? kRead.maximum : kWrite.maximum,
        index.empty() ? "" : fmt::format(" for index: {}", index)));
  }
  if (auto no = outside_range(call, kRead, asked->read_units, false, index)) return *std::move(no);
  if (auto no = outside_range(call, kWrite, asked->write_units, false, index))
    return *std::move(no);
  return std::optional(tables::Throughput{or_zero(asked->read_units), or_zero(asked->write_units)});
}

Parsed<std::optional<tables::Throughput>> warm_for(const Call& call, tables::BillingMode billing,
                                                   const tables::Throughput& provisioned,
                                                   const std::optional<WarmMember>& asked,
                                                   std::string_view index) {
  const bool any = asked && (asked->read_units || asked->write_units);
  if (!any) return std::optional<tables::Throughput>();
  tables::Throughput warm = tables::warm_by_default(billing, provisioned);
  const auto raise = [&](const Side& side, std::optional<std::int64_t> units,
                         std::uint64_t& has) -> std::optional<Reply> {
    if (!units) return std::nullopt;
    if (*units < static_cast<std::int64_t>(has)) {
      return billing == tables::BillingMode::kPayPerRequest ? below_initial(side, index)
                                                            : below_provisioned(side, index);
    }
    has = static_cast<std::uint64_t>(*units);
    return above_limit(call, side.warm, "WarmThroughput", side, *units, index);
  };
  if (auto no = raise(kRead, asked->read_units, warm.read_units)) return *std::move(no);
  if (auto no = raise(kWrite, asked->write_units, warm.write_units)) return *std::move(no);
  return std::optional(warm);
}

Parsed<tables::MaximaChange> maxima_change(const Call& call, const OnDemandMember& asked,
                                           std::string_view index) {
  if (auto no = outside_range(call, kRead, asked.read_units, true, index)) return *std::move(no);
  if (auto no = outside_range(call, kWrite, asked.write_units, true, index)) return *std::move(no);
  tables::MaximaChange change;
  if (asked.read_units) change.read_units = or_zero(asked.read_units);
  if (asked.write_units) change.write_units = or_zero(asked.write_units);
  return change;
}

Parsed<tables::Throughput> warm_change(const Call& call, const WarmMember& asked,
                                       std::string_view index) {
  const auto side = [&](const Side& of, std::optional<std::int64_t> units) -> std::optional<Reply> {
    if (!units) return std::nullopt;
    if (*units < 1) return warm_too_low(of.warm == kRead.warm, index);
    return above_limit(call, of.warm, "WarmThroughput", of, *units, index);
  };
  if (auto no = side(kRead, asked.read_units)) return *std::move(no);
  if (auto no = side(kWrite, asked.write_units)) return *std::move(no);
  return tables::Throughput{or_zero(asked.read_units), or_zero(asked.write_units)};
}

}  // namespace tidemark::api

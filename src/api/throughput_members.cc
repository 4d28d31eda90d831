#include "api/throughput_members.h"

#include "api/errors.h"

#include <algorithm>

namespace tidemark::api {

std::optional<tables::Throughput> provisioned_member(Members& members) {
  Members nested = members.structure("ProvisionedThroughput");
  if (!nested.present()) return std::nullopt;
  const Members::IntegerRule rule{.required = true, .min = 1, .is_long = true};
  const auto read = nested.integer("ReadCapacityUnits", rule);
  const auto write = nested.integer("WriteCapacityUnits", rule);
  if (!read || !write) return std::nullopt;
  return tables::Throughput{static_cast<std::uint64_t>(*read), static_cast<std::uint64_t>(*write)};
}

std::optional<tables::Throughput> on_demand_member(Members& members) {
  Members nested = members.structure("OnDemandThroughput");
  if (!nested.present()) return std::nullopt;
  const auto units = [&](std::string_view name) {
    const std::int64_t asked = nested.integer(name, {.min = -1, .is_long = true}).value_or(-1);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(asked, 0));
  };
  const std::uint64_t read = units("MaxReadRequestUnits");
  return tables::Throughput{read, units("MaxWriteRequestUnits")};
}

Reply throughput_missing() {
  return validation_error(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
      "both be specified when BillingMode is PROVISIONED");
}

Reply throughput_not_allowed() {
  return validation_error(
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits "
      "can be specified when BillingMode is PAY_PER_REQUEST");
}

Parsed<tables::Throughput> throughput_for(tables::BillingMode billing,
                                          const std::optional<tables::Throughput>& asked) {
  if (billing == tables::BillingMode::kPayPerRequest) {
    if (asked) return throughput_not_allowed();
    return tables::Throughput{};
  }
  if (!asked) return throughput_missing();
  return *asked;
}

Parsed<std::optional<tables::Throughput>> maxima_for(
    tables::BillingMode billing, const std::optional<tables::Throughput>& asked) {
  if (asked && billing != tables::BillingMode::kPayPerRequest) {
    return validation_error(
        "One or more parameter values were invalid: OnDemandThroughput can only be specified when "
        "BillingMode is PAY_PER_REQUEST");
  }
  return asked;
}

}  // namespace tidemark::api

#include "tables/kinesis_destinations.h"

#include <algorithm>
#include <string_view>

namespace tidemark::tables {
namespace {

// What AWS does where nobody asked.
constexpr std::string_view kDefaultPrecision = "MILLISECOND";

KinesisDestination* destination(TableDescription& table, const std::string& stream_arn) {
  auto& all = table.settings.destinations;
  const auto found = std::ranges::find(all, stream_arn, &KinesisDestination::stream_arn);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

DestinationOutcome enable_destination(TableDescription& table, const std::string& stream_arn,
                                      const std::string& precision) {
  auto& all = table.settings.destinations;
  if (std::ranges::any_of(all, &KinesisDestination::active)) {
    return DestinationOutcome::kAlreadyLive;
  }
  KinesisDestination* known = destination(table, stream_arn);
  if (known == nullptr) known = &all.emplace_back();
  *known = {.stream_arn = stream_arn, .precision = precision, .active = true};
  return DestinationOutcome::kDone;
}

DestinationOutcome disable_destination(TableDescription& table, const std::string& stream_arn) {
  KinesisDestination* known = destination(table, stream_arn);
  if (known == nullptr) return DestinationOutcome::kUnknown;
  if (!known->active) return DestinationOutcome::kNotLive;
  known->active = false;
  return DestinationOutcome::kDone;
}

DestinationOutcome update_destination(TableDescription& table, const std::string& stream_arn,
                                      const std::string& precision) {
  KinesisDestination* known = destination(table, stream_arn);
  if (known == nullptr) return DestinationOutcome::kUnknown;
  if (!known->active) return DestinationOutcome::kNotLive;
  const std::string_view now = known->precision.empty() ? kDefaultPrecision : known->precision;
  if (now == precision) return DestinationOutcome::kSamePrecision;
  known->precision = precision;
  return DestinationOutcome::kDone;
}

}  // namespace tidemark::tables

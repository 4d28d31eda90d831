// ProvisionedThroughput and OnDemandThroughput in requests.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "tables/table_description.h"

#include <optional>

namespace tidemark::api {

// The member ProvisionedThroughput, its constraints checked.
std::optional<tables::Throughput> provisioned_member(Members& members);
// The member OnDemandThroughput; -1 reads as 0, not set.
std::optional<tables::Throughput> on_demand_member(Members& members);

// What a new table of that billing mode has, or why the two do not go together.
Parsed<tables::Throughput> throughput_for(tables::BillingMode billing,
                                          const std::optional<tables::Throughput>& asked);
Parsed<std::optional<tables::Throughput>> maxima_for(
    tables::BillingMode billing, const std::optional<tables::Throughput>& asked);

Reply throughput_missing();
Reply throughput_not_allowed();

}  // namespace tidemark::api

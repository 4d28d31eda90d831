// Throughput in requests: provisioned, on demand, warm; of a table, or of an index when named.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "tables/table_update.h"

#include <optional>

namespace tidemark::api {

// The member ProvisionedThroughput, its constraints checked.
std::optional<tables::Throughput> provisioned_member(Members& members);

// The member OnDemandThroughput as sent.
struct OnDemandMember {
  std::optional<std::int64_t> read_units;
  std::optional<std::int64_t> write_units;
};

std::optional<OnDemandMember> on_demand_member(Members& members);

// The member WarmThroughput as sent.
struct WarmMember {
  std::optional<std::int64_t> read_units;
  std::optional<std::int64_t> write_units;
};

std::optional<WarmMember> warm_member(Members& members);

// What a new table of that billing mode has, or why the two do not go together.
Parsed<tables::Throughput> throughput_for(const Call& call, tables::BillingMode billing,
                                          const std::optional<tables::Throughput>& asked);
Parsed<std::optional<tables::Throughput>> maxima_for(const Call& call, tables::BillingMode billing,
                                                     const std::optional<OnDemandMember>& asked,
                                                     std::string_view index = {});
// Unset: what it has by default.
Parsed<std::optional<tables::Throughput>> warm_for(const Call& call, tables::BillingMode billing,
                                                   const tables::Throughput& provisioned,
                                                   const std::optional<WarmMember>& asked,
                                                   std::string_view index = {});

// Maxima as UpdateTable takes them: -1 takes one away.
Parsed<tables::MaximaChange> maxima_change(const Call& call, const OnDemandMember& asked,
                                           std::string_view index = {});
Parsed<tables::Throughput> warm_change(const Call& call, const WarmMember& asked,
                                       std::string_view index = {});

// Whether so much may be provisioned for one table, or for one index.
std::optional<Reply> above_account_limit(const Call& call, const tables::Throughput& asked,
                                         std::string_view index = {});

Reply throughput_not_allowed();
Reply maxima_not_allowed();
Reply warm_too_low(bool read, std::string_view index = {});
Reply too_many_decreases(const tables::NextDecrease& refused);

}  // namespace tidemark::api

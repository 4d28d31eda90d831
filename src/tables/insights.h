// Contributor insights: which tables and indexes are watched. There is no CloudWatch here: it is
// kept and shown, and nothing is counted.
//
// Threads   Pure functions.
#pragma once

#include "tables/table_description.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::tables {

// What it is watched for when nobody says so.
inline constexpr std::string_view kDefaultInsightsMode = "ACCESSED_AND_THROTTLED_KEYS";

// Of the table (`index` is empty) or an index; null: never configured.
const Insights* find_insights(const TableDescription& table, const std::string& index);

enum class InsightsOutcome : std::uint8_t {
  kUnderWay,      // something changed
  kSettled,       // it was so already
  kIndexMissing,  // no such global index
};

// Without a mode the one it has stays.
InsightsOutcome set_insights(TableDescription& table, const std::string& index, bool enabled,
                             const std::optional<std::string>& mode, Timestamp now);

}  // namespace tidemark::tables

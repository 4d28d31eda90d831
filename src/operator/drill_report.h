// What a drill found, and how it is told: to people in at most 80 columns, to machines as JSON.
//
//   fmt::print("{}", report_text(report));
//   fmt::print("{}\n", report_json(report));
//
// Threads   Plain values and pure functions.
// Format    JSON: "schema" 1. Members are only ever added under that number.
#pragma once

#include "base/timestamp.h"
#include "operator/comparison.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace tidemark::runbooks {

struct DrillReport {
  std::string source;  // where the items came from: "apt-cache dumpavail"
  std::string table;
  std::string restored_table;
  std::string backup_table;

  std::size_t items = 0;      // loaded
  std::size_t aws_bytes = 0;  // loaded, as AWS counts
  std::chrono::microseconds load_took{0};
  bool deletion_refused = false;  // the protected table would not be deleted

  std::size_t written_before = 0;  // good writes between backup and incident
  std::string attribute;
  std::size_t overwritten = 0;
  std::size_t deleted = 0;
  std::size_t written_after = 0;  // good writes since the incident began
  std::string damaged_key;        // one overwritten item's, as DynamoDB-JSON; empty: none

  Timestamp restored_to;  // a whole second
  Timestamp incident_at;  // the second in which the first bad write was answered

  std::chrono::microseconds usable{0};        // from the call to the first item read
  std::chrono::microseconds materialised{0};  // from the call until it stands on its own
  std::chrono::microseconds backup_usable{0};
  std::chrono::microseconds took{0};  // the whole drill

  Differences restored;        // the restored table against what was acknowledged by then
  Differences backup;          // the restored backup against what was loaded
  Differences damaged;         // the damaged table against the same as `restored`
  Differences damage_planned;  // what `damaged` must be
  // Whether the engine's own tally of the damaged table, as of restored_to, agrees; unset where
  // the endpoint has no such thing.
  std::optional<bool> tally_agrees;

  [[nodiscard]] bool passed() const;
};

[[nodiscard]] std::string report_text(const DrillReport& report);
[[nodiscard]] std::string report_json(const DrillReport& report);

}  // namespace tidemark::runbooks

// How long a recovery point stays, and when it moves to cold storage.
//
//   if (const auto why = problem_with(lifecycle)) …;     // AWS's words
//   const CalculatedLifecycle dates = dates_of(lifecycle, point.created_at);
//
// Source   aws-contract C.5; texts seen in hashicorp/terraform-provider-aws#24960 and #7350.
#pragma once

#include "base/timestamp.h"
#include "codec/row_bytes.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::vault {

struct Lifecycle {
  std::optional<std::int64_t> cold_after_days = {};    // absent: stays warm
  std::optional<std::int64_t> delete_after_days = {};  // absent: stays for ever
  std::optional<bool> opt_in_to_archive = {};  // of kinds that tables are not; kept and shown
  friend bool operator==(const Lifecycle&, const Lifecycle&) = default;
};

inline constexpr std::int64_t kLongestRetentionDays = 36'500;
inline constexpr std::int64_t kShortestColdDays = 90;

// -1 stands for "none", as AWS has it.
Lifecycle without_minus_ones(Lifecycle lifecycle);

// "Invalid lifecycle. …" in AWS's words; nullopt: it is one.
std::optional<std::string> problem_with(const Lifecycle& lifecycle);

struct CalculatedLifecycle {
  std::optional<Timestamp> cold_at;
  std::optional<Timestamp> delete_at;
  friend bool operator==(const CalculatedLifecycle&, const CalculatedLifecycle&) = default;
};

CalculatedLifecycle dates_of(const Lifecycle& lifecycle, Timestamp created_at);

// As part of a row: docs/formats/backup.md, "Lifecycle".
void write_lifecycle(codec::RowWriter& out, const Lifecycle& lifecycle);
Lifecycle read_lifecycle(codec::RowReader& in);

}  // namespace tidemark::vault

// How many jobs there were, by state, kind of resource and category of message, over days. Pure.
//
//   const auto summaries = summarise(facts, {.period = SummaryPeriod::kOneDay}, now);
//
// Source: aws-contract C.8; API reference, ListBackupJobSummaries.
#pragma once

#include "base/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

enum class SummaryPeriod : std::uint8_t { kOneDay, kSevenDays, kFourteenDays };

// "ONE_DAY"
std::string_view name_of(SummaryPeriod period);
std::optional<SummaryPeriod> parse_summary_period(std::string_view name);

// What counts of a job.
struct JobFact {
  std::string state;
  std::string resource_type;
  std::string message_category;  // empty: none yet, or its kind of job has none
  Timestamp created_at;
};

// A value, kAny: each value for itself, or kTogether: all of them in one.
inline constexpr std::string_view kAny = "ANY";
inline constexpr std::string_view kTogether = "AGGREGATE_ALL";

struct SummaryWanted {
  std::string state{kAny};
  std::string resource_type{kAny};
  std::string message_category{kAny};
  SummaryPeriod period = SummaryPeriod::kOneDay;
};

struct JobSummary {
  Timestamp start;
  Timestamp end;
  std::string state;
  std::string resource_type;
  std::string message_category;
  std::int64_t count = 0;
  friend bool operator==(const JobSummary&, const JobSummary&) = default;
};

// By day, state, kind and category; what there was none of is not told. Days are those of UTC: of
// one day's period the last fourteen, this one included, each for itself.
std::vector<JobSummary> summarise(const std::vector<JobFact>& jobs, const SummaryWanted& wanted,
                                  Timestamp now);

}  // namespace tidemark::vault

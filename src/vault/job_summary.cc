#include "vault/job_summary.h"

#include <array>
#include <map>
#include <tuple>

namespace tidemark::vault {
namespace {

constexpr std::chrono::days kDay{1};
constexpr int kMostDays = 14;
constexpr std::array<std::string_view, 3> kNames = {"ONE_DAY", "SEVEN_DAYS", "FOURTEEN_DAYS"};

Timestamp midnight_before(Timestamp at) {
  const std::int64_t day = std::chrono::microseconds(kDay).count();
  return {at.micros - ((at.micros % day) + day) % day};
}

// The name under which a job's value counts; nullopt: it does not.
std::optional<std::string> counted_as(const std::string& wanted, const std::string& value) {
  if (wanted == kTogether) return wanted;
  if (wanted == kAny || wanted == value) return value;
  return std::nullopt;
}

struct Span {
  Timestamp start;
  Timestamp end;
};

// The span of days that an instant counts in.
std::optional<Span> span_of(Timestamp at, SummaryPeriod period, Timestamp now) {
  const Timestamp end = midnight_before(now) + kDay;
  const int days = period == SummaryPeriod::kSevenDays ? 7 : kMostDays;
  const Timestamp start = end - days * kDay;
  if (at < start || at >= end) return std::nullopt;
  if (period != SummaryPeriod::kOneDay) return Span{start, end};
  const Timestamp day = midnight_before(at);
  return Span{day, day + kDay};
}

}  // namespace

std::string_view name_of(SummaryPeriod period) {
  return kNames[static_cast<std::size_t>(period)];
}

std::optional<SummaryPeriod> parse_summary_period(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<SummaryPeriod>(i);
  }
  return std::nullopt;
}

std::vector<JobSummary> summarise(const std::vector<JobFact>& jobs, const SummaryWanted& wanted,
                                  Timestamp now) {
  std::map<std::tuple<Timestamp, std::string, std::string, std::string>, JobSummary> counts;
  for (const JobFact& job : jobs) {
    const auto span = span_of(job.created_at, wanted.period, now);
    const auto state = counted_as(wanted.state, job.state);
    const auto type = counted_as(wanted.resource_type, job.resource_type);
    const auto category = counted_as(wanted.message_category, job.message_category);
    if (!span || !state || !type || !category) continue;
    JobSummary& summary = counts[{span->start, *state, *type, *category}];
    if (summary.count++ > 0) continue;
    summary = {span->start, span->end, *state, *type, *category, 1};
  }
  std::vector<JobSummary> all;
  for (auto& [key, summary] : counts) all.push_back(std::move(summary));
  return all;
}

}  // namespace tidemark::vault

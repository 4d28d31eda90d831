#include "vault/job_summary.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Timestamp kMidnight = Timestamp::from_seconds(1'800'057'600);  // 2027-01-16T00:00:00Z
const Timestamp kNow = kMidnight + hours(8);

std::vector<JobFact> jobs() {
  return {{"COMPLETED", "DynamoDB", "SUCCESS", kNow},
          {"COMPLETED", "DynamoDB", "SUCCESS", kMidnight},
          {"COMPLETED", "DynamoDB", "SUCCESS", kMidnight - std::chrono::microseconds(1)},
          {"FAILED", "EBS", "InvalidParameters", kNow - days(8)},
          {"FAILED", "DynamoDB", "AccessDenied", kMidnight - days(13)},
          {"FAILED", "DynamoDB", "AccessDenied", kMidnight - days(13) - hours(1)}};
}

TEST(JobSummary, CountsDayByDayForFourteenDays) {
  const auto all = summarise(jobs(), {}, kNow);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0], (JobSummary{kMidnight - days(13), kMidnight - days(12), "FAILED", "DynamoDB",
                                "AccessDenied", 1}));
  EXPECT_EQ(all[1], (JobSummary{kMidnight - days(8), kMidnight - days(7), "FAILED", "EBS",
                                "InvalidParameters", 1}));
  EXPECT_EQ(all[2],
            (JobSummary{kMidnight - days(1), kMidnight, "COMPLETED", "DynamoDB", "SUCCESS", 1}));
  EXPECT_EQ(all[3],
            (JobSummary{kMidnight, kMidnight + days(1), "COMPLETED", "DynamoDB", "SUCCESS", 2}));
}

TEST(JobSummary, AddsUpWhatIsAskedForTogether) {
  SummaryWanted wanted;
  wanted.period = SummaryPeriod::kFourteenDays;
  wanted.state = kTogether;
  wanted.resource_type = kTogether;
  wanted.message_category = kTogether;
  const std::string all(kTogether);
  EXPECT_EQ(
      summarise(jobs(), wanted, kNow),
      (std::vector<JobSummary>{{kMidnight - days(13), kMidnight + days(1), all, all, all, 5}}));
  wanted.period = SummaryPeriod::kSevenDays;
  EXPECT_EQ(
      summarise(jobs(), wanted, kNow),
      (std::vector<JobSummary>{{kMidnight - days(6), kMidnight + days(1), all, all, all, 3}}));
}

TEST(JobSummary, LeavesOutWhatIsNotAskedFor) {
  SummaryWanted wanted;
  wanted.period = SummaryPeriod::kFourteenDays;
  wanted.state = "FAILED";
  wanted.message_category = "AccessDenied";
  const auto found = summarise(jobs(), wanted, kNow);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].count, 1);
  wanted.resource_type = "EBS";
  EXPECT_TRUE(summarise(jobs(), wanted, kNow).empty());
}

TEST(JobSummary, PeriodsHaveNames) {
  for (const auto* name : {"ONE_DAY", "SEVEN_DAYS", "FOURTEEN_DAYS"}) {
    const auto period = parse_summary_period(name);
    ASSERT_TRUE(period);
    EXPECT_EQ(name_of(*period), name);
  }
  EXPECT_FALSE(parse_summary_period("ONE_WEEK"));
}

}  // namespace
}  // namespace tidemark::vault

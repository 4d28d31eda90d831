#include "bench/slices.h"

#include "bench/report.h"
#include "codec/json.h"

#include <gtest/gtest.h>

namespace tidemark::bench {

namespace {

// A case that measures these values, one a round.
Case playing(const std::string& name, std::vector<double> values) {
  auto round = std::make_shared<std::size_t>(0);
  return {name, "op/s", [=](double) -> Result<Sample> {
            const double value = values[(*round)++ % values.size()];
            return Sample{value, {{"syncs", value / 10}}};
          }};
}

Report run(std::span<const Target> targets, std::vector<Case> cases) {
  Bench bench({.seconds = 0}, targets);
  bench.add({.name = "g", .cases = std::move(cases)});
  auto report = bench.run([](const std::string&) {});
  EXPECT_TRUE(report) << to_text(report.error());
  return std::move(report).value();
}

TEST(Spread, MedianIsTheMiddleOrBetweenTheMiddleTwo) {
  EXPECT_EQ(spread_of({5, 1, 3}).median, 3);
  EXPECT_EQ(spread_of({4, 1, 3, 2}).median, 2.5);
  EXPECT_EQ(spread_of({4, 1, 3, 2}).min, 1);
  EXPECT_EQ(spread_of({4, 1, 3, 2}).max, 4);
}

TEST(Judging, ARatioIsTheMedianOfTheRoundsOwn) {
  // The medians' ratio would be 1: rounds slow for both cases must not count against either.
  const Target wanted[] = {{.group = "g",
                            .name = "a / b",
                            .over = "a",
                            .under = "b",
                            .bound = Bound::kAtLeast,
                            .wanted = 0.5}};

  const Report report =
      run(wanted, {playing("a", {1, 2, 30, 4, 50}), playing("b", {2, 4, 4, 8, 8})});

  ASSERT_EQ(report.judged.size(), 1U);
  EXPECT_DOUBLE_EQ(report.judged[0].spread.median, 0.5);
  EXPECT_DOUBLE_EQ(report.judged[0].spread.max, 7.5);
  EXPECT_TRUE(report.judged[0].met());
}

TEST(Judging, KnowsBothDirectionsAndTheGoalBeyond) {
  const Target wanted[] = {
      {.group = "g", .name = "low", .over = "a", .bound = Bound::kAtLeast, .wanted = 11},
      {.group = "g", .name = "met", .over = "a", .bound = Bound::kAtLeast, .wanted = 9, .goal = 12},
      {.group = "g", .name = "high", .over = "a#syncs", .bound = Bound::kAtMost, .wanted = 0.9},
      {.group = "g", .name = "shown", .over = "a"},
      {.group = "other", .name = "elsewhere", .over = "a"}};

  const Report report = run(wanted, {playing("a", {10})});

  ASSERT_EQ(report.judged.size(), 4U);
  EXPECT_FALSE(report.judged[0].met());
  EXPECT_TRUE(report.judged[1].met());
  EXPECT_FALSE(report.judged[1].goal_met());
  EXPECT_DOUBLE_EQ(report.judged[2].spread.median, 1);
  EXPECT_FALSE(report.judged[2].met());
  EXPECT_TRUE(report.judged[3].met());
}

TEST(Judging, ATargetThatIsNotMeasuredEndsAFullRun) {
  const Target wanted[] = {{.group = "g", .name = "lost", .over = "a#nothing"}};
  Bench bench({.seconds = 0}, wanted);
  bench.add({.name = "g", .cases = {playing("a", {1})}});

  const auto report = bench.run([](const std::string&) {});

  ASSERT_FALSE(report);
  EXPECT_NE(report.error().message.find("lost"), std::string::npos);
}

TEST(Rounds, EachBeginsWithAnotherCase) {
  std::string order;
  const auto noting = [&](char name) {
    return Case{std::string(1, name), "", [&order, name](double) -> Result<Sample> {
                  order += name;
                  return Sample{1, {}};
                }};
  };

  run({}, {noting('a'), noting('b'), noting('c')});

  EXPECT_EQ(order, "abcbcacababcbca");
}

TEST(Rounds, AWarmOneDoesNotCount) {
  Bench bench({.seconds = 0}, {});
  bench.add({.name = "g", .warmed = true, .cases = {playing("a", {100, 1, 2, 3, 4, 5})}});

  const auto report = bench.run([](const std::string&) {});

  ASSERT_TRUE(report);
  EXPECT_EQ(report.value().measured[0].values, (std::vector<double>{1, 2, 3, 4, 5}));
}

TEST(Report, SaysMetAndMissedInTextAndJson) {
  const Target wanted[] = {
      {.group = "g", .name = "slow", .over = "a", .bound = Bound::kAtLeast, .wanted = 2'000},
      {.group = "g",
       .name = "fast",
       .over = "a",
       .bound = Bound::kAtLeast,
       .wanted = 1'000,
       .goal = 1'500}};
  const Report report = run(wanted, {playing("a", {1'234})});

  const std::string text = to_text(report);
  const std::string json = to_json(report, {}, {.processor = "abacus"}, Timestamp{0});

  EXPECT_NE(text.find("g: slow   1,234  >= 2,000  1,234 .. 1,234  MISSED"), std::string::npos)
      << text;
  EXPECT_NE(text.find("met, goal 1,500 missed"), std::string::npos) << text;
  EXPECT_NE(json.find(R"("at_least":2000,"met":false)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("met":true,"goal":1500,"goal_met":false)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("processor":"abacus")"), std::string::npos);
}

}  // namespace

}  // namespace tidemark::bench

// The store beside the model, over many seeds. --seeds=N or TIDEMARK_MODEL_SEEDS=N for more.
#include "storage/testing/model_run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <iostream>

namespace tidemark::storage::testing {
namespace {

std::uint64_t seeds_wanted = 60;

RunReport run_and_report(std::uint64_t seed) {
  const Plan plan = plan_of(seed);
  RunReport report = run_plan(plan);
  if (report.failure) {
    const Plan shorter = shrink(plan, report, std::chrono::seconds(20));
    std::cout << *report.failure << "\n"
              << replay_line(plan, report) << "\nshrunk to:\n"
              << describe(shorter);
  }
  return report;
}

TEST(StorageModel, EverySeedAnswersAsTheModelDoes) {
  RunReport total;
  for (std::uint64_t seed = 1; seed <= seeds_wanted; ++seed) {
    const RunReport report = run_and_report(seed);
    ASSERT_FALSE(report.failure) << "seed " << seed << ": " << *report.failure;
    EXPECT_GE(report.operations, 400u) << seed;
    EXPECT_GE(report.crashes, 5u) << seed;
    EXPECT_GE(report.branches, 1u) << seed;
    EXPECT_GE(report.drops, 1u) << seed;
    total.operations += report.operations;
    total.commits += report.commits;
    total.refusals += report.refusals;
    total.crashes += report.crashes;
    total.branches += report.branches;
    total.drops += report.drops;
    total.exchanges += report.exchanges;
    total.unknown_kept += report.unknown_kept;
    total.unknown_lost += report.unknown_lost;
    total.answers += report.answers;
    total.denials += report.denials;
  }
  std::cout << fmt::format(
      "{} seeds: {} operations, {} commits, {} refusals, {} crashes, {} branches, {} drops, "
      "{} exchanges; never answered: {} kept, {} lost; of the past: {} answers, {} denials\n",
      seeds_wanted, total.operations, total.commits, total.refusals, total.crashes, total.branches,
      total.drops, total.exchanges, total.unknown_kept, total.unknown_lost, total.answers,
      total.denials);
  // A run in which the rare things never happen proves nothing about them.
  EXPECT_GT(total.exchanges, seeds_wanted / 2);
  EXPECT_GT(total.unknown_kept, 0u);
  EXPECT_GT(total.unknown_lost, 0u);
  EXPECT_GT(total.answers, 1000 * seeds_wanted);
  EXPECT_GT(total.denials, 100 * seeds_wanted);
}

}  // namespace
}  // namespace tidemark::storage::testing

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  auto& seeds = tidemark::storage::testing::seeds_wanted;
  if (const char* wanted = std::getenv("TIDEMARK_MODEL_SEEDS"))
    seeds = std::strtoull(wanted, nullptr, 10);
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--seeds=", 8) == 0) seeds = std::strtoull(argv[i] + 8, nullptr, 10);
  }
  return RUN_ALL_TESTS();
}

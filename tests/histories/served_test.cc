// A real server, killed under eight clients, who use single items or move money in transactions:
// nothing is found on it as it is, and every planted fault that a client could see is. The program
// is $TIDEMARK, or beside this one in the build.
#include "storage/testing/fault_names.h"
#include "tests/histories/registers.h"
#include "tests/histories/transfers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

namespace tidemark::histories {
namespace {

StoryPlan plan_wanted;
std::uint64_t seeds_wanted = 1;

std::string describe(const StoryReport& report) {
  return fmt::format(
      "{} writes, {} reads, {} reads of the past; {} kills, {} writes unanswered of which {} "
      "happened; {} commits; {} searches, {} steps",
      report.writes, report.reads, report.past_reads, report.kills, report.unanswered,
      report.happened, report.commits, report.searches, report.steps);
}

using Story = StoryReport (*)(const StoryPlan&);

// Nothing is wrong with what is told, and enough happened to tell.
void expect_sound(Story story, std::uint64_t past_reads) {
  for (std::uint64_t seed = 1; seed <= seeds_wanted; ++seed) {
    StoryPlan plan = plan_wanted;
    plan.seed = seed;
    const StoryReport report = story(plan);
    ASSERT_FALSE(report.problem) << "seed " << seed << ": " << *report.problem << "\nkept "
                                 << report.directory;
    std::cout << "seed " << seed << ": " << describe(report) << std::endl;
    EXPECT_GT(report.writes, 100U);
    EXPECT_GT(report.reads, 50U);
    EXPECT_GT(report.past_reads, past_reads);
    EXPECT_GT(report.unanswered, 0U);
  }
}

TEST(Registers, AreOneAfterTheOther) {
  expect_sound(run_registers, 100);
}

TEST(Transfers, AreOneAfterTheOther) {
  expect_sound(run_transfers, 50);
}

#if defined(TIDEMARK_FAULTS)
// A slow machine gets little done in a run.
constexpr std::uint64_t kRunsAtMost = 30;

void expect_found(Story story, const char* fault) {
  ASSERT_TRUE(storage::testing::fault_named(fault));
  for (std::uint64_t seed = 1; seed <= kRunsAtMost; ++seed) {
    StoryPlan plan{.program = plan_wanted.program, .seed = seed};
    plan.kills = 2;
    plan.longest_life_ms = 400;
    plan.fault = fault;
    const StoryReport report = story(plan);
    if (!report.problem) continue;
    std::cout << "found in run " << seed << ", after " << describe(report) << ": "
              << *report.problem << std::endl;
    return;
  }
  FAIL() << "not found in " << kRunsAtMost << " runs";
}

class RegisterFault : public ::testing::TestWithParam<const char*> {};

TEST_P(RegisterFault, IsFound) {
  expect_found(run_registers, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, RegisterFault,
                         ::testing::Values("EarlyAcknowledge", "HistoryEndOffByOne",
                                           "InstantNotClosed", "ChangeIndexSkipsDelete",
                                           "StaleRead", "AsOfOffByOne", "LostUpdate"),
                         [](const auto& fault) { return std::string(fault.param); });

class TransferFault : public ::testing::TestWithParam<const char*> {};

TEST_P(TransferFault, IsFound) {
  expect_found(run_transfers, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, TransferFault, ::testing::Values("TokenForgotten", "LostUpdate"),
                         [](const auto& fault) { return std::string(fault.param); });
#endif

}  // namespace
}  // namespace tidemark::histories

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  auto& plan = tidemark::histories::plan_wanted;
  const auto build = std::filesystem::canonical(argv[0]).parent_path().parent_path().parent_path();
  const char* program = std::getenv("TIDEMARK");
  plan.program = program != nullptr ? program : (build / "tidemark").string();
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--full") != 0) continue;
    tidemark::histories::seeds_wanted = 5;
    plan.kills = 40;
    plan.longest_life_ms = 1500;
  }
  return RUN_ALL_TESTS();
}

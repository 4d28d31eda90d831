// The bank on a disk that forgets: nothing is found on the store as it is, and every planted fault
// that could cost somebody money is.
#include "tests/histories/bank.h"

#include "storage/testing/fault_names.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

namespace tidemark::histories {
namespace {

using storage::Fault;

std::uint64_t seeds_wanted = 2;
BankPlan plan_wanted{};

std::string describe(const BankReport& report) {
  return fmt::format(
      "{} decisions, {} of them refused, {} unanswered of which {} happened; {} looks, {} at the "
      "past, {} of these at branches; {} crashes; {} steps of the search",
      report.decisions, report.refused, report.unanswered, report.happened, report.looks,
      report.past_looks, report.branches, report.crashes, report.steps);
}

TEST(Bank, KeepsItsMoney) {
  std::uint64_t unanswered = 0;
  std::uint64_t happened = 0;
  for (std::uint64_t seed = 1; seed <= seeds_wanted; ++seed) {
    BankPlan plan = plan_wanted;
    plan.seed = seed;
    const BankReport report = run_bank(plan);
    ASSERT_FALSE(report.problem) << "seed " << seed << ": " << *report.problem;
    std::cout << "seed " << seed << ": " << describe(report) << std::endl;
    // What never happens proves nothing.
    EXPECT_GT(report.decisions, 100U);
    EXPECT_GT(report.refused, 0U);
    EXPECT_GT(report.looks, 20U);
    EXPECT_GT(report.past_looks, 20U);
    unanswered += report.unanswered;
    happened += report.happened;
  }
  EXPECT_GT(unanswered, 0U);
  EXPECT_LT(happened, unanswered);
}

#if defined(TIDEMARK_FAULTS)
constexpr int kFound = 42;
constexpr int kNotFound = 43;
constexpr std::uint64_t kRunsAtMost = 60;

// In a child: a fault may end the process through one of the store's own checks.
[[noreturn]] void hunt(Fault fault) {
  alarm(120);
  storage::planted_fault = fault;
  for (std::uint64_t seed = 1; seed <= kRunsAtMost; ++seed) {
    const BankReport report = run_bank({.seed = seed, .crashes = 3, .decisions_a_life = 400});
    if (!report.problem) continue;
    std::cout << "found in run " << seed << ", after " << describe(report) << ": "
              << *report.problem << std::endl;
    _exit(kFound);
  }
  _exit(kNotFound);
}

class BankFault : public ::testing::TestWithParam<std::pair<const char*, Fault>> {};

TEST_P(BankFault, IsFound) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) hunt(GetParam().second);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  const bool found = WIFEXITED(status) && WEXITSTATUS(status) == kFound;
  const bool own_check = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  EXPECT_TRUE(found || own_check) << "exit status " << status;
}

INSTANTIATE_TEST_SUITE_P(
    Each, BankFault,
    ::testing::Values(std::pair{"EarlyAcknowledge", Fault::kEarlyAcknowledge},
                      std::pair{"HistoryEndOffByOne", Fault::kHistoryEndOffByOne},
                      std::pair{"StampMayRepeat", Fault::kStampMayRepeat},
                      std::pair{"InstantNotClosed", Fault::kInstantNotClosed},
                      std::pair{"BranchReadsLatest", Fault::kBranchReadsLatest},
                      std::pair{"StaleRead", Fault::kStaleRead},
                      std::pair{"AsOfOffByOne", Fault::kAsOfOffByOne},
                      std::pair{"LostUpdate", Fault::kLostUpdate},
                      std::pair{"TornDecision", Fault::kTornDecision}),
    [](const auto& fault) { return std::string(fault.param.first); });
#endif

}  // namespace
}  // namespace tidemark::histories

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--full") != 0) continue;
    tidemark::histories::seeds_wanted = 20;
    tidemark::histories::plan_wanted = {.crashes = 25, .decisions_a_life = 4000};
  }
  return RUN_ALL_TESTS();
}

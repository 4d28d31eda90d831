// Planted faults: each must be found by the model run within 200 seeds, or the run proves nothing.
// A fault may end the process through one of the store's own checks, so each is hunted in a child.
#include "storage/faults.h"

#include "storage/testing/fault_names.h"
#include "storage/testing/model_run.h"

#include <gtest/gtest.h>

#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

namespace tidemark::storage::testing {
namespace {

constexpr std::uint64_t kSeedsAtMost = 200;
constexpr int kFound = 42;
constexpr int kNotFound = 43;

[[noreturn]] void hunt(Fault fault) {
  alarm(180);
  planted_fault = fault;
  for (std::uint64_t seed = 1; seed <= kSeedsAtMost; ++seed) {
    const RunReport report = run_plan(plan_of(seed));
    if (!report.failure) continue;
    std::cout << "found by seed " << seed << " at operation " << report.failed_at << ": "
              << *report.failure << std::endl;
    _exit(kFound);
  }
  _exit(kNotFound);
}

class PlantedFault : public ::testing::TestWithParam<std::pair<const char*, Fault>> {};

TEST_P(PlantedFault, IsFoundWithin200Seeds) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) hunt(GetParam().second);

  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  const bool found = WIFEXITED(status) && WEXITSTATUS(status) == kFound;
  const bool own_check = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  EXPECT_TRUE(found || own_check) << "exit status " << status;
}

std::vector<std::pair<const char*, Fault>> faults_of_the_store() {
  auto faults = all_faults();
  std::erase_if(faults, [](const auto& fault) { return is_seen_above_the_store(fault.second); });
  return faults;
}

INSTANTIATE_TEST_SUITE_P(Each, PlantedFault, ::testing::ValuesIn(faults_of_the_store()),
                         [](const auto& fault) { return std::string(fault.param.first); });

}  // namespace
}  // namespace tidemark::storage::testing

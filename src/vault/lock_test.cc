#include "vault/lock.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

Vault locked(std::optional<std::uint32_t> min, std::optional<std::uint32_t> max) {
  Vault vault;
  vault.name = {"123456789012", "eu-west-1", "nightly"};
  vault.lock = VaultLock{min, max, std::nullopt};
  return vault;
}

TEST(Lock, TakesOnlyWhatAWSTakes) {
  EXPECT_EQ(lock_wanted_problem({}), std::nullopt);
  EXPECT_EQ(lock_wanted_problem(
                {.min_retention_days = 1, .max_retention_days = 36'500, .changeable_for_days = 3}),
            std::nullopt);
  EXPECT_EQ(lock_wanted_problem(
                {.min_retention_days = 7, .max_retention_days = 7, .changeable_for_days = {}}),
            std::nullopt);
  EXPECT_EQ(lock_wanted_problem(
                {.min_retention_days = 0, .max_retention_days = {}, .changeable_for_days = {}}),
            "MinRetentionDays must be from 1 to 36500, not 0");
  EXPECT_EQ(
      lock_wanted_problem(
          {.min_retention_days = {}, .max_retention_days = 36'501, .changeable_for_days = {}}),
      "MaxRetentionDays must be from 1 to 36500, not 36501");
  EXPECT_EQ(lock_wanted_problem(
                {.min_retention_days = 8, .max_retention_days = 7, .changeable_for_days = {}}),
            "MinRetentionDays (8) must not be greater than MaxRetentionDays (7)");
  EXPECT_EQ(lock_wanted_problem(
                {.min_retention_days = {}, .max_retention_days = {}, .changeable_for_days = 2}),
            "ChangeableForDays must be from 3 to 36500, not 2");
}

TEST(Lock, IsComplianceOnlyWithACoolingOff) {
  const Timestamp now = Timestamp::from_seconds(1'800'000'000);
  EXPECT_EQ(
      lock_of({.min_retention_days = 7, .max_retention_days = 30, .changeable_for_days = {}}, now),
      (VaultLock{7, 30, std::nullopt}));
  Vault vault = locked({}, {});
  vault.lock =
      lock_of({.min_retention_days = {}, .max_retention_days = {}, .changeable_for_days = 3}, now);
  const Timestamp third_day = now + std::chrono::days(3);
  EXPECT_EQ(vault.lock->locked_at, third_day);
  EXPECT_FALSE(is_compliance_locked(vault, third_day - std::chrono::microseconds(1)));
  EXPECT_TRUE(is_compliance_locked(vault, third_day));
}

TEST(Lock, HoldsJobsToItsRange) {
  const char* const outside =
      "The retention specified in the job is not within the range specified for the target Backup "
      "Vault.";
  Vault vault = locked(7, 30);
  EXPECT_EQ(retention_problem(vault, 6), outside);
  EXPECT_EQ(retention_problem(vault, 7), std::nullopt);
  EXPECT_EQ(retention_problem(vault, 30), std::nullopt);
  EXPECT_EQ(retention_problem(vault, 31), outside);
  EXPECT_EQ(retention_problem(vault, std::nullopt), outside) << "for ever is longer than 30 days";
  EXPECT_EQ(retention_problem(locked(7, {}), std::nullopt), std::nullopt);
  vault.lock.reset();
  EXPECT_EQ(retention_problem(vault, 1), std::nullopt);
}

TEST(Lock, KeepsWhatIsThere) {
  Vault vault = locked({}, {});
  EXPECT_TRUE(deletion_problem(vault).has_value());
  EXPECT_TRUE(retention_change_problem(vault, 30, 29).has_value());
  EXPECT_TRUE(retention_change_problem(vault, std::nullopt, 29).has_value());
  EXPECT_EQ(retention_change_problem(vault, 30, 30), std::nullopt);
  vault.lock.reset();
  EXPECT_EQ(deletion_problem(vault), std::nullopt);
  EXPECT_EQ(retention_change_problem(vault, 30, 29), std::nullopt);
}

}  // namespace
}  // namespace tidemark::vault

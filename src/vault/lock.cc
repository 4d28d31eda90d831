#include "vault/lock.h"

namespace tidemark::vault {
namespace {

constexpr char kOutside[] =
    "The retention specified in the job is not within the range specified for the target Backup "
    "Vault.";

std::optional<std::uint32_t> days_of(std::optional<std::int64_t> days) {
  if (!days) return std::nullopt;
  return static_cast<std::uint32_t>(*days);
}

}  // namespace

std::optional<std::string> lock_wanted_problem(const LockWanted& wanted) {
  for (const auto& [name, days] : {std::pair("MinRetentionDays", wanted.min_retention_days),
                                   std::pair("MaxRetentionDays", wanted.max_retention_days)}) {
    if (days && (*days < 1 || *days > kGreatestRetentionDays)) {
      return fmt::format("{} must be from 1 to {}, not {}", name, kGreatestRetentionDays, *days);
    }
  }
  if (wanted.min_retention_days && wanted.max_retention_days &&
      *wanted.min_retention_days > *wanted.max_retention_days) {
    return fmt::format("MinRetentionDays ({}) must not be greater than MaxRetentionDays ({})",
                       *wanted.min_retention_days, *wanted.max_retention_days);
  }
  if (const auto days = wanted.changeable_for_days;
      days && (*days < kShortestCoolingOffDays || *days > kGreatestRetentionDays)) {
    return fmt::format("ChangeableForDays must be from {} to {}, not {}", kShortestCoolingOffDays,
                       kGreatestRetentionDays, *days);
  }
  return std::nullopt;
}

VaultLock lock_of(const LockWanted& wanted, Timestamp now) {
  VaultLock lock{days_of(wanted.min_retention_days), days_of(wanted.max_retention_days), {}};
  if (wanted.changeable_for_days) {
    lock.locked_at = now + std::chrono::days(*wanted.changeable_for_days);
  }
  return lock;
}

std::optional<std::string> retention_problem(const Vault& vault,
                                             std::optional<std::int64_t> delete_after_days) {
  if (!vault.lock) return std::nullopt;
  const auto& [min, max, locked_at] = *vault.lock;
  const bool too_short = min && delete_after_days && *delete_after_days < std::int64_t{*min};
  const bool too_long = max && (!delete_after_days || *delete_after_days > std::int64_t{*max});
  if (!too_short && !too_long) return std::nullopt;
  return kOutside;
}

std::optional<std::string> deletion_problem(const Vault& vault) {
  if (!vault.lock) return std::nullopt;
  return fmt::format(
      "Backup vault {} is locked: its recovery points cannot be deleted before their retention "
      "ends",
      vault.name.name);
}

std::optional<std::string> retention_change_problem(const Vault& vault,
                                                    std::optional<std::int64_t> from_days,
                                                    std::optional<std::int64_t> to_days) {
  if (!vault.lock || from_days == to_days) return std::nullopt;
  return fmt::format(
      "Backup vault {} is locked: the retention of its recovery points cannot be changed",
      vault.name.name);
}

}  // namespace tidemark::vault

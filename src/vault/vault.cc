#include "vault/vault.h"

#include "vault/row_fields.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::string_view kArnService = ":backup:";
constexpr std::string_view kArnKind = ":backup-vault:";

void write_lock(RowWriter& out, const VaultLock& lock) {
  const auto days = [](RowWriter& to, std::uint32_t value) { to.varint(value); };
  out.optional(lock.min_retention_days, days);
  out.optional(lock.max_retention_days, days);
  out.optional(lock.locked_at, [](RowWriter& to, Timestamp at) { to.instant(at); });
}

VaultLock read_lock(RowReader& in) {
  const auto days = [](RowReader& from) { return static_cast<std::uint32_t>(from.varint()); };
  VaultLock lock;
  lock.min_retention_days = in.optional(days);
  lock.max_retention_days = in.optional(days);
  lock.locked_at = in.optional([](RowReader& from) { return from.instant(); });
  return lock;
}

void write_notifications(RowWriter& out, const VaultNotifications& notifications) {
  out.text(notifications.topic_arn);
  out.list(notifications.events, write_text);
}

VaultNotifications read_notifications(RowReader& in) {
  VaultNotifications notifications;
  notifications.topic_arn = in.text();
  notifications.events = in.list(read_text);
  return notifications;
}

}  // namespace

std::string vault_key(std::string_view account, std::string_view name) {
  return key_of(account, name);
}

std::string Vault::key() const {
  return vault_key(name.account, name.name);
}

std::string Vault::encode() const {
  RowWriter out;
  out.byte(kFormat);
  write_vault_name(out, name);
  out.instant(created_at);
  out.optional(creator_request_id, write_text);
  out.varint(static_cast<std::uint64_t>(recovery_points));
  out.optional(lock, write_lock);
  out.optional(access_policy, write_text);
  out.optional(notifications, write_notifications);
  return out.take();
}

Result<Vault> Vault::decode(std::string_view bytes) {
  RowReader in(bytes, "a vault's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  Vault vault;
  vault.name = read_vault_name(in);
  vault.created_at = in.instant();
  vault.creator_request_id = in.optional(read_text);
  vault.recovery_points = static_cast<std::int64_t>(in.varint());
  vault.lock = in.optional(read_lock);
  vault.access_policy = in.optional(read_text);
  vault.notifications = in.optional(read_notifications);
  TM_TRY_STATUS(in.status());
  return vault;
}

std::string arn_of(const VaultName& name) {
  return fmt::format("arn:aws:backup:{}:{}:backup-vault:{}", name.region, name.account, name.name);
}

std::optional<VaultName> parse_vault_arn(std::string_view arn) {
  if (!arn.starts_with("arn:aws")) return std::nullopt;
  const std::size_t service = arn.find(kArnService);
  const std::size_t kind = arn.find(kArnKind);
  if (service == arn.npos || kind == arn.npos || kind <= service) return std::nullopt;
  const std::size_t begin = service + kArnService.size();
  const std::string_view place = arn.substr(begin, kind - begin);
  const std::size_t colon = place.find(':');
  const std::string_view name = arn.substr(kind + kArnKind.size());
  if (colon == place.npos || !is_vault_name(name)) return std::nullopt;
  return VaultName{std::string(place.substr(colon + 1)), std::string(place.substr(0, colon)),
                   std::string(name)};
}

bool is_vault_name(std::string_view text) {
  const auto fits = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '-' || one == '_';
  };
  return text.size() >= 2 && text.size() <= 50 && std::ranges::all_of(text, fits);
}

std::string blob_prefix_of(const VaultName& name) {
  return fmt::format("{}/{}/{}/", name.account, name.region, name.name);
}

bool is_compliance_locked(const Vault& vault, Timestamp now) {
  return vault.lock && vault.lock->locked_at && *vault.lock->locked_at <= now;
}

}  // namespace tidemark::vault

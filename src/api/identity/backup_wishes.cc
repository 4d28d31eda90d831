#include "api/identity/backup_wishes.h"

#include "api/backup/errors.h"
#include "api/services.h"
#include "vault/recovery_point.h"
#include "vault/vault.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

const std::string* text_in(const codec::JsonValue& object, std::string_view member) {
  const codec::JsonValue* value = object.find(member);
  return value == nullptr ? nullptr : value->string();
}

const std::string* path_in(const BackupRequest& request, const std::string& name) {
  const auto found = request.path.find(name);
  return found == request.path.end() ? nullptr : &found->second;
}

// The first of the two that is there.
const std::string* either(const std::string* first, const std::string* second) {
  return first != nullptr ? first : second;
}

class Wishes {
 public:
  Wishes(const BackupOperation& operation, const BackupRequest& request, const Engine& engine)
      : operation_(operation), request_(request), engine_(engine) {}

  std::vector<Wish> all() {
    Wish wish{.action = fmt::format("backup:{}", operation_.name), .resource = resource()};
    if (const auto vault = vault_name(); vault && !is_about_the_policy_itself()) {
      wish.policy = policy_of(*vault);
    }
    add_lock_keys(wish);
    std::vector<Wish> wishes{std::move(wish)};
    if (const std::string* role = role_arn()) {
      wishes.push_back({.action = "iam:PassRole",
                        .resource = *role,
                        .keys = {{"iam:PassedToService", "backup.amazonaws.com"}}});
    }
    return wishes;
  }

 private:
  [[nodiscard]] bool is_root() const { return request_.call.principal.empty(); }

  [[nodiscard]] bool is_about_the_policy_itself() const {
    return is_root() && operation_.name.ends_with("BackupVaultAccessPolicy");
  }

  [[nodiscard]] std::string own_arn(std::string_view kind, std::string_view name) const {
    return fmt::format("arn:aws:backup:{}:{}:{}:{}", request_.call.region, request_.call.account,
                       kind, name);
  }

  [[nodiscard]] const std::string* point_arn() const {
    return either(path_in(request_, "recoveryPointArn"),
                  text_in(request_.body, "RecoveryPointArn"));
  }

  [[nodiscard]] const std::string* named_vault() const {
    if (const std::string* name = path_in(request_, "backupVaultName")) return name;
    return either(text_in(request_.body, "BackupVaultName"),
                  text_in(request_.body, "SourceBackupVaultName"));
  }

  [[nodiscard]] std::string resource() const {
    if (const std::string* arn = point_arn()) return *arn;
    if (const std::string* arn = path_in(request_, "resourceArn")) return *arn;
    if (const std::string* name = named_vault()) return own_arn("backup-vault", *name);
    if (const std::string* id = path_in(request_, "backupPlanId"))
      return own_arn("backup-plan", *id);
    if (const std::string* id = path_in(request_, "legalHoldId")) return own_arn("legal-hold", *id);
    if (const std::string* name = path_in(request_, "RestoreTestingPlanName")) {
      return own_arn("restore-testing-plan", *name);
    }
    return "*";
  }

  [[nodiscard]] std::optional<vault::Rows> rows() const {
    if (engine_.services == nullptr) return std::nullopt;
    auto opened = engine_.services->backup.open(request_.call.region);
    return opened ? std::optional(std::move(opened).value()) : std::nullopt;
  }

  // The vault that is named, or the one in which the recovery point lies.
  [[nodiscard]] std::optional<std::string> vault_name() const {
    if (const std::string* name = named_vault()) return *name;
    const std::string* arn = point_arn();
    if (arn == nullptr) return std::nullopt;
    const auto in = rows();
    if (!in) return std::nullopt;
    const auto point =
        vault::find<vault::RecoveryPoint>(*in, vault::point_key(request_.call.account, *arn));
    if (!point || !point.value()) return std::nullopt;
    return point.value()->vault.name;
  }

  [[nodiscard]] std::optional<services::ResourcePolicy> policy_of(const std::string& name) const {
    const auto in = rows();
    if (!in) return std::nullopt;
    const auto vault =
        vault::find<vault::Vault>(*in, vault::vault_key(request_.call.account, name));
    if (!vault || !vault.value() || !vault.value()->access_policy) return std::nullopt;
    return services::ResourcePolicy{fmt::format("of vault {}", name),
                                    *vault.value()->access_policy};
  }

  // Wherever a request names the role that AWS Backup is to use.
  [[nodiscard]] const std::string* role_arn() const {
    if (is_root()) return nullptr;
    if (const std::string* role = text_in(request_.body, "IamRoleArn")) return role;
    for (const std::string_view nested : {"BackupSelection", "RestoreTestingSelection"}) {
      const codec::JsonValue* object = request_.body.find(nested);
      if (object == nullptr) continue;
      if (const std::string* role = text_in(*object, "IamRoleArn")) return role;
    }
    return nullptr;
  }

  void add_lock_keys(Wish& wish) const {
    if (operation_.name != "PutBackupVaultLockConfiguration") return;
    for (const std::string_view member :
         {"ChangeableForDays", "MinRetentionDays", "MaxRetentionDays"}) {
      const codec::JsonValue* value = request_.body.find(member);
      if (value == nullptr || value->integer() == nullptr) continue;
      wish.keys.emplace_back(fmt::format("backup:{}", member),
                             fmt::format("{}", *value->integer()));
    }
  }

  const BackupOperation& operation_;
  const BackupRequest& request_;
  const Engine& engine_;
};

}  // namespace

std::vector<Wish> backup_wishes(const BackupOperation& operation, const BackupRequest& request,
                                const Engine& engine) {
  return Wishes(operation, request, engine).all();
}

std::optional<Reply> refuse_unauthorized(const BackupOperation& operation,
                                         const BackupRequest& request, const Engine& engine) {
  for (const Wish& wish : backup_wishes(operation, request, engine)) {
    if (const auto text = denied(request.call, engine, wish)) {
      return backup_error("AccessDeniedException", *text);
    }
  }
  return std::nullopt;
}

}  // namespace tidemark::api

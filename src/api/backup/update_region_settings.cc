#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "vault/settings.h"

#include <algorithm>

namespace tidemark::api {
namespace {

using Preferences = std::map<std::string, bool>;

Preferences preferences(Fields& body, std::string_view name,
                        std::span<const std::string_view> kinds) {
  const Preferences read = body.boolean_map(name).value_or(Preferences());
  for (const auto& [kind, value] : read) {
    if (std::ranges::find(kinds, kind) != kinds.end()) continue;
    body.invalid(fmt::format("{} has the resource type '{}', and takes {}", name, kind,
                             fmt::join(kinds, ", ")));
  }
  return read;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields body(request.body);
  const Preferences opt_in = preferences(body, "ResourceTypeOptInPreference", vault::known_kinds());
  const Preferences management =
      preferences(body, "ResourceTypeManagementPreference", vault::managed_kinds());
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (!body.has("ResourceTypeOptInPreference") && !body.has("ResourceTypeManagementPreference")) {
    return missing_value(
        "ResourceTypeOptInPreference or ResourceTypeManagementPreference must be given");
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto updated =
      vault::update_region_settings(rows, request.call.account, opt_in, management);
  if (!updated) return backup_error(updated.error());
  return backup_done();
}

}  // namespace

const BackupOperation kUpdateRegionSettings{
    .name = "UpdateRegionSettings",
    .method = "PUT",
    .path = "/account-settings",
    .honoured = "ResourceTypeOptInPreference ResourceTypeManagementPreference",
    .handle = handle};

}  // namespace tidemark::api

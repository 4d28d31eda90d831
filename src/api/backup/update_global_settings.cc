#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/global_settings_members.h"
#include "api/backup/operations.h"
#include "api/services.h"

#include <algorithm>

namespace tidemark::api {
namespace {

using Texts = std::map<std::string, std::string>;

std::optional<Reply> refusal_of(const std::string& name, const std::string& value) {
  const bool stays_false =
      std::ranges::find(kSettingsThatStayFalse, name) != kSettingsThatStayFalse.end();
  if (name != kCrossAccountSetting && !stays_false) {
    return invalid_value(fmt::format("GlobalSettings has no setting '{}'", name));
  }
  if (value != "true" && value != "false") {
    return invalid_value(fmt::format("{} must be true or false, not '{}'", name, value));
  }
  if (stays_false && value == "true") {
    return invalid_request(fmt::format(
        "{} cannot be switched on: there is no multi-party approval and no organization here",
        name));
  }
  return std::nullopt;
}

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields body(request.body);
  const auto wanted = body.text_map("GlobalSettings");
  if (!wanted) body.missing("GlobalSettings");
  if (auto refusal = body.refusal()) return *std::move(refusal);
  for (const auto& [name, value] : *wanted) {
    if (auto refusal = refusal_of(name, value)) return *std::move(refusal);
  }
  TM_OR_REPLY(const vault::Rows home, home_rows(engine));
  auto settings = vault::global_settings(home, request.call.account);
  if (!settings) return backup_error(settings.error());
  const auto cross_account = wanted->find(std::string(kCrossAccountSetting));
  if (cross_account != wanted->end()) {
    settings.value().cross_account = cross_account->second == "true";
  }
  settings.value().updated_at = engine.clock.now();
  const auto updated = vault::update_global_settings(home, settings.value());
  return updated ? backup_done() : backup_error(updated.error());
}

}  // namespace

Parsed<vault::Rows> home_rows(Engine& engine) {
  vault::Regions& regions = engine.services->backup;
  auto rows = regions.open(vault::home_region(regions));
  if (!rows) return backup_error(rows.error());
  return std::move(rows).value();
}

const BackupOperation kUpdateGlobalSettings{.name = "UpdateGlobalSettings",
                                            .method = "PUT",
                                            .path = "/global-settings",
                                            .honoured = "GlobalSettings",
                                            .handle = handle};

}  // namespace tidemark::api

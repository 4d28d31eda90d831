#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/backup/vault_members.h"
#include "vault/settings.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows rows, rows_of(request, engine));
  const auto settings = vault::region_settings(rows, request.call.account);
  if (!settings) return backup_error(settings.error());
  codec::JsonWriter out;
  out.begin_object().key("ResourceTypeOptInPreference").begin_object();
  for (const std::string_view kind : vault::known_kinds()) {
    out.key(kind).boolean(settings.value().opted_in(kind));
  }
  out.end_object();
  out.key("ResourceTypeManagementPreference").begin_object();
  for (const std::string_view kind : vault::managed_kinds()) {
    out.key(kind).boolean(settings.value().manages(kind));
  }
  out.end_object();
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeRegionSettings{.name = "DescribeRegionSettings",
                                              .method = "GET",
                                              .path = "/account-settings",
                                              .handle = handle};

}  // namespace tidemark::api

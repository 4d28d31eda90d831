#include "api/backup/errors.h"
#include "api/backup/global_settings_members.h"
#include "api/backup/operations.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  TM_OR_REPLY(const vault::Rows home, home_rows(engine));
  const auto settings = vault::global_settings(home, request.call.account);
  if (!settings) return backup_error(settings.error());
  codec::JsonWriter out;
  out.begin_object().key("GlobalSettings").begin_object();
  out.key(kCrossAccountSetting).string(settings.value().cross_account ? "true" : "false");
  for (const std::string_view never : kSettingsThatStayFalse) out.key(never).string("false");
  out.end_object();
  if (settings.value().updated_at) {
    out.key("LastUpdateTime").epoch_seconds(*settings.value().updated_at);
  }
  out.end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kDescribeGlobalSettings{.name = "DescribeGlobalSettings",
                                              .method = "GET",
                                              .path = "/global-settings",
                                              .handle = handle};

}  // namespace tidemark::api

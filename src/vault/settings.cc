#include "vault/settings.h"

#include "codec/row_bytes.h"
#include "storage/write.h"
#include "vault/notices.h"
#include "vault/regions.h"
#include "vault/resource_arn.h"

#include <algorithm>
#include <array>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::string_view kRegionRow = "region";
constexpr std::string_view kGlobalRow = "global";

using Preferences = std::map<std::string, bool>;

void write_preferences(RowWriter& out, const Preferences& preferences) {
  out.varint(preferences.size());
  for (const auto& [kind, value] : preferences) {
    out.text(kind);
    out.flag(value);
  }
}

Preferences read_preferences(RowReader& in) {
  Preferences preferences;
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string kind = in.text();
    preferences[std::move(kind)] = in.flag();
  }
  return preferences;
}

std::string region_settings_key(std::string_view account) {
  return key_of(account, kRegionRow);
}

std::string global_settings_key(std::string_view account) {
  return key_of(account, kGlobalRow);
}

RegionSettings or_untouched(std::optional<RegionSettings> found, const std::string& account) {
  if (found) return *std::move(found);
  RegionSettings settings;
  settings.account = account;
  return settings;
}

bool preference(const Preferences& preferences, std::string_view kind, bool otherwise) {
  const auto found = preferences.find(std::string(kind));
  return found == preferences.end() ? otherwise : found->second;
}

}  // namespace

std::span<const std::string_view> known_kinds() {
  static constexpr std::array<std::string_view, 18> kKinds = {"Aurora",
                                                              "CloudFormation",
                                                              "DocumentDB",
                                                              "DynamoDB",
                                                              "EBS",
                                                              "EC2",
                                                              "EFS",
                                                              "EKS",
                                                              "FSx",
                                                              "Neptune",
                                                              "RDS",
                                                              "Redshift",
                                                              "Redshift Serverless",
                                                              "S3",
                                                              "SAP HANA on Amazon EC2",
                                                              "Storage Gateway",
                                                              "Timestream",
                                                              "VirtualMachine"};
  return kKinds;
}

std::span<const std::string_view> managed_kinds() {
  static constexpr std::array<std::string_view, 2> kKinds = {"DynamoDB", "EFS"};
  return kKinds;
}

bool RegionSettings::opted_in(std::string_view kind) const {
  return preference(opt_in, kind, kind == kDynamoDb);
}

bool RegionSettings::manages(std::string_view kind) const {
  return preference(management, kind,
                    std::ranges::find(managed_kinds(), kind) != managed_kinds().end());
}

std::string RegionSettings::key() const {
  return region_settings_key(account);
}

std::string RegionSettings::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  write_preferences(out, opt_in);
  write_preferences(out, management);
  return out.take();
}

Result<RegionSettings> RegionSettings::decode(std::string_view bytes) {
  RowReader in(bytes, "a row of region settings");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RegionSettings settings;
  settings.account = in.text();
  settings.opt_in = read_preferences(in);
  settings.management = read_preferences(in);
  TM_TRY_STATUS(in.status());
  return settings;
}

Result<RegionSettings> region_settings(const storage::View& view, storage::TableId table,
                                       const std::string& account) {
  TM_TRY(auto found, find<RegionSettings>(view, table, region_settings_key(account)));
  return or_untouched(std::move(found), account);
}

Result<RegionSettings> region_settings(const Rows& rows, const std::string& account) {
  TM_TRY(auto found, find<RegionSettings>(rows, region_settings_key(account)));
  return or_untouched(std::move(found), account);
}

Result<RegionSettings> update_region_settings(const Rows& rows, const std::string& account,
                                              const Preferences& opt_in,
                                              const Preferences& management) {
  storage::Write<RegionSettings> write(
      *rows.store, {{rows.table, kSettingsPart, region_settings_key(account)}},
      [&](storage::View& view, RegionSettings& answer) -> Result<storage::Decision> {
        TM_TRY(answer, region_settings(view, rows.table, account));
        for (const auto& [kind, value] : opt_in) answer.opt_in[kind] = value;
        for (const auto& [kind, value] : management) answer.management[kind] = value;
        storage::Changes changes;
        put(changes, rows.table, answer);
        TM_TRY_STATUS(tell(view, rows, notice_of_settings(account, rows.region, opt_in, view.now()),
                           changes));
        return storage::Decision(std::move(changes));
      });
  return write.run();
}

std::string GlobalSettings::key() const {
  return global_settings_key(account);
}

std::string GlobalSettings::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.flag(cross_account);
  out.optional(updated_at, [](RowWriter& to, Timestamp at) { to.instant(at); });
  return out.take();
}

Result<GlobalSettings> GlobalSettings::decode(std::string_view bytes) {
  RowReader in(bytes, "a row of global settings");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  GlobalSettings settings;
  settings.account = in.text();
  settings.cross_account = in.flag();
  settings.updated_at = in.optional([](RowReader& from) { return from.instant(); });
  TM_TRY_STATUS(in.status());
  return settings;
}

Result<GlobalSettings> global_settings(const Rows& home, const std::string& account) {
  TM_TRY(auto found, find<GlobalSettings>(home, global_settings_key(account)));
  if (found) return *std::move(found);
  GlobalSettings settings;
  settings.account = account;
  return settings;
}

Status update_global_settings(const Rows& home, const GlobalSettings& settings) {
  storage::Write<Ok> write(*home.store, {}, [&](storage::View&, Ok&) -> Result<storage::Decision> {
    storage::Changes changes;
    put(changes, home.table, settings);
    return storage::Decision(std::move(changes));
  });
  return write.run();
}

std::string home_region(const Regions& regions) {
  const auto& served = regions.tables().served();
  const std::string home(kHomeRegion);
  return served.contains(home) || served.empty() ? home : *served.begin();
}

}  // namespace tidemark::vault

#include "vault/taken_resources.h"

#include "tables/catalog.h"
#include "vault/backup_selection.h"
#include "vault/resource_arn.h"
#include "vault/selection_match.h"
#include "vault/settings.h"

namespace tidemark::vault {
namespace {

// A plan's selections beside what decides for them. Earlier ones come first where several take
// the same resource.
struct Takers {
  std::vector<BackupSelection> selections;
  std::vector<SelectionMatcher> matchers;
};

Result<Takers> takers_of(const Rows& rows, const BackupPlan& plan) {
  Takers takers;
  TM_TRY(takers.selections, list<BackupSelection>(rows, selections_prefix(plan.account, plan.id)));
  TM_TRY(const RegionSettings settings, region_settings(rows, plan.account));
  for (const BackupSelection& selection : takers.selections) {
    takers.matchers.emplace_back(
        selection.document, [settings](std::string_view kind) { return settings.opted_in(kind); });
  }
  return takers;
}

bool is_own_table(const ResourceArn& arn, const Rows& rows, const BackupPlan& plan) {
  return arn.kind == kDynamoDb && arn.region == rows.region && arn.account == plan.account;
}

}  // namespace

Result<TakenResources> taken_resources(const Rows& rows, const BackupPlan& plan,
                                       const std::optional<std::string>& tables_after,
                                       std::size_t limit) {
  TM_TRY(const Takers takers, takers_of(rows, plan));
  TM_TRY(const auto tables,
         tables::list(*rows.store, plan.account, rows.region, tables_after.value_or(""), limit));
  TakenResources page;
  for (const tables::TableDescription& table : tables) {
    const std::string arn = table_arn_of(rows.region, plan.account, table.name.name);
    for (std::size_t i = 0; i < takers.matchers.size(); ++i) {
      if (!takers.matchers[i].takes({arn, kDynamoDb, table.tags})) continue;
      page.role_by_arn.emplace(arn, takers.selections[i].document.iam_role_arn);
      break;
    }
  }
  if (tables.size() == limit) page.last_table = tables.back().name.name;
  if (tables_after) return page;
  // What is written out and no table that is there gets a job, too, which says why it fails.
  for (std::size_t i = 0; i < takers.matchers.size(); ++i) {
    for (const std::string& arn : takers.matchers[i].written_out()) {
      const auto parsed = parse_resource_arn(arn);
      if (parsed && is_own_table(*parsed, rows, plan)) {
        TM_TRY(const auto there,
               tables::find(*rows.store, {plan.account, rows.region, parsed->name}));
        if (there) continue;
      }
      page.role_by_arn.emplace(arn, takers.selections[i].document.iam_role_arn);
    }
  }
  return page;
}

}  // namespace tidemark::vault

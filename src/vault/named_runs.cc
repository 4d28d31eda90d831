#include "vault/named_runs.h"

#include "vault/copy_progress.h"
#include "vault/lineage.h"
#include "vault/recovery_point.h"

namespace tidemark::vault {

Result<NamedRuns> named_runs(const Rows& rows, const VaultName& vault,
                             const std::string& resource_arn, const std::string& table_id,
                             const std::string& except_job) {
  NamedRuns named;
  TM_TRY(const PointList list_of, points_of_resource(rows, vault.account, resource_arn));
  for (const RecoveryPoint& point : list_of.points) {
    if (point.vault != vault) continue;
    auto& by = point.storage_class == StorageClass::kCold ? named.cold : named.warm;
    by.insert(point.runs.begin(), point.runs.end());
  }
  TM_TRY(const auto lineages,
         table_id.empty() ? list<Lineage>(rows, key_of(vault.account))
                          : list<Lineage>(rows, key_of(vault.account, table_id, vault.name)));
  for (const Lineage& lineage : lineages) {
    if (lineage.vault != vault.name) continue;
    for (const auto& job : lineage.under_way) {
      named.busy.insert(job.runs.begin(), job.runs.end());
    }
  }
  TM_TRY(const auto holds, list<CopyHold>(rows, key_of(vault.account, vault.name)));
  for (const CopyHold& hold : holds) {
    if (hold.job_id != except_job) named.busy.insert(hold.runs.begin(), hold.runs.end());
  }
  return named;
}

}  // namespace tidemark::vault

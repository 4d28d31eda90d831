#include "api/backup/operations.h"

#include <array>

namespace tidemark::api {

std::span<const BackupOperation* const> backup_operations() {
  static const std::array kAll = {
      &kCreateBackupVault,
      &kDescribeBackupVault,
      &kListBackupVaults,
      &kDeleteBackupVault,
      &kStartBackupJob,
      &kDescribeBackupJob,
      &kListBackupJobs,
      &kStopBackupJob,
      &kStartRestoreJob,
      &kDescribeRestoreJob,
      &kListRestoreJobs,
      &kListRestoreJobsByProtectedResource,
      &kGetRestoreJobMetadata,
      &kStartCopyJob,
      &kDescribeCopyJob,
      &kListCopyJobs,
      &kDescribeRecoveryPoint,
      &kListRecoveryPointsByBackupVault,
      &kListRecoveryPointsByResource,
      &kDeleteRecoveryPoint,
      &kUpdateRecoveryPointLifecycle,
      &kDisassociateRecoveryPoint,
      &kGetRecoveryPointRestoreMetadata,
      &kPutBackupVaultAccessPolicy,
      &kGetBackupVaultAccessPolicy,
      &kDeleteBackupVaultAccessPolicy,
      &kPutBackupVaultNotifications,
      &kGetBackupVaultNotifications,
      &kDeleteBackupVaultNotifications,
      &kPutBackupVaultLockConfiguration,
      &kDeleteBackupVaultLockConfiguration,
      &kBackupTagResource,
      &kBackupUntagResource,
      &kListTags,
      &kCreateLegalHold,
      &kListLegalHolds,
      &kGetLegalHold,
      &kCancelLegalHold,
      &kGetRestoreTestingInferredMetadata,
      &kPutRestoreValidationResult,
      &kListProtectedResources,
      &kDescribeProtectedResource,
      &kListProtectedResourcesByBackupVault,
      &kListRecoveryPointsByLegalHold,
      &kListBackupJobSummaries,
      &kListRestoreJobSummaries,
      &kListCopyJobSummaries,
      &kCreateRestoreTestingPlan,
      &kListRestoreTestingPlans,
      &kGetRestoreTestingPlan,
      &kUpdateRestoreTestingPlan,
      &kDeleteRestoreTestingPlan,
      &kCreateRestoreTestingSelection,
      &kListRestoreTestingSelections,
      &kGetRestoreTestingSelection,
      &kUpdateRestoreTestingSelection,
      &kDeleteRestoreTestingSelection,
      &kCreateBackupPlan,
      &kUpdateBackupPlan,
      &kDeleteBackupPlan,
      &kGetBackupPlan,
      &kListBackupPlans,
      &kListBackupPlanVersions,
      &kCreateBackupSelection,
      &kGetBackupSelection,
      &kDeleteBackupSelection,
      &kListBackupSelections,
      &kExportBackupPlanTemplate,
      &kGetBackupPlanFromJSON,
      &kGetBackupPlanFromTemplate,
      &kListBackupPlanTemplates,
      &kDescribeRegionSettings,
      &kUpdateRegionSettings,
      &kDescribeGlobalSettings,
      &kUpdateGlobalSettings,
      &kGetSupportedResourceTypes,
  };
  return kAll;
}

namespace {

constexpr std::string_view kNoAirGap = "there are no logically air-gapped vaults here";
constexpr std::string_view kNoApproval = "there is no multi-party approval here";
constexpr std::string_view kNoReports = "there are no report plans here; list the jobs instead";
constexpr std::string_view kNoFrameworks = "there are no audit frameworks here";
constexpr std::string_view kNoIndex = "recovery points of tables have no index of files";
constexpr std::string_view kNoScans = "there is no malware scanner here";
constexpr std::string_view kNoTiering = "there is no tiering of vaults here";
constexpr std::string_view kNoParents = "recovery points of tables have no parents";

}  // namespace

std::span<const RefusedBackupOperation> refused_backup_operations() {
  static constexpr std::array kAll = {
      RefusedBackupOperation{"CreateLogicallyAirGappedBackupVault", "PUT",
                             "/logically-air-gapped-backup-vaults/{backupVaultName}", kNoAirGap},
      RefusedBackupOperation{"CreateRestoreAccessBackupVault", "PUT",
                             "/restore-access-backup-vaults", kNoAirGap},
      RefusedBackupOperation{
          "ListRestoreAccessBackupVaults", "GET",
          "/logically-air-gapped-backup-vaults/{backupVaultName}/restore-access-backup-vaults",
          kNoAirGap},
      RefusedBackupOperation{"RevokeRestoreAccessBackupVault", "DELETE",
                             "/logically-air-gapped-backup-vaults/{backupVaultName}/"
                             "restore-access-backup-vaults/{restoreAccessBackupVaultArn}",
                             kNoAirGap},
      RefusedBackupOperation{"AssociateBackupVaultMpaApprovalTeam", "PUT",
                             "/backup-vaults/{backupVaultName}/mpaApprovalTeam", kNoApproval},
      RefusedBackupOperation{"DisassociateBackupVaultMpaApprovalTeam", "POST",
                             "/backup-vaults/{backupVaultName}/mpaApprovalTeam", kNoApproval},
      RefusedBackupOperation{"CreateReportPlan", "POST", "/audit/report-plans", kNoReports},
      RefusedBackupOperation{"ListReportPlans", "GET", "/audit/report-plans", kNoReports},
      RefusedBackupOperation{"DescribeReportPlan", "GET", "/audit/report-plans/{reportPlanName}",
                             kNoReports},
      RefusedBackupOperation{"UpdateReportPlan", "PUT", "/audit/report-plans/{reportPlanName}",
                             kNoReports},
      RefusedBackupOperation{"DeleteReportPlan", "DELETE", "/audit/report-plans/{reportPlanName}",
                             kNoReports},
      RefusedBackupOperation{"StartReportJob", "POST", "/audit/report-jobs/{reportPlanName}",
                             kNoReports},
      RefusedBackupOperation{"DescribeReportJob", "GET", "/audit/report-jobs/{reportJobId}",
                             kNoReports},
      RefusedBackupOperation{"ListReportJobs", "GET", "/audit/report-jobs", kNoReports},
      RefusedBackupOperation{"CreateFramework", "POST", "/audit/frameworks", kNoFrameworks},
      RefusedBackupOperation{"ListFrameworks", "GET", "/audit/frameworks", kNoFrameworks},
      RefusedBackupOperation{"DescribeFramework", "GET", "/audit/frameworks/{frameworkName}",
                             kNoFrameworks},
      RefusedBackupOperation{"UpdateFramework", "PUT", "/audit/frameworks/{frameworkName}",
                             kNoFrameworks},
      RefusedBackupOperation{"DeleteFramework", "DELETE", "/audit/frameworks/{frameworkName}",
                             kNoFrameworks},
      RefusedBackupOperation{
          "GetRecoveryPointIndexDetails", "GET",
          "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/index", kNoIndex},
      RefusedBackupOperation{
          "UpdateRecoveryPointIndexSettings", "POST",
          "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/index", kNoIndex},
      RefusedBackupOperation{"ListIndexedRecoveryPoints", "GET", "/indexes/recovery-point",
                             kNoIndex},
      RefusedBackupOperation{"StartScanJob", "PUT", "/scan/job", kNoScans},
      RefusedBackupOperation{"DescribeScanJob", "GET", "/scan/jobs/{scanJobId}", kNoScans},
      RefusedBackupOperation{"ListScanJobs", "GET", "/scan/jobs", kNoScans},
      RefusedBackupOperation{"ListScanJobSummaries", "GET", "/audit/scan-job-summaries", kNoScans},
      RefusedBackupOperation{"GetPITRMalwareScanResults", "GET", "/scan/pitr-malware-scan-results",
                             kNoScans},
      RefusedBackupOperation{"CreateTieringConfiguration", "PUT", "/tiering-configurations",
                             kNoTiering},
      RefusedBackupOperation{"ListTieringConfigurations", "GET", "/tiering-configurations",
                             kNoTiering},
      RefusedBackupOperation{"GetTieringConfiguration", "GET",
                             "/tiering-configurations/{tieringConfigurationName}", kNoTiering},
      RefusedBackupOperation{"UpdateTieringConfiguration", "PUT",
                             "/tiering-configurations/{tieringConfigurationName}", kNoTiering},
      RefusedBackupOperation{"DeleteTieringConfiguration", "DELETE",
                             "/tiering-configurations/{tieringConfigurationName}", kNoTiering},
      RefusedBackupOperation{
          "DisassociateRecoveryPointFromParent", "DELETE",
          "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/parentAssociation",
          kNoParents},
  };
  return kAll;
}

}  // namespace tidemark::api

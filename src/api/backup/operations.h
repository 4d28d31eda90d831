// Every operation of AWS Backup that there is. Each is defined in the file of its name.
#pragma once

#include "api/backup/operation.h"

#include <span>
#include <string_view>

namespace tidemark::api {

extern const BackupOperation kCreateBackupVault;
extern const BackupOperation kDescribeBackupVault;
extern const BackupOperation kListBackupVaults;
extern const BackupOperation kDeleteBackupVault;
extern const BackupOperation kStartBackupJob;
extern const BackupOperation kDescribeBackupJob;
extern const BackupOperation kListBackupJobs;
extern const BackupOperation kStopBackupJob;
extern const BackupOperation kStartRestoreJob;
extern const BackupOperation kDescribeRestoreJob;
extern const BackupOperation kListRestoreJobs;
extern const BackupOperation kListRestoreJobsByProtectedResource;
extern const BackupOperation kGetRestoreJobMetadata;
extern const BackupOperation kStartCopyJob;
extern const BackupOperation kDescribeCopyJob;
extern const BackupOperation kListCopyJobs;
extern const BackupOperation kDescribeRecoveryPoint;
extern const BackupOperation kListRecoveryPointsByBackupVault;
extern const BackupOperation kListRecoveryPointsByResource;
extern const BackupOperation kDeleteRecoveryPoint;
extern const BackupOperation kUpdateRecoveryPointLifecycle;
extern const BackupOperation kDisassociateRecoveryPoint;
extern const BackupOperation kGetRecoveryPointRestoreMetadata;
extern const BackupOperation kPutBackupVaultAccessPolicy;
extern const BackupOperation kGetBackupVaultAccessPolicy;
extern const BackupOperation kDeleteBackupVaultAccessPolicy;
extern const BackupOperation kPutBackupVaultNotifications;
extern const BackupOperation kGetBackupVaultNotifications;
extern const BackupOperation kDeleteBackupVaultNotifications;
extern const BackupOperation kPutBackupVaultLockConfiguration;
extern const BackupOperation kDeleteBackupVaultLockConfiguration;
extern const BackupOperation kBackupTagResource;
extern const BackupOperation kBackupUntagResource;
extern const BackupOperation kListTags;
extern const BackupOperation kCreateLegalHold;
extern const BackupOperation kListLegalHolds;
extern const BackupOperation kGetLegalHold;
extern const BackupOperation kCancelLegalHold;
extern const BackupOperation kGetRestoreTestingInferredMetadata;
extern const BackupOperation kPutRestoreValidationResult;
extern const BackupOperation kListProtectedResources;
extern const BackupOperation kDescribeProtectedResource;
extern const BackupOperation kListProtectedResourcesByBackupVault;
extern const BackupOperation kListRecoveryPointsByLegalHold;
extern const BackupOperation kListBackupJobSummaries;
extern const BackupOperation kListRestoreJobSummaries;
extern const BackupOperation kListCopyJobSummaries;
extern const BackupOperation kCreateRestoreTestingPlan;
extern const BackupOperation kListRestoreTestingPlans;
extern const BackupOperation kGetRestoreTestingPlan;
extern const BackupOperation kUpdateRestoreTestingPlan;
extern const BackupOperation kDeleteRestoreTestingPlan;
extern const BackupOperation kCreateRestoreTestingSelection;
extern const BackupOperation kListRestoreTestingSelections;
extern const BackupOperation kGetRestoreTestingSelection;
extern const BackupOperation kUpdateRestoreTestingSelection;
extern const BackupOperation kDeleteRestoreTestingSelection;
extern const BackupOperation kCreateBackupPlan;
extern const BackupOperation kUpdateBackupPlan;
extern const BackupOperation kDeleteBackupPlan;
extern const BackupOperation kGetBackupPlan;
extern const BackupOperation kListBackupPlans;
extern const BackupOperation kListBackupPlanVersions;
extern const BackupOperation kCreateBackupSelection;
extern const BackupOperation kGetBackupSelection;
extern const BackupOperation kDeleteBackupSelection;
extern const BackupOperation kListBackupSelections;
extern const BackupOperation kExportBackupPlanTemplate;
extern const BackupOperation kGetBackupPlanFromJSON;
extern const BackupOperation kGetBackupPlanFromTemplate;
extern const BackupOperation kListBackupPlanTemplates;
extern const BackupOperation kDescribeRegionSettings;
extern const BackupOperation kUpdateRegionSettings;
extern const BackupOperation kDescribeGlobalSettings;
extern const BackupOperation kUpdateGlobalSettings;
extern const BackupOperation kGetSupportedResourceTypes;

// A path without a name in some place stands before one with a name there.
std::span<const BackupOperation* const> backup_operations();

// What AWS has and we refuse, and why.
struct RefusedBackupOperation {
  std::string_view name;
  std::string_view method;
  std::string_view path;
  std::string_view reason;
};

std::span<const RefusedBackupOperation> refused_backup_operations();

}  // namespace tidemark::api

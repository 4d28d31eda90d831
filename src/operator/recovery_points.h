// AWS Backup's recovery points in runbooks: asking for one, restoring it.
//
//   TM_TRY(const client::RecoveryPoint point, restorable_point(site, "nightly", arn));
//   steps.push_back(restore_point_step({.step = "restore", .vault = "nightly", .arn = arn, …}));
//
// Threads   As the site's.
// Errors    kNotFound  no such point in the vault; kConflict  it cannot be restored
#pragma once

#include "client/backup.h"
#include "operator/site.h"
#include "operator/step.h"

#include <string>

namespace tidemark::runbooks {

// Described, and of a DynamoDB table, and COMPLETED (or PARTIAL, which has something).
Result<client::RecoveryPoint> restorable_point(const Site& site, const std::string& vault,
                                               const std::string& arn);

// "Orders" of a table's ARN, or of the point's own name.
std::string table_of(const client::RecoveryPoint& point);

// The instant that it holds, ISO-8601; empty when AWS does not tell it.
std::string made_at_of(const client::RecoveryPoint& point);

struct RestorePoint {
  std::string step;
  std::string arn;
  std::string role_arn;
  std::string target;
  std::string fact;  // where the target's id is kept
  std::string kind;  // of what is restored, for AWS: "DynamoDB"
  bool new_table = true;
};

// StartRestoreJob into a table that must not be there, the job watched to its end. A job that
// failed is told with AWS's reason; a resume starts another one.
Step restore_point_step(const RestorePoint& what);

}  // namespace tidemark::runbooks

// Steps that make copies of a table before anything happens to it, and that restore copies.
//
//   steps.push_back(back_up_step({.step = "backup-original", .table = "Orders", .name =
//   "Orders--orig-…",
//                                 .fact = "original-backup"}));
//
// Every copy's ARN or table id is a fact of the run as soon as it is known; one whose answer was
// lost is found again by the name that only this run uses.
//
// Threads   Pure functions; the steps hold copies of their arguments.
#pragma once

#include "operator/step.h"

#include <string>

namespace tidemark::runbooks {

struct BackUp {
  std::string step;  // "backup-original"
  std::string table;
  std::string name;  // of the backup
  std::string fact;  // where its ARN is kept: "original-backup"
};

// CreateBackup, then AVAILABLE. Undone it stays: it is a copy.
Step back_up_step(const BackUp& what);

// Whether the backup is made, as far as AWS knows; its ARN is a fact then.
Result<bool> is_backup_made(Course& course, const BackUp& what);

struct RestoreAt {
  std::string step;    // "duplicate"
  std::string source;  // table
  std::string target;
  std::string at;    // ISO-8601, whole seconds
  std::string fact;  // where the target's id is kept: "duplicate-id"
};

// RestoreTableToPointInTime into a table that must not be there, then ACTIVE. Undone, the table is
// deleted.
Step restore_at_step(const RestoreAt& what);

struct RestoreBackup {
  std::string step;         // "restore"
  std::string backup;       // ARN; or empty:
  std::string backup_fact;  // the fact that holds it
  std::string target;
  std::string fact;       // where the target's id is kept
  bool new_table = true;  // undone, the target is deleted; else another step's undo sees to it
};

// RestoreTableFromBackup into a table that must not be there, then ACTIVE.
Step restore_backup_step(const RestoreBackup& what);

// Whether the table is the one whose id the fact holds, or, when that answer was lost, one that
// appeared under that name after the call was about to be sent: then its id is noted.
// Errors: kConflict  there is a table of that name which this run did not make
Result<bool> is_ours(Course& course, const std::string& table, const std::string& fact);

// Deletes a table that this run made; protection is lifted first. Nothing happens when it is gone.
// Errors: kConflict  as is_ours
Status delete_ours(Course& course, const std::string& table, const std::string& fact);

}  // namespace tidemark::runbooks

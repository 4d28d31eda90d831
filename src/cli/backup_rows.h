// Backups and recovery points as rows of documents, newest first.
//
// Threads   Pure functions.
#pragma once

#include "cli/document.h"
#include "client/backup.h"
#include "client/dynamodb.h"

#include <vector>

namespace tidemark::cli {

Rows backup_rows(std::vector<client::Backup> backups);

// `now` decides what lies in cold storage already.
Rows recovery_point_rows(std::vector<client::RecoveryPoint> points, Timestamp now);

}  // namespace tidemark::cli

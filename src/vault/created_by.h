// Which plan and rule a job and its recovery point come from: AWS's RecoveryPointCreator.
#pragma once

#include "codec/row_bytes.h"

#include <string>

namespace tidemark::vault {

struct CreatedBy {
  std::string plan_id;
  std::string plan_arn;
  std::string plan_name;
  std::string plan_version;
  std::string rule_id;
  std::string rule_name;
  std::string rule_cron;
  std::string rule_timezone;
  friend bool operator==(const CreatedBy&, const CreatedBy&) = default;
};

// As part of a row: docs/formats/backup.md, "Created by".
void write_created_by(codec::RowWriter& out, const CreatedBy& created_by);
CreatedBy read_created_by(codec::RowReader& in);

}  // namespace tidemark::vault

// How continuous backups read in answers, and what their operations share.
#pragma once

#include "api/operation.h"
#include "recovery/continuous_backups.h"

#include <chrono>
#include <string>

namespace tidemark::api {

// How far the latest restorable instant stands behind now. AWS: about five minutes
// (DynamoDB developer guide, "Point-in-time recovery").
inline std::chrono::microseconds restorable_lag(const Engine& engine) {
  return engine.aws_timing ? std::chrono::minutes(5) : std::chrono::microseconds(0);
}

// "Table not found: orders": the recovery operations' answer, also to one that is being made.
Reply no_table_to_recover(std::string_view name);

Reply continuous_backups_reply(const Result<recovery::ContinuousBackupsAnswer>& answer,
                               std::string_view table);

}  // namespace tidemark::api

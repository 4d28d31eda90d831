// What the two restore operations share: target, overrides, answers.
#pragma once

#include "api/index_members.h"
#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "recovery/restores.h"

#include <optional>
#include <string>

namespace tidemark::api {

// Reads TargetTableName and the overrides; Members::refusal must be asked afterwards.
struct RestoreMembers {
  explicit RestoreMembers(Members& members);

  // What to restore to, or why the overrides do not go together.
  Parsed<recovery::RestoreTarget> target(const Call& call, const Engine& engine) const;

  std::optional<std::string> target_name;

 private:
  std::optional<std::string> billing_;
  std::optional<tables::Throughput> provisioned_;
  std::optional<tables::Throughput> on_demand_;
  IndexLists indexes_;
  bool encrypted_ = false;
};

// The overrides, for Operation::honoured.
#define TM_RESTORE_OVERRIDES                                           \
  "TargetTableName BillingModeOverride ProvisionedThroughputOverride " \
  "OnDemandThroughputOverride GlobalSecondaryIndexOverride LocalSecondaryIndexOverride"

// `source` and `backup` as the request named them.
Reply restore_reply(const Result<recovery::RestoreAnswer>& answer, const std::string& target,
                    const std::string& source, const std::string& backup);

}  // namespace tidemark::api

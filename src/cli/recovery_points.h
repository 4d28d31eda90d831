// What a restore from AWS Backup needs beside the recovery point: its vault and a role.
//
//   TM_TRY(const PointNeeds needs, needs_of(arn, words.text("--vault"), …, place, context));
//
// Threads   One at a time.
#pragma once

#include "cli/context.h"
#include "cli/running.h"

#include <string>

namespace tidemark::cli {

struct PointNeeds {
  std::string vault;
  std::string role_arn;
  std::string table;  // that the point is of
};

// What is not typed comes from tidemark.yaml; a vault that neither names is looked for.
// Errors: kNotFound  no vault holds the point;  kInvalid  no role is named
Result<PointNeeds> needs_of(const std::string& arn, const std::string& vault,
                            const std::string& role, Workplace& place, CommandContext& context);

}  // namespace tidemark::cli

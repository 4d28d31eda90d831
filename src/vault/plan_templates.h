// The plans that AWS Backup has ready: daily, weekly and monthly rules with retentions from 35 days
// to 7 years, into the vault "Default".
//
// Source   the console's "Start with a template"; rules as aws-cdk's ready-made plans have them.
//          Ids are ours: they are opaque.
#pragma once

#include "vault/backup_plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

struct PlanTemplate {
  std::string id;
  std::string name;
  PlanDocument document;
};

const std::vector<PlanTemplate>& plan_templates();
// Null when there is none.
const PlanTemplate* find_plan_template(std::string_view id);

}  // namespace tidemark::vault

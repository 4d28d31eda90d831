#include "vault/created_by.h"

namespace tidemark::vault {

void write_created_by(codec::RowWriter& out, const CreatedBy& created_by) {
  out.text(created_by.plan_id);
  out.text(created_by.plan_arn);
  out.text(created_by.plan_name);
  out.text(created_by.plan_version);
  out.text(created_by.rule_id);
  out.text(created_by.rule_name);
  out.text(created_by.rule_cron);
  out.text(created_by.rule_timezone);
}

CreatedBy read_created_by(codec::RowReader& in) {
  CreatedBy created_by;
  created_by.plan_id = in.text();
  created_by.plan_arn = in.text();
  created_by.plan_name = in.text();
  created_by.plan_version = in.text();
  created_by.rule_id = in.text();
  created_by.rule_name = in.text();
  created_by.rule_cron = in.text();
  created_by.rule_timezone = in.text();
  return created_by;
}

}  // namespace tidemark::vault

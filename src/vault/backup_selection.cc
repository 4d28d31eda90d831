#include "vault/backup_selection.h"

#include "vault/row_fields.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

void write_condition(RowWriter& out, const TagCondition& condition) {
  out.text(condition.key);
  out.text(condition.value);
}

TagCondition read_condition(RowReader& in) {
  TagCondition condition;
  condition.key = in.text();
  condition.value = in.text();
  return condition;
}

}  // namespace

std::string selections_prefix(std::string_view account, std::string_view plan_id) {
  return key_of(account, plan_id);
}

std::string selection_key(std::string_view account, std::string_view plan_id,
                          std::string_view selection_id) {
  return key_of(account, plan_id, selection_id);
}

std::string BackupSelection::key() const {
  return selection_key(account, plan_id, id);
}

std::string BackupSelection::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(plan_id);
  out.text(id);
  out.optional(creator_request_id, write_text);
  out.instant(created_at);
  out.text(document.name);
  out.text(document.iam_role_arn);
  out.list(document.resources, write_text);
  out.list(document.not_resources, write_text);
  out.list(document.tags, write_condition);
  out.list(document.conditions.equals, write_condition);
  out.list(document.conditions.not_equals, write_condition);
  out.list(document.conditions.like, write_condition);
  out.list(document.conditions.not_like, write_condition);
  return out.take();
}

Result<BackupSelection> BackupSelection::decode(std::string_view bytes) {
  RowReader in(bytes, "a backup selection's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  BackupSelection selection;
  selection.account = in.text();
  selection.plan_id = in.text();
  selection.id = in.text();
  selection.creator_request_id = in.optional(read_text);
  selection.created_at = in.instant();
  selection.document.name = in.text();
  selection.document.iam_role_arn = in.text();
  selection.document.resources = in.list(read_text);
  selection.document.not_resources = in.list(read_text);
  selection.document.tags = in.list(read_condition);
  selection.document.conditions.equals = in.list(read_condition);
  selection.document.conditions.not_equals = in.list(read_condition);
  selection.document.conditions.like = in.list(read_condition);
  selection.document.conditions.not_like = in.list(read_condition);
  TM_TRY_STATUS(in.status());
  return selection;
}

}  // namespace tidemark::vault

#include "vault/backup_plan.h"

#include "vault/row_fields.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

void write_minutes(RowWriter& out, std::chrono::minutes value) {
  out.varint(static_cast<std::uint64_t>(value.count()));
}

std::chrono::minutes read_minutes(RowReader& in) {
  return std::chrono::minutes(in.varint());
}

void write_rule(RowWriter& out, const PlanRule& rule) {
  out.text(rule.id);
  out.text(rule.name);
  out.text(rule.vault_name);
  out.text(rule.schedule);
  out.text(rule.timezone);
  write_minutes(out, rule.windows.start);
  write_minutes(out, rule.windows.completion);
  out.optional(rule.lifecycle, write_lifecycle);
  write_texts(out, rule.recovery_point_tags);
  out.list(rule.copies, write_copy_action);
  out.flag(rule.continuous);
}

PlanRule read_rule(RowReader& in) {
  PlanRule rule;
  rule.id = in.text();
  rule.name = in.text();
  rule.vault_name = in.text();
  rule.schedule = in.text();
  rule.timezone = in.text();
  rule.windows.start = read_minutes(in);
  rule.windows.completion = read_minutes(in);
  rule.lifecycle = in.optional(read_lifecycle);
  rule.recovery_point_tags = read_texts(in);
  rule.copies = in.list(read_copy_action);
  rule.continuous = in.flag();
  return rule;
}

void write_setting(RowWriter& out, const AdvancedSetting& setting) {
  out.text(setting.resource_type);
  write_texts(out, setting.options);
}

AdvancedSetting read_setting(RowReader& in) {
  AdvancedSetting setting;
  setting.resource_type = in.text();
  setting.options = read_texts(in);
  return setting;
}

void write_version(RowWriter& out, const PlanVersion& version) {
  out.text(version.account);
  out.text(version.plan_id);
  out.varint(version.number);
  out.text(version.version_id);
  out.instant(version.created_at);
  out.text(version.document.name);
  out.list(version.document.rules, write_rule);
  out.list(version.document.advanced, write_setting);
}

PlanVersion read_version(RowReader& in) {
  PlanVersion version;
  version.account = in.text();
  version.plan_id = in.text();
  version.number = in.varint();
  version.version_id = in.text();
  version.created_at = in.instant();
  version.document.name = in.text();
  version.document.rules = in.list(read_rule);
  version.document.advanced = in.list(read_setting);
  return version;
}

void read_format(RowReader& in) {
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
}

}  // namespace

PlanDocument without_ids(PlanDocument document) {
  for (PlanRule& rule : document.rules) rule.id.clear();
  return document;
}

std::string plan_prefix(std::string_view account, PlanState state) {
  return key_of(account, std::string_view(state == PlanState::kLive ? "live" : "deleted"));
}

std::string plan_key(std::string_view account, PlanState state, std::string_view plan_id) {
  return plan_prefix(account, state) + key_of(plan_id);
}

std::string plan_version_key(std::string_view account, std::string_view plan_id,
                             std::uint64_t number) {
  return key_of(account, plan_id, fmt::format("{:08}", number));
}

std::string PlanVersion::key() const {
  return plan_version_key(account, plan_id, number);
}

std::string PlanVersion::encode() const {
  RowWriter out;
  out.byte(kFormat);
  write_version(out, *this);
  return out.take();
}

Result<PlanVersion> PlanVersion::decode(std::string_view bytes) {
  RowReader in(bytes, "a backup plan version's row");
  read_format(in);
  PlanVersion version = read_version(in);
  TM_TRY_STATUS(in.status());
  return version;
}

std::string BackupPlan::key() const {
  return plan_key(account, state(), id);
}

std::string BackupPlan::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(region);
  out.text(id);
  out.optional(creator_request_id, write_text);
  out.instant(created_at);
  out.optional(deleted_at, write_instant);
  out.optional(last_executed_at, write_instant);
  out.varint(versions);
  write_version(out, newest);
  return out.take();
}

Result<BackupPlan> BackupPlan::decode(std::string_view bytes) {
  RowReader in(bytes, "a backup plan's row");
  read_format(in);
  BackupPlan plan;
  plan.account = in.text();
  plan.region = in.text();
  plan.id = in.text();
  plan.creator_request_id = in.optional(read_text);
  plan.created_at = in.instant();
  plan.deleted_at = in.optional(read_instant);
  plan.last_executed_at = in.optional(read_instant);
  plan.versions = in.varint();
  plan.newest = read_version(in);
  TM_TRY_STATUS(in.status());
  return plan;
}

std::string arn_of(const BackupPlan& plan) {
  return fmt::format("arn:aws:backup:{}:{}:backup-plan:{}", plan.region, plan.account, plan.id);
}

const PlanRule* find_rule(const BackupPlan& plan, std::string_view rule_id) {
  for (const PlanRule& rule : plan.newest.document.rules) {
    if (rule.id == rule_id) return &rule;
  }
  return nullptr;
}

}  // namespace tidemark::vault

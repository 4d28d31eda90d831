#include "api/backup/job_members.h"

#include "api/backup/errors.h"
#include "api/backup/lifecycle_members.h"
#include "codec/iso8601.h"
#include "codec/sha256.h"
#include "codec/varint.h"
#include "vault/resource_arn.h"

#include <algorithm>

namespace tidemark::api {
namespace {

void write_if(codec::JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.key(name).string(text);
}

void write_if(codec::JsonWriter& out, std::string_view name, const std::optional<Timestamp>& at) {
  if (at) out.key(name).epoch_seconds(*at);
}

void write_creator(codec::JsonWriter& out, const std::optional<vault::CreatedBy>& created_by) {
  if (created_by) write_created_by(out, *created_by);
}

void write_resource(codec::JsonWriter& out, const std::string& arn, std::string_view kind,
                    const std::string& name) {
  out.key("ResourceArn").string(arn);
  if (!kind.empty()) out.key("ResourceType").string(kind);
  write_if(out, "ResourceName", name);
}

Parsed<std::optional<Timestamp>> instant_in_query(const BackupRequest& request,
                                                  const std::string& name) {
  const std::string* const text = request.in_query(name);
  if (text == nullptr) return std::optional<Timestamp>();
  const auto at = codec::parse_iso8601(*text);
  if (!at) return invalid_value(fmt::format("{}: {}", name, at.error().message));
  return std::optional<Timestamp>(at.value());
}

std::optional<std::string> text_in_query(const BackupRequest& request, const std::string& name) {
  const std::string* const text = request.in_query(name);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

}  // namespace

void write_created_by(codec::JsonWriter& out, const vault::CreatedBy& created_by) {
  out.key("CreatedBy").begin_object();
  write_if(out, "BackupPlanId", created_by.plan_id);
  write_if(out, "BackupPlanArn", created_by.plan_arn);
  write_if(out, "BackupPlanName", created_by.plan_name);
  write_if(out, "BackupPlanVersion", created_by.plan_version);
  write_if(out, "BackupRuleId", created_by.rule_id);
  write_if(out, "BackupRuleName", created_by.rule_name);
  write_if(out, "BackupRuleCron", created_by.rule_cron);
  write_if(out, "BackupRuleTimezone", created_by.rule_timezone);
  out.end_object();
}

void write_percent(codec::JsonWriter& out, std::uint32_t permille) {
  out.key("PercentDone").string(fmt::format("{}.{}", permille / 10, permille % 10));
}

void write_backup_job(codec::JsonWriter& out, const vault::BackupJob& job) {
  out.key("AccountId").string(job.vault.account);
  out.key("BackupJobId").string(job.id);
  out.key("BackupVaultName").string(job.vault.name);
  out.key("BackupVaultArn").string(vault::arn_of(job.vault));
  out.key("VaultType").string("BACKUP_VAULT");
  write_if(out, "RecoveryPointArn", job.point_arn);
  if (job.lifecycle) write_lifecycle(out, *job.lifecycle, "RecoveryPointLifecycle");
  write_resource(out, job.resource_arn, job.resource_kind, job.resource_name);
  out.key("CreationDate").epoch_seconds(job.created_at);
  write_if(out, "InitiationDate", job.started_at);
  write_if(out, "CompletionDate", job.completed_at);
  out.key("State").string(vault::name_of(job.state));
  write_if(out, "StatusMessage", job.message);
  write_if(out, "MessageCategory", job.message_category);
  write_percent(out, job.permille_done);
  out.key("BackupSizeInBytes").number(job.bytes);
  out.key("BytesTransferred").number(job.bytes_transferred);
  out.key("IamRoleArn").string(job.iam_role_arn);
  write_creator(out, job.created_by);
  out.key("ExpectedCompletionDate").epoch_seconds(job.complete_by);
  out.key("StartBy").epoch_seconds(job.start_by);
  out.key("IsParent").boolean(false);
  if (job.options.empty()) return;
  out.key("BackupOptions").begin_object();
  for (const auto& [name, value] : job.options) out.key(name).string(value);
  out.end_object();
}

void write_restore_job(codec::JsonWriter& out, const vault::RestoreJob& job) {
  out.key("AccountId").string(job.account);
  out.key("RestoreJobId").string(job.id);
  out.key("RecoveryPointArn").string(job.point_arn);
  out.key("SourceResourceArn").string(job.resource_arn);
  out.key("BackupVaultArn").string(vault::arn_of(job.vault));
  out.key("CreationDate").epoch_seconds(job.created_at);
  write_if(out, "CompletionDate", job.completed_at);
  out.key("Status").string(vault::name_of(job.state));
  write_if(out, "StatusMessage", job.message);
  write_percent(out, job.permille_done);
  out.key("BackupSizeInBytes").number(job.bytes);
  write_if(out, "IamRoleArn", job.iam_role_arn);
  write_if(out, "CreatedResourceArn", job.created_resource_arn);
  out.key("ResourceType").string(vault::kDynamoDb);
  out.key("RecoveryPointCreationDate").epoch_seconds(job.point_created_at);
  out.key("IsParent").boolean(false);
  if (!job.test) return;
  out.key("CreatedBy").begin_object();
  out.key("RestoreTestingPlanArn").string(job.test->plan_arn).end_object();
  write_if(out, "ValidationStatus", job.test->validation_status);
  write_if(out, "ValidationStatusMessage", job.test->validation_message);
  write_if(out, "DeletionStatus", job.test->deletion_status);
  write_if(out, "DeletionStatusMessage", job.test->deletion_message);
}

void write_copy_job(codec::JsonWriter& out, const vault::CopyJob& job) {
  out.key("AccountId").string(job.source.account);
  out.key("CopyJobId").string(job.id);
  out.key("SourceBackupVaultArn").string(vault::arn_of(job.source));
  out.key("SourceRecoveryPointArn").string(job.source_point_arn);
  out.key("DestinationBackupVaultArn").string(vault::arn_of(job.destination));
  out.key("DestinationVaultType").string("BACKUP_VAULT");
  write_if(out, "DestinationRecoveryPointArn", job.destination_point_arn);
  if (job.lifecycle) write_lifecycle(out, *job.lifecycle, "DestinationRecoveryPointLifecycle");
  write_resource(out, job.resource_arn, vault::kDynamoDb, job.resource_name);
  out.key("CreationDate").epoch_seconds(job.created_at);
  write_if(out, "CompletionDate", job.completed_at);
  out.key("State").string(vault::name_of(job.state));
  write_if(out, "StatusMessage", job.message);
  write_if(out, "MessageCategory", job.message_category);
  out.key("BackupSizeInBytes").number(job.bytes);
  out.key("IamRoleArn").string(job.iam_role_arn);
  write_creator(out, job.created_by);
  if (job.backup_job_id) out.key("CreatedByBackupJobId").string(*job.backup_job_id);
  out.key("IsParent").boolean(false);
}

Reply no_such_job(const std::string& id) {
  return backup_not_found(fmt::format("Cannot find job with ID {}", id));
}

Reply token_reused() {
  return invalid_value(
      "The IdempotencyToken was used before, for a request that asked for another "
      "thing");
}

std::optional<vault::IdempotentRequest> idempotent(const BackupRequest& request,
                                                   std::string_view operation,
                                                   const std::optional<std::string>& token) {
  if (!token) return std::nullopt;
  return vault::IdempotentRequest{request.call.account,
                                  std::string(operation),
                                  *token,
                                  codec::bytes_of(codec::sha256(request.call.body)),
                                  {}};
}

Parsed<std::string> role_member(Fields& fields, const std::string& account) {
  const std::string role = fields.required_text("IamRoleArn");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (!role.starts_with("arn:aws:iam::" + account + ":role/")) {
    return invalid_value(
        fmt::format("IAM Role {} cannot be assumed by AWS Backup: it must be a role of account {}, "
                    "\"arn:aws:iam::{}:role/NAME\"",
                    role, account, account));
  }
  return role;
}

bool JobFilter::fits(const Facts& facts) const {
  if (none) return false;
  if (created_after && facts.created_at < *created_after) return false;
  if (created_before && facts.created_at > *created_before) return false;
  if (complete_after && (!facts.completed_at || *facts.completed_at < *complete_after)) {
    return false;
  }
  if (complete_before && (!facts.completed_at || *facts.completed_at > *complete_before)) {
    return false;
  }
  if (state && facts.state != *state) return false;
  if (resource_arn && facts.resource_arn != *resource_arn) return false;
  if (resource_type && *resource_type != "*") {
    const auto arn = vault::parse_resource_arn(facts.resource_arn);
    if (!arn || arn->kind != *resource_type) return false;
  }
  return !message_category || *message_category == "*" ||
         facts.message_category == *message_category;
}

Parsed<JobFilter> job_filter(const BackupRequest& request, const std::string& state_name) {
  JobFilter filter;
  TM_OR_REPLY(filter.created_after, instant_in_query(request, "createdAfter"));
  TM_OR_REPLY(filter.created_before, instant_in_query(request, "createdBefore"));
  TM_OR_REPLY(filter.complete_after, instant_in_query(request, "completeAfter"));
  TM_OR_REPLY(filter.complete_before, instant_in_query(request, "completeBefore"));
  filter.state = text_in_query(request, state_name);
  filter.resource_arn = text_in_query(request, "resourceArn");
  filter.resource_type = text_in_query(request, "resourceType");
  filter.message_category = text_in_query(request, "messageCategory");
  const auto account = text_in_query(request, "accountId");
  const bool other = account && *account != "*" && *account != request.call.account;
  filter.none = other || request.in_query("parentJobId") != nullptr;
  return filter;
}

// The newest first.
std::string job_token(Timestamp created_at, const std::string& id) {
  std::string token;
  codec::append_big_endian(token, ~static_cast<std::uint64_t>(created_at.micros));
  return token + id;
}

}  // namespace tidemark::api

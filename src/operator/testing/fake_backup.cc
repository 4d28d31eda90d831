// FakeAws: AWS Backup.
#include "codec/uri.h"
#include "operator/testing/fake_aws.h"

namespace tidemark::runbooks::testing {
namespace {

using codec::JsonValue;
using codec::JsonWriter;
using Refusal = FakeAws::Refusal;

std::string text_in(const JsonValue* body, std::string_view member) {
  const JsonValue* value = body != nullptr ? body->find(member) : nullptr;
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

// The path's segment after `before`, decoded.
std::string segment_after(const std::string& url, std::string_view before) {
  const std::size_t at = url.find(before);
  if (at == std::string::npos) return {};
  const std::string rest = url.substr(at + before.size());
  const std::string segment = rest.substr(0, rest.find_first_of("/?"));
  const auto decoded = codec::percent_decode(segment);
  return decoded ? decoded.value() : segment;
}

void write_point(JsonWriter& out, const FakeAws& aws, const std::string& vault,
                 const FakeRecoveryPoint& point) {
  out.begin_object().key("RecoveryPointArn").string(point.arn);
  out.key("BackupVaultName").string(vault).key("ResourceArn").string(aws.arn_of(point.table));
  out.key("ResourceType").string("DynamoDB").key("Status").string(point.status);
  out.key("StorageClass").string(point.storage_class);
  out.key("CreationDate").epoch_seconds(point.created);
  out.key("CompletionDate").epoch_seconds(point.created).end_object();
}

}  // namespace

FakeAws::Answered FakeAws::backup(const http::Outgoing& request, std::string_view operation) {
  const std::string vault = segment_after(request.url, "/backup-vaults/");
  if (operation == "DescribeRegionSettings") {
    return std::string(R"({"ResourceTypeOptInPreference":{"DynamoDB":true},)"
                       R"("ResourceTypeManagementPreference":{"DynamoDB":true}})");
  }
  if (operation == "ListBackupVaults") {
    JsonWriter out;
    out.begin_object().key("BackupVaultList").begin_array();
    for (const auto& [name, points] : vaults) {
      out.begin_object().key("BackupVaultName").string(name);
      out.key("NumberOfRecoveryPoints").number(static_cast<std::int64_t>(points.size()));
      out.end_object();
    }
    return out.end_array().end_object().take();
  }
  if (operation == "StartRestoreJob") {
    const auto parsed = codec::parse_json(request.body);
    const JsonValue body = parsed ? parsed.value() : JsonValue();
    const std::string token = text_in(&body, "IdempotencyToken");
    for (const auto& [id, job] : restore_jobs) {
      if (!token.empty() && job.token == token)
        return fmt::format(R"({{"RestoreJobId":"{}"}})", id);
    }
    // AWS spells the member with a small letter, older clients with a large one.
    const JsonValue* metadata = body.find("Metadata");
    std::string target = text_in(metadata, "targetTableName");
    if (target.empty()) target = text_in(metadata, "TargetTableName");
    if (table(target) != nullptr) {
      return Refusal{.name = "InvalidParameterValueException",
                     .message = fmt::format("Table already exists: {}", target)};
    }
    for (const auto& [name, points] : vaults) {
      for (const FakeRecoveryPoint& point : points) {
        if (point.arn != text_in(&body, "RecoveryPointArn")) continue;
        const std::string id = unique("job");
        restore_jobs[id] = {.point = point.arn,
                            .table = target,
                            .token = token,
                            .done_at = now() + delays.restore,
                            .failure = next_restore_job_fails_with};
        begin_restore(target, point.items);
        next_restore_job_fails_with.clear();
        return fmt::format(R"({{"RestoreJobId":"{}"}})", id);
      }
    }
    return Refusal{.name = "ResourceNotFoundException", .message = "no such recovery point"};
  }
  if (operation == "DescribeRestoreJob") {
    const auto job = restore_jobs.find(segment_after(request.url, "/restore-jobs/"));
    if (job == restore_jobs.end()) {
      return Refusal{.name = "ResourceNotFoundException", .message = "no such job"};
    }
    const bool due = job->second.done_at <= now();
    JsonWriter out;
    out.begin_object().key("RestoreJobId").string(job->first);
    out.key("Status").string(!due                          ? "RUNNING"
                             : job->second.failure.empty() ? "COMPLETED"
                                                           : "FAILED");
    out.key("PercentDone").string(due ? "100.0" : "40.0");
    if (due && !job->second.failure.empty()) out.key("StatusMessage").string(job->second.failure);
    out.key("CreatedResourceArn").string(arn_of(job->second.table));
    return out.end_object().take();
  }
  const auto found = vaults.find(vault);
  if (found == vaults.end()) {
    return Refusal{.name = "ResourceNotFoundException",
                   .message = fmt::format("Backup vault {} does not exist", vault)};
  }
  if (operation == "DescribeBackupVault") {
    JsonWriter out;
    return out.begin_object().key("BackupVaultName").string(vault).end_object().take();
  }
  JsonWriter out;
  if (operation == "ListRecoveryPointsByBackupVault") {
    out.begin_object().key("RecoveryPoints").begin_array();
    for (const auto& point : found->second) write_point(out, *this, vault, point);
    return out.end_array().end_object().take();
  }
  for (const FakeRecoveryPoint& point : found->second) {
    if (point.arn != segment_after(request.url, "/recovery-points/")) continue;
    if (operation == "DescribeRecoveryPoint") {
      write_point(out, *this, vault, point);
      return out.take();
    }
    return fmt::format(R"({{"RestoreMetadata":{{"originalTableName":"{}"}}}})", point.table);
  }
  return Refusal{.name = "ResourceNotFoundException", .message = "no such recovery point"};
}

}  // namespace tidemark::runbooks::testing

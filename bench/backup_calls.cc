#include "bench/backup_calls.h"

#include "base/clock.h"
#include "codec/json.h"
#include "codec/uri.h"
#include "http/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace tidemark::bench {
namespace {

constexpr const char* kAccount = "123456789012";
constexpr const char* kVault = "bench";
constexpr std::chrono::milliseconds kLookEvery{5};
constexpr double kWaitSeconds = 300;

std::string role() {
  return fmt::format("arn:aws:iam::{}:role/service-role/AWSBackupDefaultServiceRole", kAccount);
}

std::string text_in(const codec::JsonValue& body, std::string_view name) {
  const codec::JsonValue* const found = body.find(name);
  return found != nullptr && found->string() != nullptr ? *found->string() : std::string();
}

}  // namespace

BackupCalls::BackupCalls(const Endpoint& endpoint)
    : endpoint_(endpoint),
      transport_(std::make_unique<http::SocketTransport>(http::SocketTransport::Options{})) {}

BackupCalls::~BackupCalls() = default;

Result<std::string> BackupCalls::send(const char* method, const std::string& path,
                                      const std::string& body) const {
  http::Outgoing request;
  request.method = method;
  request.url = fmt::format("http://{}:{}{}", endpoint_.host, endpoint_.port, path);
  request.headers.add("Content-Type", "application/json");
  request.body = body;
  wire::sign(request, endpoint_.credentials, {endpoint_.region, "backup"}, SystemClock().now());
  TM_TRY(http::Response response, transport_->send(request));
  if (response.status / 100 == 2) return std::move(response.body);
  return fail(Code::kUnknown,
              fmt::format("{} {}: {} {}", method, path, response.status, response.body));
}

Status BackupCalls::create_vault() const {
  TM_TRY_STATUS(send("PUT", fmt::format("/backup-vaults/{}", kVault), "{}"));
  return Ok{};
}

Result<std::string> BackupCalls::start_backup(const std::string& table) const {
  const std::string resource =
      fmt::format("arn:aws:dynamodb:{}:{}:table/{}", endpoint_.region, kAccount, table);
  TM_TRY(const std::string text,
         send("PUT", "/backup-jobs",
              fmt::format(R"({{"BackupVaultName":"{}","ResourceArn":"{}","IamRoleArn":"{}"}})",
                          kVault, resource, role())));
  TM_TRY(const codec::JsonValue body, codec::parse_json(text));
  return text_in(body, "BackupJobId");
}

Result<std::string> BackupCalls::start_restore(const std::string& point_arn,
                                               const std::string& table) const {
  TM_TRY(const std::string text, send("PUT", "/restore-jobs",
                                      fmt::format(R"({{"RecoveryPointArn":"{}","IamRoleArn":"{}",)"
                                                  R"("Metadata":{{"targetTableName":"{}"}}}})",
                                                  point_arn, role(), table)));
  TM_TRY(const codec::JsonValue body, codec::parse_json(text));
  return text_in(body, "RestoreJobId");
}

Status BackupCalls::delete_point(const std::string& point_arn) const {
  TM_TRY_STATUS(send(
      "DELETE",
      fmt::format("/backup-vaults/{}/recovery-points/{}", kVault, codec::percent_encode(point_arn)),
      ""));
  return Ok{};
}

Result<JobSeen> BackupCalls::look(const std::string& job, std::string_view kind) const {
  TM_TRY(const std::string text, send("GET", fmt::format("/{}/{}", kind, job), ""));
  TM_TRY(const codec::JsonValue body, codec::parse_json(text));
  return JobSeen{.state = text_in(body, kind == kBackups ? "State" : "Status"),
                 .message = text_in(body, "StatusMessage"),
                 .point_arn = text_in(body, "RecoveryPointArn")};
}

Result<JobSeen> BackupCalls::wait_for(const std::string& job, std::string_view kind,
                                      std::vector<std::string> states) const {
  const Stopwatch watch;
  while (watch.seconds() < kWaitSeconds) {
    TM_TRY(JobSeen seen, look(job, kind));
    if (std::ranges::find(states, seen.state) != states.end()) return seen;
    for (const char* const over : {"COMPLETED", "FAILED", "ABORTED", "EXPIRED"}) {
      if (seen.state != over) continue;
      return fail(Code::kUnknown, fmt::format("job {} is {}: {}", job, over, seen.message));
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  return fail(Code::kUnknown, fmt::format("job {} is still not {}", job, states.front()));
}

}  // namespace tidemark::bench

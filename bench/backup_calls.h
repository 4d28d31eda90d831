// AWS Backup's requests, one at a time, as far as measuring needs them.
//
//   const BackupCalls calls(served.endpoint());
//   TM_TRY(const std::string job, calls.start_backup("orders"));
//   TM_TRY(const JobSeen ended, calls.wait_for(job, BackupCalls::kBackups, {"COMPLETED"}));
//
// Threads   One.
// Errors    kUnknown  an answer other than 2xx, or a job that took another turn: says which
#pragma once

#include "bench/load.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::http {
class SocketTransport;
}

namespace tidemark::bench {

struct JobSeen {
  std::string state;
  std::string message;
  std::string point_arn;
};

class BackupCalls {
 public:
  static constexpr std::string_view kBackups = "backup-jobs";
  static constexpr std::string_view kRestores = "restore-jobs";

  explicit BackupCalls(const Endpoint& endpoint);
  ~BackupCalls();

  Status create_vault() const;
  Result<std::string> start_backup(const std::string& table) const;
  Result<std::string> start_restore(const std::string& point_arn, const std::string& table) const;
  Status delete_point(const std::string& point_arn) const;

  Result<JobSeen> look(const std::string& job, std::string_view kind) const;
  // Until it is in one of the states; COMPLETED, FAILED, ABORTED and EXPIRED always end it.
  Result<JobSeen> wait_for(const std::string& job, std::string_view kind,
                           std::vector<std::string> states) const;

 private:
  Result<std::string> send(const char* method, const std::string& path,
                           const std::string& body) const;

  Endpoint endpoint_;
  std::unique_ptr<http::SocketTransport> transport_;
};

}  // namespace tidemark::bench

// `tidemark serve` as a child process of this one: a real server on a free port.
//
//   TM_TRY(ChildServer server, ChildServer::start(directory.path(), stop));
//   … server.port() …
//
// Threads   One: the thread that starts it must outlive it, since the child is told to end when
//           that thread does.
#pragma once

#include "base/result.h"

#include <stop_token>
#include <string>
#include <sys/types.h>
#include <utility>

namespace tidemark::apps {

struct ChildServerOptions {
  std::string directory;  // its database in data/, its log in server.log
  std::string region;
  bool outlive_us = false;  // goes on when we end
};

class ChildServer {
 public:
  // Returns when the server accepts connections.
  // Errors: kConflict  it ended at once; says its last line of log
  //         kBusy      not ready in time, or stopped by request
  static Result<ChildServer> start(const ChildServerOptions& options, const std::stop_token& stop);

  ~ChildServer();  // SIGTERM, and SIGKILL when that was not enough; nothing after release()

  ChildServer(ChildServer&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)), port_(other.port_) {}

  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;
  ChildServer& operator=(ChildServer&&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  [[nodiscard]] int port() const { return port_; }

  // From now on it is nobody's child.
  void release() { pid_ = 0; }

 private:
  explicit ChildServer(pid_t pid) : pid_(pid) {}

  [[nodiscard]] bool ended();

  pid_t pid_;
  int port_ = 0;
};

}  // namespace tidemark::apps

// `tidemark serve` as a child, to be killed; and signed calls to it.
//
//   TM_TRY(auto server, ServerProcess::start({.directory = "/tmp/run"}));
//   TM_TRY(const Answered answer, server.call("GetItem", body, std::nullopt));
//   server.kill();                       // SIGKILL; returns when it is gone
//
// Threads   call() and send() from any thread at once; the rest from one.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "codec/json.h"
#include "http/transport.h"
#include "wire/sigv4_sign.h"

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace tidemark::histories {

struct ServerOptions {
  std::string directory;  // its database in data/, its log in log
  std::vector<std::pair<std::string, std::string>> environment{};
  std::vector<std::string> words{};  // more of its command line
};

struct Answered {
  int status = 0;
  codec::JsonValue body;
};

class ServerProcess {
 public:
  // The program named by $TIDEMARK, which the caller reads. Returns when it listens.
  // Errors: kBusy  it ended or was not ready within a minute; says the end of its log
  static Result<ServerProcess> start(const std::string& program, const ServerOptions& options);
  ~ServerProcess();

  ServerProcess(ServerProcess&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)),
        url_(std::move(other.url_)),
        credentials_(std::move(other.credentials_)),
        transport_(std::move(other.transport_)) {}

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ServerProcess& operator=(ServerProcess&&) = delete;

  // One DynamoDB operation, as of an ISO-8601 instant if given, sent once.
  // Errors: the transport's: nobody knows whether it happened; kInvalid  the answer is no JSON
  Result<Answered> call(std::string_view operation, std::string body,
                        const std::optional<std::string>& as_of);
  Result<Answered> get(const std::string& path_and_query);
  Result<Answered> post(const std::string& path, std::string body);

  void kill();
  // SIGTERM; its exit status.
  int stop();

 private:
  ServerProcess(pid_t pid, std::string url, wire::Credentials credentials);
  Result<Answered> send(http::Outgoing request);

  pid_t pid_ = 0;
  std::string url_;
  wire::Credentials credentials_;
  std::unique_ptr<http::SocketTransport> transport_;
};

}  // namespace tidemark::histories

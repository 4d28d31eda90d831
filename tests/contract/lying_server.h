// A server on loopback that does what it is told with each connection: answers, late or broken
// off, or nothing at all.
//
//   LyingServer server({{.status = 400, .body = R"({"__type":"x#ThrottlingException"})"},
//                       {.end = End::kBeforeTheAnswer},
//                       {.body = "{}"}});
//   … http://127.0.0.1:server.port() …
//   server.requests()        // bodies, in their order
//
// One request a connection; when the acts are over, the last is played again.
//
// Threads   Its own serves; the rest from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tidemark::contract {

enum class End : std::uint8_t {
  kWhole,
  kBeforeTheRequest,  // accepted and closed
  kBeforeTheAnswer,   // the request read, then closed
  kInTheAnswer,       // half of the body, then closed
  kNever,             // the request read; nothing until the caller has hung up
};

struct Act {
  int status = 200;
  std::string headers{};  // "Date: …\r\n"
  std::string body{};
  End end = End::kWhole;
};

class LyingServer {
 public:
  explicit LyingServer(std::vector<Act> acts);
  ~LyingServer();

  LyingServer(const LyingServer&) = delete;
  LyingServer& operator=(const LyingServer&) = delete;

  [[nodiscard]] std::string url() const;

  // The bodies of the requests that were read to their end.
  [[nodiscard]] std::vector<std::string> requests() const;

  // Heads, with their headers, of the same.
  [[nodiscard]] std::vector<std::string> heads() const;

  [[nodiscard]] std::size_t connections() const;

 private:
  void serve();
  void play(int connection, const Act& act);
  bool read_request(int connection);

  const std::vector<Act> acts_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::vector<std::string> bodies_;
  std::size_t connections_ = 0;
  std::thread thread_;
};

}  // namespace tidemark::contract

// One HTTP request sent, its response received. A seam: a socket, or a handler in this process.
//
//   SocketTransport transport({});
//   TM_TRY(const Response response, transport.send({.method = "POST", .url =
//   "http://127.0.0.1:8000/"}));
//
// Threads   Any, at once.
// Errors    kBusy     no connection could be made: nothing was sent
//           kUnknown  the connection broke or the time ran out: it may have been carried out
//           kInvalid  the URL or the certificate cannot be used
#pragma once

#include "base/result.h"
#include "http/listener.h"
#include "http/message.h"

#include <memory>
#include <string>

namespace tidemark::http {

class Transport {
 public:
  virtual ~Transport() = default;
  virtual Result<Response> send(const Outgoing& request) = 0;
};

// Over libcurl: connections are kept and used again; no redirects, no cookies, no decompression.
// A server that wants a "100 Continue" before a body is not waited for: the body is sent at once.
class SocketTransport final : public Transport {
 public:
  struct Options {
    std::string ca_file{};  // PEM; empty: the system's
    // "http://host:port"; empty: none, whatever the environment says.
    std::string proxy{};        // of http:// URLs
    std::string https_proxy{};  // of https:// URLs
    std::string no_proxy{};  // hosts, domains and networks reached directly: "localhost,.internal"
    std::size_t max_response_bytes = 64u << 20;
  };

  explicit SocketTransport(Options options);
  ~SocketTransport() override;

  Result<Response> send(const Outgoing& request) override;

 private:
  class Pool;  // keeps libcurl out of this header
  std::unique_ptr<Pool> pool_;
};

// Straight to a handler, no socket. `send` waits until the handler has answered, from whichever
// thread; what the handler posts runs in `send`.
class InProcessTransport final : public Transport {
 public:
  explicit InProcessTransport(Handler handler) : handler_(std::move(handler)) {}

  Result<Response> send(const Outgoing& request) override;

 private:
  Handler handler_;
};

}  // namespace tidemark::http

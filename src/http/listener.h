// Accepts HTTP/1.1 connections on one address and hands each request to a handler.
//
//   http::Listener listener({.port = 8000}, [](http::Request&& request, http::Responder respond) {
//     respond({.status = 200, .body = "healthy"});
//   });
//   TM_TRY_STATUS(listener.start());
//   log_info("http", fmt::format("listening on port {}", listener.port()));
//   …
//   listener.drain(10s);
//
// Requests of one connection are handled one after another, in order; pipelining keeps that order.
// `Expect: 100-continue` is answered here. What cannot be read safely is refused with a response
// (see request_parser.h), never with a silent close.
//
// Threads   One event loop per thread; a connection lives on one of them, dealt round. The handler
//           runs there and must not block: it keeps the Responder and answers later from any
//           thread. Members may be called from any thread, `drain` and `stop` not from a handler.
// Errors    An exception from the handler is logged and answered with 500.
#pragma once

#include "base/result.h"
#include "http/request_parser.h"
#include "http/responder.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tidemark::http {

using Handler = std::function<void(Request&&, Responder)>;

struct ListenerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, no names
  std::uint16_t port = 0;             // 0: the system chooses
  unsigned threads = 2;
  std::size_t max_connections = 4096;  // one more is answered 503 and closed
  // Bodies received and not yet answered, beyond the first 64 KiB of each; one more: 503.
  std::size_t max_held_bytes = 512u << 20;
  ParserLimits limits{};
  std::chrono::milliseconds idle_timeout{75'000};   // between requests: closed without a word
  std::chrono::milliseconds head_timeout{10'000};   // from a head's first byte to its last: 408
  std::chrono::milliseconds body_timeout{60'000};   // for the whole body: 408
  std::chrono::milliseconds write_timeout{60'000};  // for a whole response: closed
  std::string tls_cert_file{};                      // PEM chain and key; both or neither
  std::string tls_key_file{};
  // The response to what was refused before the handler saw it; by default plain text.
  std::function<Response(const Refusal&)> refuse{};
};

struct ListenerStats {
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;  // over max_connections
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;
  std::size_t open = 0;
};

class Listener {
 public:
  Listener(ListenerOptions options, Handler handler);
  ~Listener();  // stops

  // Binds and starts the threads. Once.
  //
  // Errors: kInvalid   the address or a TLS file cannot be used; the message names it
  //         kConflict  the port is taken
  //         kDenied    the port is not ours to take
  Status start();

  // The port in use, after start().
  [[nodiscard]] std::uint16_t port() const;

  // Accepts no more, closes idle connections, lets requests under way finish for at most
  // `at_most`, then stops. Answers whether all finished.
  bool drain(std::chrono::milliseconds at_most);

  // Closes everything now. Afterwards no Responder reaches a client.
  void stop();

  [[nodiscard]] ListenerStats stats() const;

 private:
  class Impl;  // keeps Asio out of this header
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::http

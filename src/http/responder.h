// The right, and the duty, to answer one request: called exactly once, from any thread.
//
//   void handle(http::Request&& request, http::Responder respond) {
//     respond({.status = 200, .body = "healthy"});
//   }
//
// Threads   Any, one at a time. A Responder that is destroyed unused answers 500, so that no
//           client waits for ever. Once the listener has stopped, everything is silently dropped.
#pragma once

#include "http/message.h"

#include <functional>
#include <memory>

namespace tidemark::http {

// What a Responder speaks to: a connection, or a caller in the same process.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void answer(Response response) = 0;
  virtual void post(std::function<void()> work) = 0;
};

class Responder {
 public:
  explicit Responder(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  void operator()(Response response);

  // Runs `work` on the connection's own thread, after whatever runs there now.
  void post(std::function<void()> work) const;

 private:
  std::shared_ptr<Exchange> exchange_;  // shared with the connection's thread; empty once used
};

}  // namespace tidemark::http

// Sends requests on threads of its own, so that whoever wants them sent need not wait for slow
// receivers: ask, wait a little, ask again later with the same key.
//
//   Courier courier(transport, {});
//   if (const auto outcome = courier.attempt("deliver:1/7", request)) … else … under way …
//
// Threads   Any. The destructor waits for what is being sent.
#pragma once

#include "base/result.h"
#include "http/transport.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace tidemark::services {

class Courier {
 public:
  struct Options {
    unsigned threads = 4;
    std::chrono::milliseconds wait_at_most{100};
  };

  // `transport` outlives the courier.
  Courier(http::Transport& transport, Options options);
  ~Courier();

  // Begins to send, unless it was asked so before, and waits for the outcome. Nullopt: it is under
  // way. An outcome is told once.
  std::optional<Result<http::Response>> attempt(const std::string& key,
                                                const http::Outgoing& request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::services

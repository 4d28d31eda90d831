// Endpoints to ask: a `tidemark serve` of our own, the ceiling, a peer.
//
// Threads   One.
#pragma once

#include "bench/child.h"
#include "bench/load.h"

#include <string>

namespace tidemark::bench {

// A real server on a directory of its own below Settings::directory.
class Served {
 public:
  static Result<Served> start(const Settings& settings, const std::string& name);

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

  [[nodiscard]] Child& child() { return child_; }

  // fdatasyncs of the log since its start, as its metrics say.
  [[nodiscard]] Result<double> syncs() const;

 private:
  Served(Child child, Endpoint endpoint)
      : child_(std::move(child)), endpoint_(std::move(endpoint)) {}

  Child child_;
  Endpoint endpoint_;
};

// This program itself, as bench/ceiling.h.
Result<Child> start_ceiling(const Settings& settings);

// "http://127.0.0.1:8001" with throw-away credentials.
Result<Endpoint> endpoint_of(const std::string& url);

Status wait_until_active(const Endpoint& endpoint, const std::string& table);

}  // namespace tidemark::bench

// Counts of the server, in Prometheus' text format.
//
// Threads   Any, at once.
#pragma once

#include "http/listener.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark::server {

class Metrics {
 public:
  // `operation` must be one of a bounded set of names.
  void count(std::string_view operation, int status, std::chrono::nanoseconds took);

  [[nodiscard]] std::string text(const http::ListenerStats& connections,
                                 std::size_t waiting_work) const;

 private:
  struct Sum {
    std::uint64_t requests = 0;
    std::chrono::nanoseconds time{0};
  };

  mutable std::mutex mutex_;
  std::map<std::string, std::map<int, Sum>, std::less<>> sums_;  // operation, status
};

}  // namespace tidemark::server

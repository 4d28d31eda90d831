// Counts of the server: what was asked, how it was answered, how long it took.
//
// Threads   Any, at once. Each counts in a shard of its own (more than sixteen share shards),
//           so that requests on different threads wait for nothing: some 100 ns a request.
#pragma once

#include "base/histogram.h"
#include "http/listener.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace tidemark::server {

class MetricsText;

class Metrics {
 public:
  // `operation` must be one of a bounded set of names.
  void count(std::string_view operation, int status, std::chrono::microseconds took);

  void write(MetricsText& text, const http::ListenerStats& connections,
             std::size_t waiting_work) const;

 private:
  // From 64 µs to 17 s.
  using Latency = Histogram<6, 24>;
  static constexpr std::size_t kClasses = 6;  // by the first digit of the status
  static constexpr std::size_t kShards = 16;

  struct Operation {
    std::map<int, std::uint64_t> answers;  // by status
    std::array<std::unique_ptr<Latency>, kClasses> latency;
  };

  // On cache lines of its own.
  struct alignas(64) Shard {
    std::mutex mutex;
    std::map<std::string, Operation, std::less<>> operations;
  };

  // All shards together.
  struct Sum {
    std::map<int, std::uint64_t> answers;
    std::array<HistogramCounts, kClasses> latency;
  };

  static std::size_t shard_of_this_thread();
  [[nodiscard]] std::map<std::string, Sum> sums() const;

  mutable std::array<Shard, kShards> shards_;
};

}  // namespace tidemark::server

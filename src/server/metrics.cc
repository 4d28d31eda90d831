#include "server/metrics.h"

#include "server/metrics_text.h"

#include <algorithm>
#include <atomic>

namespace tidemark::server {
namespace {

constexpr double kMicros = 1e6;  // of a second

void add(MetricsText& text, std::string_view name, MetricKind kind, std::string_view help,
         std::uint64_t value) {
  text.family(name, kind, help);
  text.sample({}, value);
}

}  // namespace

std::size_t Metrics::shard_of_this_thread() {
  static std::atomic<std::size_t> threads{0};
  static thread_local const std::size_t number = threads.fetch_add(1);
  return number % kShards;
}

void Metrics::count(std::string_view operation, int status, std::chrono::microseconds took) {
  Shard& shard = shards_[shard_of_this_thread()];
  const std::lock_guard lock(shard.mutex);
  auto found = shard.operations.find(operation);
  if (found == shard.operations.end()) {
    found = shard.operations.emplace(operation, Operation()).first;
  }
  ++found->second.answers[status];
  const int digit = std::clamp(status / 100, 0, static_cast<int>(kClasses) - 1);
  auto& latency = found->second.latency[static_cast<std::size_t>(digit)];
  if (!latency) latency = std::make_unique<Latency>();
  latency->record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
}

std::map<std::string, Metrics::Sum> Metrics::sums() const {
  std::map<std::string, Sum> sums;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [name, operation] : shard.operations) {
      Sum& sum = sums[name];
      for (const auto& [status, answers] : operation.answers) sum.answers[status] += answers;
      for (std::size_t i = 0; i < kClasses; ++i) {
        if (operation.latency[i]) sum.latency[i].add(operation.latency[i]->counts());
      }
    }
  }
  return sums;
}

void Metrics::write(MetricsText& text, const http::ListenerStats& connections,
                    std::size_t waiting_work) const {
  using enum MetricKind;
  add(text, "tidemark_connections_open", kGauge, "Connections open now.", connections.open);
  add(text, "tidemark_connections_total", kCounter, "Connections accepted.", connections.accepted);
  add(text, "tidemark_connections_turned_away_total", kCounter,
      "Connections refused because too many were open.", connections.turned_away);
  add(text, "tidemark_http_refused_total", kCounter,
      "Requests refused before they were understood.", connections.refused);
  add(text, "tidemark_background_waiting", kGauge, "Background work not yet begun.", waiting_work);
  const auto operations = sums();
  text.family("tidemark_requests_total", kCounter,
              "Requests answered, by operation and HTTP status.");
  for (const auto& [name, sum] : operations) {
    for (const auto& [status, answers] : sum.answers) {
      text.sample({{"operation", name}, {"status", std::to_string(status)}}, answers);
    }
  }
  text.family("tidemark_request_seconds", kHistogram,
              "Time from a request's last byte to its answer, by operation and class of status.");
  for (const auto& [name, sum] : operations) {
    for (std::size_t i = 0; i < kClasses; ++i) {
      if (sum.latency[i].buckets.empty()) continue;
      text.histogram({{"operation", name}, {"class", fmt::format("{}xx", i)}}, sum.latency[i],
                     kMicros);
    }
  }
}

}  // namespace tidemark::server

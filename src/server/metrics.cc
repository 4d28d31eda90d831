#include "server/metrics.h"

namespace tidemark::server {
namespace {

void add(std::string& text, std::string_view name, std::string_view type, std::string_view help,
         std::uint64_t value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

void head(std::string& text, std::string_view name, std::string_view help) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n", name, help);
}

}  // namespace

void Metrics::count(std::string_view operation, int status, std::chrono::nanoseconds took) {
  const std::lock_guard lock(mutex_);
  auto found = sums_.find(operation);
  if (found == sums_.end()) found = sums_.emplace(operation, std::map<int, Sum>()).first;
  Sum& sum = found->second[status];
  ++sum.requests;
  sum.time += took;
}

std::string Metrics::text(const http::ListenerStats& connections, std::size_t waiting_work) const {
  std::string text;
  add(text, "tidemark_connections_open", "gauge", "Connections open now.", connections.open);
  add(text, "tidemark_connections_total", "counter", "Connections accepted.", connections.accepted);
  add(text, "tidemark_connections_turned_away_total", "counter",
      "Connections refused because too many were open.", connections.turned_away);
  add(text, "tidemark_http_refused_total", "counter",
      "Requests refused before they were understood.", connections.refused);
  add(text, "tidemark_background_waiting", "gauge", "Background work not yet begun.", waiting_work);
  const std::lock_guard lock(mutex_);
  head(text, "tidemark_requests_total", "Requests answered, by operation and HTTP status.");
  for (const auto& [operation, by_status] : sums_) {
    for (const auto& [status, sum] : by_status) {
      text += fmt::format("tidemark_requests_total{{operation=\"{}\",status=\"{}\"}} {}\n",
                          operation, status, sum.requests);
    }
  }
  head(text, "tidemark_request_seconds_total", "Time from a request's last byte to its answer.");
  for (const auto& [operation, by_status] : sums_) {
    for (const auto& [status, sum] : by_status) {
      text +=
          fmt::format("tidemark_request_seconds_total{{operation=\"{}\",status=\"{}\"}} {:.6f}\n",
                      operation, status, std::chrono::duration<double>(sum.time).count());
    }
  }
  return text;
}

}  // namespace tidemark::server

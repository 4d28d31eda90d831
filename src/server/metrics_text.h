// Writes metrics in Prometheus' text format 0.0.4, one family after another.
//
//   MetricsText text;
//   text.family("tidemark_requests_total", MetricKind::kCounter, "Requests answered.");
//   text.sample({{"operation", "GetItem"}}, 12);
//   … text.take() …
//
// A family is begun once; its samples follow it directly.
//
// Threads   One at a time.
#pragma once

#include "base/histogram.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark::server {

enum class MetricKind : std::uint8_t { kCounter, kGauge, kHistogram };

class MetricsText {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  void family(std::string_view name, MetricKind kind, std::string_view help);

  template <std::integral Number>
  void sample(Labels labels, Number value) {
    line("", labels, "", std::to_string(value));
  }

  void sample(Labels labels, double value);

  // `per_one`: how much recorded makes 1 of the metric, 1e6 for microseconds in one of seconds.
  void histogram(Labels labels, const HistogramCounts& counts, double per_one);

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value);

  std::string name_;
  std::string text_;
};

}  // namespace tidemark::server

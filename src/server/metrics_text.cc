#include "server/metrics_text.h"

#include <cmath>

namespace tidemark::server {
namespace {

std::string_view word_of(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter: return "counter";
    case MetricKind::kGauge: return "gauge";
    case MetricKind::kHistogram: return "histogram";
  }
  return "untyped";
}

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
}

}  // namespace

void MetricsText::family(std::string_view name, MetricKind kind, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, word_of(kind));
}

void MetricsText::line(std::string_view suffix, Labels labels, std::string_view bound,
                       std::string_view value) {
  text_ += name_;
  text_ += suffix;
  char before = '{';
  const auto label = [&](std::string_view name, std::string_view of) {
    text_ += before;
    before = ',';
    text_ += name;
    text_ += "=\"";
    append_escaped(text_, of);
    text_ += '"';
  };
  for (const auto& [name, of] : labels) label(name, of);
  if (!bound.empty()) label("le", bound);
  if (before == ',') text_ += '}';
  text_ += ' ';
  text_ += value;
  text_ += '\n';
}

void MetricsText::sample(Labels labels, double value) {
  line("", labels, "", fmt::format("{}", value));
}

void MetricsText::histogram(Labels labels, const HistogramCounts& counts, double per_one) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.buckets.size(); ++i) {
    below += counts.buckets[i];
    const bool last = i + 1 == counts.buckets.size();
    const double bound = std::ldexp(1.0, counts.first + static_cast<int>(i)) / per_one;
    line("_bucket", labels, last ? std::string("+Inf") : fmt::format("{:.9g}", bound),
         std::to_string(below));
  }
  line("_sum", labels, "", fmt::format("{}", static_cast<double>(counts.sum) / per_one));
  line("_count", labels, "", std::to_string(below));
}

}  // namespace tidemark::server

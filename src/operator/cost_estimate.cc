#include "operator/cost_estimate.h"

#include "operator/text.h"

#include <algorithm>
#include <cmath>

namespace tidemark::runbooks {
namespace {

// Bytes that one strongly consistent read unit reads, and one write unit writes.
constexpr double kReadUnitBytes = 4 * 1024;
constexpr double kWriteUnitBytes = 1024;
constexpr double kGigabyte = 1024.0 * 1024 * 1024;
constexpr double kMillion = 1e6;

double gigabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / kGigabyte;
}

// A scan pays for what it passes over, not for each item.
double read_units(const TableShape& shape, bool consistent) {
  const double units = std::ceil(static_cast<double>(shape.bytes) / kReadUnitBytes);
  return consistent ? units : units / 2;
}

// A write pays for each item by itself, rounded up.
double write_units(const TableShape& shape) {
  if (shape.items == 0) return 0;
  const double mean = static_cast<double>(shape.bytes) / static_cast<double>(shape.items);
  return static_cast<double>(shape.items) * std::max(1.0, std::ceil(mean / kWriteUnitBytes));
}

std::string counted(double number) {
  return with_commas(static_cast<std::uint64_t>(std::llround(number)));
}

CostEstimate of_table(const TableShape& shape, const Billing& billing, const Prices& prices) {
  CostEstimate estimate{.lines = {}, .assumptions = {}, .prices = prices};
  estimate.assumptions.push_back(fmt::format("{} items, {}, as AWS counted last",
                                             with_commas(shape.items), bytes_text(shape.bytes)));
  if (billing.provisioned) {
    estimate.assumptions.emplace_back(
        "the table is provisioned: its units are paid by the hour, used or not");
  }
  return estimate;
}

CostLine unit_line(std::string_view verb, double units, double million, const Billing& billing) {
  return {.what = fmt::format("{} {} units", verb, counted(units)),
          .units = units,
          .dollars = billing.provisioned ? 0 : units / kMillion * million};
}

void add_reads(CostEstimate& estimate, const TableShape& shape, bool consistent,
               const Billing& billing) {
  const Prices& prices = estimate.prices;
  estimate.lines.push_back(unit_line(
      "read", read_units(shape, consistent),
      billing.infrequent_access ? prices.million_reads_rare : prices.million_reads, billing));
}

std::string dollars_text(double dollars) {
  return dollars > 0 && dollars < 0.01 ? "under $0.01" : fmt::format("${:.2f}", dollars);
}

}  // namespace

double CostEstimate::once() const {
  double sum = 0;
  for (const CostLine& line : lines) sum += line.monthly ? 0 : line.dollars;
  return sum;
}

double CostEstimate::every_month() const {
  double sum = 0;
  for (const CostLine& line : lines) sum += line.monthly ? line.dollars : 0;
  return sum;
}

CostEstimate estimate_scan(const TableShape& shape, bool consistent, const Billing& billing,
                           const Prices& prices) {
  CostEstimate estimate = of_table(shape, billing, prices);
  add_reads(estimate, shape, consistent, billing);
  return estimate;
}

CostEstimate estimate_copy(const TableShape& shape, bool consistent, std::size_t target_indexes,
                           const Billing& billing, const Prices& prices) {
  CostEstimate estimate = of_table(shape, billing, prices);
  add_reads(estimate, shape, consistent, billing);
  const double million =
      billing.infrequent_access ? prices.million_writes_rare : prices.million_writes;
  const double units = write_units(shape);
  estimate.lines.push_back(unit_line("write", units, million, billing));
  if (target_indexes > 0) {
    estimate.lines.push_back(unit_line(
        "write to indexes", units * static_cast<double>(target_indexes), million, billing));
    estimate.assumptions.emplace_back("every item is in every global index, whole");
  }
  return estimate;
}

CostEstimate estimate_restore(std::uint64_t bytes, bool cold, const Prices& prices) {
  CostEstimate estimate{.lines = {}, .assumptions = {}, .prices = prices};
  const double gb = gigabytes(bytes);
  estimate.lines.push_back(
      {.what = fmt::format("restore {}{}", bytes_text(bytes), cold ? " from cold storage" : ""),
       .units = gb,
       .dollars = gb * (cold ? prices.gb_restored_cold : prices.gb_restored)});
  estimate.lines.push_back({.what = "store the restored table",
                            .units = gb,
                            .dollars = gb * prices.gb_month_stored,
                            .monthly = true});
  return estimate;
}

CostEstimate estimate_backup(std::uint64_t bytes, const Prices& prices) {
  CostEstimate estimate{.lines = {}, .assumptions = {}, .prices = prices};
  const double gb = gigabytes(bytes);
  estimate.lines.push_back({.what = fmt::format("keep a backup of {}", bytes_text(bytes)),
                            .units = gb,
                            .dollars = gb * prices.gb_month_backup,
                            .monthly = true});
  return estimate;
}

CostEstimate together(std::vector<CostEstimate> parts) {
  CostEstimate whole;
  for (CostEstimate& part : parts) {
    whole.prices = part.prices;
    std::ranges::move(part.lines, std::back_inserter(whole.lines));
    for (std::string& assumption : part.assumptions) {
      if (std::ranges::find(whole.assumptions, assumption) == whole.assumptions.end()) {
        whole.assumptions.push_back(std::move(assumption));
      }
    }
  }
  return whole;
}

double seconds_at(double units, double units_per_second) {
  return units_per_second > 0 ? units / units_per_second : 0;
}

std::string estimate_sentence(const CostEstimate& estimate) {
  std::string out = fmt::format("about {} once", dollars_text(estimate.once()));
  if (estimate.every_month() > 0) {
    out += fmt::format(" and {} a month", dollars_text(estimate.every_month()));
  }
  return fmt::format("{}, by {}'s prices of {}", out, estimate.prices.region,
                     estimate.prices.as_of);
}

std::string estimate_text(const CostEstimate& estimate) {
  std::string out = "Estimated cost\n";
  for (const CostLine& line : estimate.lines) {
    out += fmt::format("  {:<46}{:>14}{}\n", line.what, dollars_text(line.dollars),
                       line.monthly ? " a month" : "");
  }
  out += fmt::format("  {:<46}{:>14}\n", "once", dollars_text(estimate.once()));
  if (estimate.every_month() > 0) {
    out += fmt::format("  {:<46}{:>14}\n", "every month that it is kept",
                       dollars_text(estimate.every_month()));
  }
  for (const std::string& assumption : estimate.assumptions) {
    out += fmt::format("  ({})\n", assumption);
  }
  out += fmt::format("  An estimate: prices of {} of {},\n  {}.\n", estimate.prices.region,
                     estimate.prices.as_of, estimate.prices.source);
  return out;
}

void write_estimate(codec::JsonWriter& out, const CostEstimate& estimate) {
  out.begin_object().key("currency").string("USD").key("estimate").boolean(true);
  out.key("once").number(estimate.once()).key("everyMonth").number(estimate.every_month());
  out.key("lines").begin_array();
  for (const CostLine& line : estimate.lines) {
    out.begin_object().key("what").string(line.what).key("units").number(line.units);
    out.key("dollars").number(line.dollars).key("monthly").boolean(line.monthly).end_object();
  }
  out.end_array().key("assumptions").begin_array();
  for (const std::string& assumption : estimate.assumptions) out.string(assumption);
  out.end_array().key("prices").begin_object();
  out.key("region").string(estimate.prices.region).key("asOf").string(estimate.prices.as_of);
  out.key("source").string(estimate.prices.source).end_object().end_object();
}

}  // namespace tidemark::runbooks

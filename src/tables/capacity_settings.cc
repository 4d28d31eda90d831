#include "tables/capacity_settings.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

constexpr std::int64_t kDayMicros = 86'400'000'000;
constexpr std::chrono::seconds kBetweenDecreases{3'600};

std::int64_t day_of(Timestamp at) {
  return at.micros / kDayMicros;
}

Throughput higher(const Throughput& a, const Throughput& b) {
  return {std::max(a.read_units, b.read_units), std::max(a.write_units, b.write_units)};
}

// Only what differs from the default is kept.
void keep_warm(TableDescription& table, const Throughput& warm) {
  const Throughput least = warm_by_default(table.billing, table.provisioned);
  table.settings.warm =
      warm == least ? std::nullopt : std::optional<Throughput>(higher(warm, least));
}

}  // namespace

Throughput warm_by_default(BillingMode billing, const Throughput& provisioned) {
  return billing == BillingMode::kPayPerRequest ? kInitialOnDemand : provisioned;
}

Throughput warm_of(const TableDescription& table) {
  const Throughput least = warm_by_default(table.billing, table.provisioned);
  return table.settings.warm ? higher(*table.settings.warm, least) : least;
}

std::int64_t decreases_on_day(const std::vector<Timestamp>& decreases, Timestamp now) {
  return std::ranges::count(decreases, day_of(now), day_of);
}

std::int64_t decreases_on_day(const TableDescription& table, Timestamp now) {
  return decreases_on_day(table.settings.decreases, now);
}

std::optional<NextDecrease> decrease_refused(const TableDescription& table, Timestamp now) {
  return decrease_refused(table.settings.decreases, now);
}

bool falls(const Throughput& wanted, const Throughput& has) {
  return wanted.read_units < has.read_units || wanted.write_units < has.write_units;
}

void note_move(ThroughputMoves& moves, const Throughput& had, const Throughput& wanted,
               Timestamp now) {
  if (falls(had, wanted)) moves.last_increase_at = now;
  if (!falls(wanted, had)) return;
  moves.last_decrease_at = now;
  std::erase_if(moves.decreases, [now](Timestamp at) { return day_of(at) != day_of(now); });
  moves.decreases.push_back(now);
}

std::optional<NextDecrease> decrease_refused(const std::vector<Timestamp>& decreases,
                                             Timestamp now) {
  const std::int64_t today = decreases_on_day(decreases, now);
  if (today < kFreeDecreasesADay) return std::nullopt;
  const Timestamp last = decreases.back();
  const Timestamp midnight{(day_of(now) + 1) * kDayMicros};
  const Timestamp next = std::min(last + kBetweenDecreases, midnight);
  if (next <= now) return std::nullopt;
  return NextDecrease{today, last, next};
}

void set_throughput(TableDescription& table, const Throughput& wanted, Timestamp now) {
  const Throughput had = table.provisioned;
  const Throughput warm = warm_of(table);
  if (wanted.read_units > had.read_units || wanted.write_units > had.write_units) {
    table.last_increase_at = now;
  }
  if (wanted.read_units < had.read_units || wanted.write_units < had.write_units) {
    table.last_decrease_at = now;
    auto& decreases = table.settings.decreases;
    std::erase_if(decreases, [now](Timestamp at) { return day_of(at) != day_of(now); });
    decreases.push_back(now);
  }
  table.provisioned = wanted;
  keep_warm(table, higher(warm, wanted));
}

void set_billing(TableDescription& table, BillingMode billing, Timestamp now) {
  if (table.billing == billing) return;
  const Throughput warm = warm_of(table);
  if (billing == BillingMode::kPayPerRequest) {
    table.settings.per_request_since = now;
    table.provisioned = {};
  } else {
    // From its creation, unless it was changed to that later.
    if (!table.settings.per_request_since) table.settings.per_request_since = table.created_at;
    table.on_demand_maxima.reset();
  }
  table.billing = billing;
  keep_warm(table, warm);
}

void set_warm(TableDescription& table, const Throughput& wanted) {
  keep_warm(table, higher(warm_of(table), wanted));
}

}  // namespace tidemark::tables

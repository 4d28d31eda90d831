// What a table's capacity settings mean: how warm it is, how often its throughput fell today.
// Nothing here is throttled by them.
//
// Threads   Pure functions.
// Source    AWS as observed in October 2026 (tests/conformance/table_settings.test.mjs).
#pragma once

#include "base/timestamp.h"
#include "tables/table_description.h"

#include <cstdint>
#include <optional>

namespace tidemark::tables {

// What every table paid per request can take from its first second on.
inline constexpr Throughput kInitialOnDemand{12'000, 4'000};

// DescribeLimits: of one table, and of one index.
inline constexpr std::uint64_t kMaxTableUnits = 40'000;

// What a table of these settings can take although nobody asked for warm throughput.
Throughput warm_by_default(BillingMode billing, const Throughput& provisioned);

// What the table can take at once: the highest it ever was asked to.
Throughput warm_of(const TableDescription& table);

// How often the table's throughput fell on the UTC day of `now`.
std::int64_t decreases_on_day(const TableDescription& table, Timestamp now);

inline constexpr std::int64_t kFreeDecreasesADay = 4;

struct NextDecrease {
  std::int64_t today = 0;
  Timestamp last;
  Timestamp next;  // from then on
};

// Why throughput may not fall now: after four times in a day, once an hour. Unset: it may.
std::optional<NextDecrease> decrease_refused(const TableDescription& table, Timestamp now);

// The same of an index.
std::int64_t decreases_on_day(const std::vector<Timestamp>& decreases, Timestamp now);
std::optional<NextDecrease> decrease_refused(const std::vector<Timestamp>& decreases,
                                             Timestamp now);

bool falls(const Throughput& wanted, const Throughput& has);

// Remembers that throughput goes from the one to the other.
void note_move(ThroughputMoves& moves, const Throughput& had, const Throughput& wanted,
               Timestamp now);

// Puts the new throughput into the table, with the instants and counts that go with it.
void set_throughput(TableDescription& table, const Throughput& wanted, Timestamp now);

// Puts the new mode into the table; of PROVISIONED the throughput is set apart.
void set_billing(TableDescription& table, BillingMode billing, Timestamp now);

// Members that are 0 stay as they are.
void set_warm(TableDescription& table, const Throughput& wanted);

}  // namespace tidemark::tables

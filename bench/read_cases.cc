#include "bench/read_cases.h"

#include "bench/measured_store.h"

#include <fmt/format.h>

namespace tidemark::bench {

using storage::KeyRef;
using storage::TableId;

namespace {

constexpr std::uint64_t kDeep = 20;  // old versions of a key
constexpr std::size_t kGetsABeat = 32;
constexpr std::size_t kRowsABeat = 256;
constexpr std::size_t kChangesAPage = 1000;

// A table whose items all have been written `rounds + 1` times.
struct Filled {
  TableId id;
  std::uint64_t items = 0;
  std::uint64_t last_round = 0;
  std::vector<Timestamp> after;  // by round: when all items had it and none a later one
};

struct Tables {
  std::unique_ptr<MeasuredStore> store;
  Filled off;   // no history
  Filled one;   // one old version of every key
  Filled deep;  // kDeep of them
  SeededRandom random{1};
};

Result<Filled> fill(MeasuredStore& store, const storage::History& history, std::uint64_t items,
                    std::uint64_t rounds) {
  Filled filled{{}, items, rounds, {}};
  TM_TRY(filled.id, store.make_table(history));
  for (std::uint64_t round = 0; round <= rounds; ++round) {
    TM_TRY(const Timestamp at, store.fill(filled.id, items, round));
    filled.after.push_back(at);
  }
  return filled;
}

Status set_up(Tables& tables, const Settings& settings) {
  // All tables together fit the block cache: what is compared is the engine's work, not misses.
  const std::uint64_t items = settings.quick ? 20'000 : 120'000;
  TM_TRY(tables.store, MeasuredStore::open(settings.directory + "/read"));
  MeasuredStore& store = *tables.store;
  TM_TRY(tables.off, fill(store, {}, items, 0));
  TM_TRY(tables.one, fill(store, MeasuredStore::kept(), items, 1));
  TM_TRY(tables.deep, fill(store, MeasuredStore::kept(), items / 20, kDeep));
  return store.settle();
}

using Read = std::function<Result<std::optional<storage::Version>>(const KeyRef&)>;

Result<Sample> gets(Tables& tables, const Filled& table, std::uint64_t round, double seconds,
                    const Read& read) {
  return repeat(seconds, kGetsABeat, [&]() -> Status {
    const std::uint64_t number = tables.random.below(table.items);
    TM_TRY(const auto version, read({table.id, storage::kItems, item_key(number)}));
    if (!version || !is_item(version->value, number, round)) return wrong("get", number);
    return Ok{};
  });
}

using Open = std::function<Result<storage::Scan>()>;

// Whole walks, one after another, rows a second. Every whole walk must have shown every item.
Result<Sample> scans(const Filled& table, double seconds, const Open& open) {
  std::optional<storage::Scan> scan;
  std::uint64_t rows = 0;
  auto sample = repeat(seconds, kRowsABeat, [&]() -> Status {
    if (!scan) {
      TM_TRY(scan, open());
      rows = 0;
    }
    if (scan->valid()) {
      if (scan->value().size() != kItemBytes) return wrong("scan", rows);
      ++rows;
      scan->next();
      return Ok{};
    }
    TM_TRY_STATUS(scan->status());
    if (rows != table.items) return wrong("scan", rows);
    scan.reset();
    return Ok{};
  });
  return sample;
}

Case get_case(std::shared_ptr<Tables> tables, const std::string& name, Filled Tables::* which) {
  return {"get, " + name, "op/s", [=](double seconds) {
            const Filled& table = (*tables).*which;
            return gets(*tables, table, table.last_round, seconds,
                        [&](const KeyRef& key) { return (*tables->store)->read(key); });
          }};
}

Case scan_case(std::shared_ptr<Tables> tables, const std::string& name, Filled Tables::* which) {
  return {"scan, " + name, "row/s", [=](double seconds) {
            const Filled& table = (*tables).*which;
            return scans(table, seconds, [&] {
              return (*tables->store)
                  ->scan({table.id, storage::kItems, {}, {}}, storage::Direction::kForward);
            });
          }};
}

// As of the instant at which every item had the value of `round`.
Case past_get_case(std::shared_ptr<Tables> tables, const std::string& name, Filled Tables::* which,
                   std::uint64_t round) {
  return {"as-of get, " + name, "op/s", [=](double seconds) {
            const Filled& table = (*tables).*which;
            return gets(*tables, table, round, seconds, [&](const KeyRef& key) {
              return (*tables->store)->read_as_of(key, table.after[round]);
            });
          }};
}

Case past_scan_case(std::shared_ptr<Tables> tables, const std::string& name, Filled Tables::* which,
                    std::uint64_t round) {
  return {"as-of scan, " + name, "row/s", [=](double seconds) {
            const Filled& table = (*tables).*which;
            return scans(table, seconds, [&] {
              return (*tables->store)
                  ->scan_as_of({table.id, storage::kItems, {}, {}}, table.after[round],
                               storage::Direction::kForward);
            });
          }};
}

// Every change of the table's second round, page by page.
Result<Sample> changes(Tables& tables, double seconds) {
  const Filled& table = tables.one;
  std::uint64_t read = 0;
  std::optional<storage::Change> after;
  TM_TRY(const Sample pages, repeat(seconds, 1, [&]() -> Status {
           TM_TRY(const auto page,
                  (*tables.store)
                      ->changes(table.id, table.after[0], table.after[1], kChangesAPage, after));
           read += page.changes.size();
           after = page.resume_after;
           if (!after && page.changes.empty()) return wrong("changes", read);
           return Ok{};
         }));
  return Sample{pages.value * kChangesAPage, {}};
}

}  // namespace

void add_read_cases(Bench& bench) {
  auto tables = std::make_shared<Tables>();
  Group group{.name = "read", .warmed = true};
  group.set_up = [tables, settings = bench.settings()] { return set_up(*tables, settings); };
  group.tear_down = [tables] { tables->store.reset(); };
  group.cases = {get_case(tables, "history off", &Tables::off),
                 get_case(tables, "1 old", &Tables::one),
                 get_case(tables, "20 old", &Tables::deep),
                 past_get_case(tables, "1 old", &Tables::one, 0),
                 past_get_case(tables, "20 old", &Tables::deep, kDeep / 2),
                 scan_case(tables, "history off", &Tables::off),
                 scan_case(tables, "1 old", &Tables::one),
                 scan_case(tables, "20 old", &Tables::deep),
                 past_scan_case(tables, "1 old", &Tables::one, 0),
                 past_scan_case(tables, "20 old", &Tables::deep, kDeep / 2),
                 {"changes", "row/s", [=](double seconds) { return changes(*tables, seconds); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench

#include "bench/commit_cases.h"

#include "bench/disk_cases.h"
#include "bench/measured_store.h"

#include <fmt/format.h>

namespace tidemark::bench {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::TableId;
using storage::View;

namespace {

// So many at once that the disk is not what bounds them: what history costs shows only then.
constexpr int kManyCallers = 1024;

// As a PutItem does: reads the old item, puts the new one, counts the difference.
storage::Decide put(KeyRef key, std::string value) {
  return [key = std::move(key), value = std::move(value)](View& view) -> Decision {
    const auto before = view.get(key);
    if (!before) return storage::Refused{};
    Changes changes;
    changes.put(key, value);
    changes.tally(key.table, {before.value() ? 0 : 1, 0, 1});
    return changes;
  };
}

// One table, that grows by inserts and is overwritten from its beginning.
class Written {
 public:
  Written(MeasuredStore& store, TableId table, std::uint64_t filled)
      : store_(store), table_(table), filled_(filled), inserted_(filled) {}

  Result<Sample> insert(double seconds, int callers) {
    return run(seconds, callers, [&] { return std::pair(inserted_++, std::uint64_t{0}); });
  }

  Result<Sample> overwrite(double seconds, int callers) {
    return run(seconds, callers, [&] { return std::pair(random_.below(filled_), ++round_); });
  }

 private:
  template <class Next>
  Result<Sample> run(double seconds, int callers, Next next) {
    const std::uint64_t syncs = store_->metrics().syncs;
    const double cpu = process_cpu_seconds();
    const Stopwatch watch;
    InFlight commits(*store_, callers);
    std::uint64_t count = 0;
    for (; watch.seconds() < seconds; ++count) {
      const auto [number, round] = next();
      KeyRef key{table_, storage::kItems, item_key(number)};
      commits.start(key, put(key, item_value(number, round)));
    }
    TM_TRY_STATUS(commits.finish());
    const double spent = watch.seconds();
    const auto done = static_cast<double>(count);
    Sample sample{done / spent, {}};
    sample.also["per_sync"] = done / static_cast<double>(store_->metrics().syncs - syncs);
    sample.also["cpu_us"] = (process_cpu_seconds() - cpu) * 1e6 / done;
    add_latencies(sample, commits.take_latencies());
    return sample;
  }

  MeasuredStore& store_;
  TableId table_;
  std::uint64_t filled_;
  std::uint64_t inserted_;
  std::uint64_t round_ = 0;
  SeededRandom random_{1};
};

struct Tables {
  std::unique_ptr<MeasuredStore> store;
  std::optional<Written> off;
  std::optional<Written> on;
};

Status set_up(Tables& tables, const Settings& settings) {
  const std::uint64_t items = settings.quick ? 20'000 : 200'000;
  TM_TRY(tables.store, MeasuredStore::open(settings.directory + "/commit"));
  MeasuredStore& store = *tables.store;
  TM_TRY(const TableId off, store.make_table({}));
  TM_TRY(const TableId on, store.make_table(MeasuredStore::kept()));
  TM_TRY_STATUS(store.fill(off, items, 0));
  TM_TRY_STATUS(store.fill(on, items, 0));
  TM_TRY_STATUS(store.settle());
  tables.off.emplace(store, off, items);
  tables.on.emplace(store, on, items);
  return Ok{};
}

}  // namespace

void add_commit_cases(Bench& bench) {
  auto tables = std::make_shared<Tables>();
  Group group{.name = "commit"};
  group.set_up = [tables, settings = bench.settings()] { return set_up(*tables, settings); };
  group.tear_down = [tables] {
    tables->off.reset();
    tables->on.reset();
    tables->store.reset();
  };
  group.cases.push_back(fdatasync_case(bench.settings()));
  for (const int callers : {1, 16, 64, kManyCallers}) {
    group.cases.push_back({fmt::format("insert, {} callers, history off", callers), "op/s",
                           [=](double seconds) { return tables->off->insert(seconds, callers); }});
    group.cases.push_back({fmt::format("insert, {} callers, history on", callers), "op/s",
                           [=](double seconds) { return tables->on->insert(seconds, callers); }});
    group.cases.push_back(
        {fmt::format("overwrite, {} callers, history off", callers), "op/s",
         [=](double seconds) { return tables->off->overwrite(seconds, callers); }});
    group.cases.push_back(
        {fmt::format("overwrite, {} callers, history on", callers), "op/s",
         [=](double seconds) { return tables->on->overwrite(seconds, callers); }});
  }
  bench.add(std::move(group));
}

}  // namespace tidemark::bench

#include "apps/engine_metrics.h"

#include "apps/process_metrics.h"
#include "server/metrics_text.h"

#include <algorithm>

namespace tidemark::apps {

namespace {

using server::MetricKind;
using server::MetricsText;
using storage::StoreMetrics;
using enum server::MetricKind;

constexpr double kMicros = 1e6;  // of a second
constexpr std::size_t kTablesShown = 100;

double seconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / kMicros;
}

// One region, read once.
struct Looked {
  std::string region;
  const storage::Store* store;
  StoreMetrics metrics;
};

using Stores = std::vector<Looked>;

// A family with one sample a region.
template <class Value>
void each(MetricsText& text, const Stores& stores, std::string_view name, MetricKind kind,
          std::string_view help, const Value& value) {
  text.family(fmt::format("tidemark_store_{}", name), kind, help);
  for (const Looked& at : stores) text.sample({{"region", at.region}}, value(at.metrics));
}

template <class Counts>
void each_histogram(MetricsText& text, const Stores& stores, std::string_view name,
                    std::string_view help, double per_one, const Counts& counts) {
  text.family(fmt::format("tidemark_store_{}", name), kHistogram, help);
  for (const Looked& at : stores)
    text.histogram({{"region", at.region}}, counts(at.metrics), per_one);
}

void write_commits(MetricsText& text, const Stores& stores) {
  each(text, stores, "commits_total", kCounter, "Decisions committed.",
       [](const auto& m) { return m.commits; });
  each(text, stores, "groups_total", kCounter, "Groups written.",
       [](const auto& m) { return m.groups; });
  each(text, stores, "syncs_total", kCounter, "Times the log was synced.",
       [](const auto& m) { return m.syncs; });
  each_histogram(text, stores, "group_decisions", "Decisions committed by a group.", 1,
                 [](const auto& m) { return m.group_decisions; });
  each_histogram(text, stores, "group_bytes", "Bytes that a group wrote to the log.", 1,
                 [](const auto& m) { return m.group_bytes; });
  each_histogram(text, stores, "sync_seconds", "Time to write a group to the log and sync it.",
                 kMicros, [](const auto& m) { return m.sync_micros; });
  each(text, stores, "slow_groups_total", kCounter, "Groups that took a second or more to sync.",
       [](const auto& m) { return m.slow_groups; });
  each(text, stores, "waiting_decisions", kGauge, "Decisions that wait for the committer.",
       [](const auto& m) { return m.waiting_decisions; });
}

void write_clock_and_disk(MetricsText& text, const Stores& stores) {
  each(text, stores, "clock_offset_seconds", kGauge,
       "Wall clock minus last commit; below zero it stands behind.",
       [](const auto& m) { return static_cast<double>(m.clock_offset_micros) / kMicros; });
  each(text, stores, "clock_in_doubt", kGauge, "1: the clock jumped, nothing old is dropped.",
       [](const auto& m) { return m.clock_in_doubt ? 1 : 0; });
  each(text, stores, "disk_free_bytes", kGauge, "Free space of the file system.",
       [](const auto& m) { return m.free_bytes; });
  each(text, stores, "disk_reserve_bytes", kGauge, "Below this much free space writes are refused.",
       [](const auto& m) { return m.disk_reserve_bytes; });
  each(text, stores, "disk_reserve_reached", kGauge, "1: writes are refused.",
       [](const auto& m) { return m.disk_reserve_reached ? 1 : 0; });
  each(text, stores, "log_bytes", kGauge, "Bytes of write-ahead logs.",
       [](const auto& m) { return m.log_bytes; });
  each(text, stores, "writes_stopped", kGauge, "1: RocksDB waits for compaction.",
       [](const auto& m) { return m.writes_stopped ? 1 : 0; });
}

void write_families(MetricsText& text, const Stores& stores) {
  const auto family = [&](std::string_view name, std::string_view help,
                          std::uint64_t storage::FamilyUse::* value) {
    text.family(fmt::format("tidemark_store_family_{}", name), kGauge, help);
    for (const Looked& at : stores) {
      for (const storage::FamilyUse& use : at.metrics.families) {
        text.sample({{"region", at.region}, {"family", use.name}}, use.*value);
      }
    }
  };
  family("file_bytes", "Bytes of sorted files.", &storage::FamilyUse::file_bytes);
  family("files", "Sorted files.", &storage::FamilyUse::files);
  family("level0_files", "Sorted files not yet merged.", &storage::FamilyUse::level0_files);
  family("memory_bytes", "Bytes not yet in sorted files.", &storage::FamilyUse::memory_bytes);
  family("pending_compaction_bytes", "What compaction still has to rewrite, estimated.",
         &storage::FamilyUse::pending_compaction_bytes);
}

void write_trimming(MetricsText& text, const Stores& stores) {
  each(text, stores, "trim_lag_seconds", kGauge,
       "How far the floor that lags most stands behind what is due.",
       [](const auto& m) { return seconds(m.floor_lag); });
  each(text, stores, "trim_keyspaces_waiting", kGauge,
       "Keyspaces with rows that a floor has passed.",
       [](const auto& m) { return m.keyspaces_to_trim; });
  each(text, stores, "trim_pieces_total", kCounter, "Pieces of housekeeping done.",
       [](const auto& m) { return m.trim_pieces; });
  each(text, stores, "trim_rewritten_bytes_total", kCounter,
       "Bytes of files that trimming rewrote.", [](const auto& m) { return m.trim_bytes; });
}

void write_what_holds(MetricsText& text, const Stores& stores, Timestamp now, bool names) {
  each(text, stores, "tables", kGauge, "Tables, dropped ones with history included.",
       [](const auto& m) { return m.tables; });
  each(text, stores, "pins", kGauge, "Pins: instants that backups keep alive.",
       [](const auto& m) { return m.pins; });
  each(text, stores, "readers", kGauge, "Leases that reads of the past hold now.",
       [](const auto& m) { return m.readers; });
  each(text, stores, "oldest_reader_age_seconds", kGauge, "Age of the oldest instant being read.",
       [&](const auto& m) { return m.oldest_reader ? seconds(now - *m.oldest_reader) : 0.0; });
  text.family("tidemark_store_oldest_pin_age_seconds", kGauge,
              "Age of the oldest instant that a pin keeps alive, and the pin.");
  for (const Looked& at : stores) {
    const auto pins = at.store->pins();
    const auto oldest = std::ranges::min_element(pins, {}, &storage::PinState::at);
    if (oldest == pins.end()) continue;
    const std::string pin = names ? oldest->id : std::string();
    text.sample({{"region", at.region}, {"pin", pin}}, seconds(now - oldest->at));
  }
}

// Jobs of one kind in one store.
struct JobCounts {
  std::uint64_t waiting = 0;  // not yet due
  std::uint64_t running = 0;  // due
  std::uint64_t failing = 0;  // due or waiting, after a step that failed
  std::uint64_t failed = 0;   // given up
  std::chrono::microseconds oldest{0};
  std::chrono::microseconds overdue{0};
};

std::map<std::string, JobCounts> jobs_of(const storage::Store& store, Timestamp now,
                                         const storage::JobRunner::Activity& activity) {
  std::map<std::string, JobCounts> kinds;
  for (const auto& [kind, done] : activity.kinds) kinds[kind];  // none is a figure, too
  for (const storage::JobRow& row : store.jobs()) {
    JobCounts& kind = kinds[row.kind];
    const auto begun = activity.begun.find({&store, row.id});
    if (row.failed) {
      ++kind.failed;
      continue;
    }
    if (row.failures > 0) ++kind.failing;
    const bool due = row.due_at <= now;
    ++(due ? kind.running : kind.waiting);
    // One that is due at once, whatever the clock says, waits since nobody knows when.
    if (due && row.due_at != Timestamp{}) kind.overdue = std::max(kind.overdue, now - row.due_at);
    if (begun != activity.begun.end()) kind.oldest = std::max(kind.oldest, now - begun->second);
  }
  return kinds;
}

void write_jobs(MetricsText& text, const Stores& stores, Timestamp now,
                const storage::JobRunner::Activity& activity) {
  std::vector<std::pair<std::string, std::map<std::string, JobCounts>>> regions;
  for (const Looked& at : stores)
    regions.emplace_back(at.region, jobs_of(*at.store, now, activity));
  text.family("tidemark_jobs", kGauge, "Background jobs, by kind and state.");
  for (const auto& [region, kinds] : regions) {
    for (const auto& [kind, jobs] : kinds) {
      const auto state = [&, &of = region, &name = kind](std::string_view word, std::uint64_t n) {
        text.sample({{"region", of}, {"kind", name}, {"state", word}}, n);
      };
      state("waiting", jobs.waiting);
      state("running", jobs.running);
      state("failing", jobs.failing);
      state("failed", jobs.failed);
    }
  }
  const auto age = [&](std::string_view name, std::string_view help,
                       std::chrono::microseconds JobCounts::* value) {
    text.family(name, kGauge, help);
    for (const auto& [region, kinds] : regions) {
      for (const auto& [kind, jobs] : kinds) {
        text.sample({{"region", region}, {"kind", kind}}, seconds(jobs.*value));
      }
    }
  };
  age("tidemark_job_oldest_seconds",
      "Time since the oldest job under way made its first step in this process.",
      &JobCounts::oldest);
  age("tidemark_job_overdue_seconds", "How long the job that waits longest has been due.",
      &JobCounts::overdue);
  const auto total = [&](std::string_view name, std::string_view help,
                         std::uint64_t storage::JobRunner::KindActivity::* value) {
    text.family(name, kCounter, help);
    for (const auto& [kind, done] : activity.kinds) text.sample({{"kind", kind}}, done.*value);
  };
  using Done = storage::JobRunner::KindActivity;
  total("tidemark_job_steps_total", "Steps of jobs committed.", &Done::steps);
  total("tidemark_job_step_failures_total", "Steps of jobs that failed.", &Done::failures);
  total("tidemark_jobs_finished_total", "Jobs finished.", &Done::finished);
}

void write_memory(MetricsText& text, const storage::Environment::Memory& memory) {
  const auto gauge = [&](std::string_view name, std::string_view help, std::size_t value) {
    text.family(name, kGauge, help);
    text.sample({}, value);
  };
  gauge("tidemark_block_cache_bytes", "Block cache in use.", memory.block_cache_used);
  gauge("tidemark_block_cache_pinned_bytes", "Of it, what cannot be evicted now.",
        memory.block_cache_pinned);
  gauge("tidemark_block_cache_capacity_bytes", "Size of the block cache.",
        memory.block_cache_capacity);
  gauge("tidemark_write_buffer_bytes", "Write buffers in use, all stores.",
        memory.write_buffers_used);
  gauge("tidemark_write_buffer_capacity_bytes", "From here on buffers are written out.",
        memory.write_buffers_capacity);
}

struct NamedSizes {
  std::string region;
  std::vector<TableSize> tables;
};

void write_tables(MetricsText& text, const std::vector<NamedSizes>& regions) {
  const auto each_table = [&](const auto& write) {
    for (const NamedSizes& sizes : regions) {
      for (const TableSize& table : sizes.tables) write(sizes.region, table);
    }
  };
  text.family("tidemark_table_items", kGauge, "Items of a table.");
  each_table([&](const std::string& region, const TableSize& table) {
    text.sample({{"region", region}, {"account", table.name.account}, {"table", table.name.name}},
                table.tally.items);
  });
  text.family("tidemark_table_bytes", kGauge, "Bytes of a table's items, as AWS counts them.");
  each_table([&](const std::string& region, const TableSize& table) {
    text.sample({{"region", region}, {"account", table.name.account}, {"table", table.name.name}},
                table.tally.bytes);
  });
  text.family("tidemark_table_disk_bytes", kGauge,
              "About what a table takes on the disk: current, history, changes.");
  each_table([&](const std::string& region, const TableSize& table) {
    const auto part = [&](std::string_view word, std::uint64_t bytes) {
      text.sample({{"region", region},
                   {"account", table.name.account},
                   {"table", table.name.name},
                   {"part", word}},
                  bytes);
    };
    part("current", table.disk.current);
    part("history", table.disk.history);
    part("changes", table.disk.log);
  });
}

}  // namespace

TableSizes& EngineMetrics::sizes_of(const std::string& region) {
  const std::lock_guard lock(mutex_);
  auto& sizes = sizes_[region];
  if (!sizes) sizes = std::make_unique<TableSizes>();
  return *sizes;
}

std::string EngineMetrics::text(bool names) {
  Stores stores;
  for (const auto& [region, store] : regions_.all()) {
    stores.push_back({region, store, store->metrics()});
  }
  const Timestamp now = clock_.now();
  MetricsText text;
  text.family("tidemark_build_info", kGauge, "Always 1; the version that runs.");
  text.sample({{"version", TIDEMARK_VERSION}}, 1);
  write_process(text);
  write_commits(text, stores);
  write_clock_and_disk(text, stores);
  write_families(text, stores);
  write_trimming(text, stores);
  write_what_holds(text, stores, now, names);
  write_jobs(text, stores, now, jobs_.activity());
  write_memory(text, environment_.memory());
  if (!names) return text.take();
  std::vector<NamedSizes> sizes;
  for (const Looked& at : stores) {
    sizes.push_back({at.region, sizes_of(at.region).largest(*at.store, kTablesShown)});
  }
  write_tables(text, sizes);
  return text.take();
}

}  // namespace tidemark::apps

// `tidemark stats` for programs.
#include "apps/store_stats.h"
#include "codec/iso8601.h"
#include "codec/json.h"

namespace tidemark::apps {

namespace {

using codec::JsonWriter;

void number(JsonWriter& out, std::string_view name, std::uint64_t value) {
  out.key(name).number(static_cast<std::int64_t>(value));
}

void instant(JsonWriter& out, std::string_view name, Timestamp at) {
  out.key(name).string(codec::to_iso8601(at, codec::Fraction::kMicros));
}

void count(JsonWriter& out, std::string_view name, const storage::VersionCount& versions) {
  out.key(name).begin_object();
  number(out, "versions", versions.versions);
  number(out, "bytes", versions.bytes);
  out.end_object();
}

void write_history(JsonWriter& out, const storage::KeyspaceUse& use) {
  if (!use.history) {
    out.key("history").null();
    return;
  }
  const storage::HistoryUse& history = *use.history;
  out.key("history").begin_object();
  count(out, "items", history.items);
  count(out, "tallies", history.tallies);
  count(out, "freeable", history.freeable);
  count(out, "heldByOnePin", history.held_by_one);
  count(out, "heldByMore", history.held_by_more);
  if (history.items.versions > 0) {
    number(out, "diskBytesPerVersion", (use.disk.history + use.disk.log) / history.items.versions);
  }
  out.end_object();
}

void write_table(JsonWriter& out, const TableStats& table) {
  out.begin_object().key("name").string(table.name).key("account").string(table.account);
  out.key("tableId").string(table.id);
  number(out, "keyspace", table.keyspace);
  out.key("items").number(table.use.tally.items).key("bytes").number(table.use.tally.bytes);
  out.key("pitr").boolean(table.history.kept && !table.for_stream);
  if (table.history.kept) {
    number(out, "periodSeconds",
           static_cast<std::uint64_t>(table.history.period.count() / 1'000'000));
    instant(out, "floor", table.history.floor);
  }
  if (table.dropped_at) instant(out, "deletedAt", *table.dropped_at);
  number(out, "strata", table.strata);
  out.key("disk").begin_object();
  number(out, "current", table.use.disk.current);
  number(out, "base", table.base_bytes);
  number(out, "history", table.use.disk.history);
  number(out, "changes", table.use.disk.log);
  out.end_object();
  write_history(out, table.use);
  out.end_object();
}

void write_pin(JsonWriter& out, const PinStats& pin) {
  out.begin_object().key("id").string(pin.id).key("backup").string(pin.backup);
  out.key("table").string(pin.table);
  instant(out, "at", pin.at);
  if (pin.alone) count(out, "heldAlone", *pin.alone);
  out.end_object();
}

void write_job(JsonWriter& out, const storage::JobRow& job) {
  out.begin_object().key("id").string(job.id).key("kind").string(job.kind);
  instant(out, "dueAt", job.due_at);
  number(out, "failures", job.failures);
  out.key("failed").boolean(job.failed).key("reason").string(job.reason);
  out.end_object();
}

void write_family(JsonWriter& out, const storage::FamilyUse& family) {
  out.begin_object().key("name").string(family.name);
  number(out, "files", family.files);
  number(out, "bytes", family.file_bytes);
  out.end_object();
}

template <class Things, class Write>
void each(JsonWriter& out, std::string_view name, const Things& things, const Write& write) {
  out.key(name).begin_array();
  for (const auto& thing : things) write(out, thing);
  out.end_array();
}

void write_region(JsonWriter& out, const RegionStats& region) {
  out.begin_object().key("region").string(region.region).key("empty").boolean(region.empty);
  number(out, "storeFormat", region.use.format);
  instant(out, "lastCommit", region.use.last_commit);
  out.key("damaged").boolean(region.damaged);
  each(out, "tables", region.tables, write_table);
  each(out, "pins", region.pins, write_pin);
  each(out, "jobs", region.jobs, write_job);
  number(out, "bases", region.bases);
  each(out, "families", region.use.families, write_family);
  number(out, "logBytes", region.use.log_bytes);
  out.end_object();
}

}  // namespace

std::string to_json(const DirectoryStats& stats) {
  JsonWriter out;
  out.begin_object().key("directory").string(stats.directory);
  number(out, "format", storage::kDataFormat);
  instant(out, "now", stats.now);
  each(out, "regions", stats.regions, write_region);
  out.end_object();
  return out.take() + '\n';
}

}  // namespace tidemark::apps

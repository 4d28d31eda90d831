#include "storage/meta_check.h"

#include "storage/database.h"
#include "storage/registry.h"

namespace tidemark::storage {

namespace {

class MetaCheck {
 public:
  MetaCheck(const Registry& registry, Findings& findings)
      : registry_(registry), findings_(findings) {}

  void run() {
    for (const auto& [id, state] : registry_.tables) check_table(*state);
    for (const auto& [id, pin] : registry_.pins) check_pin(pin);
    for (const auto& [keyspace, table] : *registry_.bases) check_base(keyspace, table);
  }

 private:
  void add(const char* rule, std::string table, std::string key, std::string what) {
    findings_.add({.rule = rule,
                   .family = "meta",
                   .table = std::move(table),
                   .key = std::move(key),
                   .what = std::move(what),
                   .advice = kAdviseRepair});
  }

  void check_number(std::uint64_t number, const std::string& name) {
    const bool given = number == kCatalog.value || number >= kFirstNumber;
    if (given && number < registry_.next_number) return;
    if (number == kCatalog.value) return;
    add("number", name, "",
        fmt::format("{} is in use, but numbers were given out from {} to {}", number, kFirstNumber,
                    registry_.next_number));
  }

  void check_strata(const Strata& strata, const std::string& name, const std::string& key) {
    for (const StratumRef& stratum : strata) {
      if (stratum.at == Timestamp::max()) {
        const auto base = registry_.bases->find(stratum.keyspace);
        if (base != registry_.bases->end() && base->second != kNoTable) continue;
        add("stratum-gone", name, key,
            fmt::format("its list names base {}, which is not there", stratum.keyspace.value));
        continue;
      }
      const auto former = registry_.bases->find(stratum.keyspace);
      const bool there = registry_.table({stratum.keyspace.value}) ||
                         (former != registry_.bases->end() && former->second != kNoTable);
      if (!there) {
        add("stratum-gone", name, key,
            fmt::format("its list names keyspace {}, which is not there", stratum.keyspace.value));
      } else if (stratum.at > latest()) {
        add("ahead-of-clock", name, key,
            fmt::format("its list reads keyspace {} as of {}, after the last commit",
                        stratum.keyspace.value, stratum.at.micros));
      }
    }
  }

  [[nodiscard]] Timestamp latest() const {
    return std::max(registry_.clock.last_commit, registry_.clock.closed);
  }

  void check_table(const TableState& table) {
    const std::string name = fmt::format("table {}", table.id.value);
    check_number(table.id.value, name);
    check_strata(table.beneath, name, "");
    if (table.beneath.size() > kMaxStrata) {
      add("too-deep", name, "", fmt::format("{} strata lie beneath it", table.beneath.size()));
    }
    if (registry_.bases->contains({table.id.value})) {
      add("table-and-base", name, "", "its number is also a base's");
    }
    if (table.created_at > latest() || table.dropped_at.value_or(Timestamp{}) > latest()) {
      add("ahead-of-clock", name, "", "it was made or dropped after the last commit");
    }
    if (table.dropped_at && (*table.dropped_at < table.created_at || !table.history.kept)) {
      add("dropped-table", name, "", "it was dropped before it was made, or keeps no history");
    }
  }

  void check_pin(const PinState& pin) {
    const std::string name = fmt::format("table {}", pin.table.value);
    check_number(pin.table.value, name);
    check_strata(pin.sees, name, pin.id);
    if (pin.sees.empty() || pin.sees.front() != StratumRef{{pin.table.value}, pin.at}) {
      add("pin", name, pin.id, "what it sees does not begin with its own table at its instant");
    }
  }

  void check_base(KeyspaceId keyspace, TableId table) {
    const std::string name = fmt::format("base {}", keyspace.value);
    check_number(keyspace.value, name);
    if (table == kNoTable && registry_.references->any(keyspace)) {
      add("doomed-but-named", name, "", "it is to be removed, but a table or pin still reads it");
    }
  }

  const Registry& registry_;
  Findings& findings_;
};

}  // namespace

void check_meta(const StoppedStore& store, Walked& walked, Findings& findings) {
  const Database& database = store.database();
  const std::unique_ptr<rocksdb::Iterator> rows(database.db().NewIterator({}, database.meta()));
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    ++walked.meta.rows;
    walked.meta.bytes += rows->key().size() + rows->value().size();
  }
  if (!rows->status().ok()) {
    add_unreadable(to_error(rows->status(), "walking"), "meta rows", "meta", "", findings);
  }
  const Registry& registry = store.registry();
  // Before its first row a store is only half made, and holds nothing that could be wrong.
  if (walked.meta.rows > 0 && !registry.table(kCatalog)) {
    findings.add({.rule = "catalog-missing",
                  .family = "meta",
                  .table = {},
                  .key = {},
                  .what = "the store has rows, but no catalog",
                  .advice = kAdviseRepair});
  }
  walked.tables = registry.tables.size();
  for (const auto& [id, state] : registry.tables) walked.dropped += state->dropped_at ? 1 : 0;
  walked.pins = registry.pins.size();
  walked.jobs = registry.jobs.size();
  for (const auto& [id, job] : registry.jobs) walked.failed_jobs += job.failed ? 1 : 0;
  walked.bases = registry.bases->size();
  MetaCheck(registry, findings).run();
}

}  // namespace tidemark::storage

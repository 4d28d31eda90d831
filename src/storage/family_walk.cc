#include "storage/family_walk.h"

#include "codec/hex.h"
#include "codec/ordered_bytes.h"
#include "storage/database.h"
#include "storage/meta_check.h"
#include "storage/registry.h"
#include "storage/stratum_reader.h"
#include "storage/version_walk.h"

#include <algorithm>
#include <limits>

namespace tidemark::storage {

namespace {

// Every component of a key is escaped and terminated, down to the last byte.
bool is_ordered(std::string_view key) {
  if (key.empty()) return false;
  while (!key.empty()) {
    if (!codec::take_ordered(key)) return false;
  }
  return true;
}

std::string_view suffix_in(std::string_view whole) {
  return whole.substr(kKeyspaceBytes);
}

bool is_tally(std::string_view suffix) {
  return take_u16(suffix) == kTallyPart;
}

std::uint64_t hash_of(Timestamp at, std::string_view suffix) {
  // A multiplier with no pattern of its own, so that neighbouring instants lie far apart.
  return std::hash<std::string_view>{}(suffix) ^
         (static_cast<std::uint64_t>(at.micros) * 0x9e3779b97f4a7c15ull);
}

// What a keyspace is, by the rows that name it.
struct Owner {
  enum Kind { kTable, kFormerTable, kBase, kDoomed, kUnknown } kind = kUnknown;

  TablePtr table;

  [[nodiscard]] std::string name(KeyspaceId keyspace) const {
    switch (kind) {
      case kTable: return fmt::format("table {}", keyspace.value);
      case kBase: return fmt::format("base {}", keyspace.value);
      default: return fmt::format("keyspace {}", keyspace.value);
    }
  }
};

Owner owner_of(const Registry& registry, KeyspaceId keyspace) {
  if (TablePtr table = registry.table({keyspace.value})) return {Owner::kTable, std::move(table)};
  const auto base = registry.bases->find(keyspace);
  if (base == registry.bases->end()) return {};
  if (base->second == kNoTable) return {Owner::kDoomed, nullptr};
  const bool own = base->second.value == keyspace.value;
  return {own ? Owner::kFormerTable : Owner::kBase, nullptr};
}

// After this instant every commit that touched a key of the table is in the change index.
Timestamp index_reach(const TableState& table) {
  const History& history = table.history;
  const Timestamp floor = history.kept ? history.floor : Timestamp::max();
  return std::min(floor, history.changes_from.value_or(Timestamp::max()));
}

// The rows of one keyspace, each compared with those it must agree with.
class KeyspaceCheck {
 public:
  KeyspaceCheck(const StoppedStore& store, KeyspaceId keyspace, Walked& walked, Findings& findings)
      : store_(store),
        keyspace_(keyspace),
        owner_(owner_of(store.registry(), keyspace)),
        reach_(owner_.table ? index_reach(*owner_.table) : Timestamp::max()),
        walked_(walked),
        findings_(findings) {}

  void run() {
    walk_versions();
    walk_log();
    report_orphan();
  }

 private:
  void add(const char* rule, const char* family, std::string_view key, std::string what,
           const char* advice = kAdviseRepair) {
    findings_.add({.rule = rule,
                   .family = family,
                   .table = owner_.name(keyspace_),
                   .key = codec::to_hex(key),
                   .what = std::move(what),
                   .advice = advice});
  }

  [[nodiscard]] bool judged() const {
    return owner_.kind != Owner::kUnknown && owner_.kind != Owner::kDoomed;
  }

  void walk_versions();
  void check_versions(const VersionWalk& walk);
  void check_one(const std::string& key, const VersionWalk::One& version);
  void note(const std::string& key, const VersionWalk::One& version);
  void walk_log();
  void check_entry(std::string_view key, const LogName& entry);
  void check_silent_entry(std::string_view key, std::string_view suffix, const LogName& entry);
  void report_unindexed();
  void report_orphan();

  const StoppedStore& store_;
  KeyspaceId keyspace_;
  Owner owner_;
  Timestamp reach_;
  Walked& walked_;
  Findings& findings_;
  std::uint64_t rows_ = 0;
  std::vector<std::uint64_t> instants_;  // hashes of what the change index must name
  std::vector<bool> indexed_;
};

void KeyspaceCheck::walk_versions() {
  VersionWalk walk(store_.database(), keyspace_prefix(keyspace_), keyspace_end(keyspace_),
                   [&](const char* family, std::string_view key, std::string why) {
                     add("row-undecodable", family, key, std::move(why));
                   });
  for (; walk.valid(); walk.next()) {
    if (judged()) check_versions(walk);
  }
  walked_.cur.rows += walk.met_cur().rows;
  walked_.cur.bytes += walk.met_cur().bytes;
  walked_.hist.rows += walk.met_hist().rows;
  walked_.hist.bytes += walk.met_hist().bytes;
  rows_ += walk.met_cur().rows + walk.met_hist().rows;
  if (!walk.status()) {
    add_unreadable(walk.status().error(), "versions", "cur", owner_.name(keyspace_), findings_);
  }
  std::ranges::sort(instants_);
  const auto same = std::ranges::unique(instants_);
  instants_.erase(same.begin(), same.end());
  indexed_.assign(instants_.size(), false);
}

void KeyspaceCheck::check_versions(const VersionWalk& walk) {
  const std::string& key = walk.key();
  const std::string_view suffix = suffix_in(key);
  const std::string_view name = suffix.substr(sizeof(Part));
  if (is_tally(suffix) ? !part_of_tally(name) : !is_ordered(name)) {
    add("key-form", "cur", key, "the key is not made of escaped and terminated components");
  }
  const VersionWalk::One* newer = nullptr;
  for (const VersionWalk::One& version : walk.versions()) {
    check_one(key, version);
    if (newer != nullptr && version.end > newer->start) {
      add("hist-overlap", newer->newest() ? "cur" : "hist", key,
          fmt::format("one version begins at {}, the one before it ends at {}", newer->start.micros,
                      version.end.micros));
    }
    newer = &version;
    note(key, version);
  }
}

void KeyspaceCheck::check_one(const std::string& key, const VersionWalk::One& version) {
  const char* family = version.newest() ? "cur" : "hist";
  const Timestamp last = store_.last_commit();
  if (version.start >= version.end || version.start.micros < 0) {
    add("interval", family, key,
        fmt::format("a version is valid from {} to {}", version.start.micros, version.end.micros));
  }
  if (version.start > last || (!version.newest() && version.end > last)) {
    add("ahead-of-clock", family, key,
        fmt::format("a version of {} lies after the last commit, {}", version.start.micros,
                    last.micros));
  }
  if (owner_.table && version.start < owner_.table->created_at) {
    add("before-creation", family, key,
        fmt::format("a version of {} is older than its table, made at {}", version.start.micros,
                    owner_.table->created_at.micros));
  }
  if (owner_.kind == Owner::kBase && (version.tombstone || !version.newest())) {
    add("base-changed", family, key, "a base holds a tombstone or a superseded version");
  }
  if (owner_.table && version.tombstone && owner_.table->beneath.empty()) {
    add("tombstone", family, key, "a tombstone in a table with nothing beneath it");
  }
  if (is_tally(suffix_in(key)) && (version.tombstone || !parse_tally(version.value))) {
    add("row-undecodable", family, key, "the tally cannot be read");
  }
}

// Its beginning and its end were commits that touched the key.
void KeyspaceCheck::note(const std::string& key, const VersionWalk::One& version) {
  const std::string_view suffix = suffix_in(key);
  if (is_tally(suffix)) return;
  if (version.start > reach_) instants_.push_back(hash_of(version.start, suffix));
  if (!version.newest() && version.end > reach_) instants_.push_back(hash_of(version.end, suffix));
}

void KeyspaceCheck::walk_log() {
  const std::string upper = keyspace_end(keyspace_);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  options.fill_cache = false;
  const Database& database = store_.database();
  const std::unique_ptr<rocksdb::Iterator> rows(database.db().NewIterator(options, database.log()));
  for (rows->Seek(keyspace_prefix(keyspace_)); rows->Valid(); rows->Next()) {
    const std::string_view key = rows->key().ToStringView();
    ++rows_;
    ++walked_.log.rows;
    walked_.log.bytes += key.size();
    const auto entry = parse_log_key(key);
    if (!entry || !rows->value().empty()) {
      add("row-undecodable", "log", key, "it has not the form of a change index entry");
    } else if (judged()) {
      check_entry(key, *entry);
    }
  }
  if (!rows->status().ok()) {
    add_unreadable(to_error(rows->status(), "walking the change index"), "change index", "log",
                   owner_.name(keyspace_), findings_);
    return;
  }
  report_unindexed();
}

void KeyspaceCheck::check_entry(std::string_view key, const LogName& entry) {
  if (owner_.kind == Owner::kBase) {
    return add("base-changed", "log", key, "a base has a change index");
  }
  if (entry.part == kTallyPart || !is_ordered(entry.key)) {
    return add("key-form", "log", key, "the entry names no key of a customer's part");
  }
  if (entry.at > store_.last_commit()) {
    return add("ahead-of-clock", "log", key,
               fmt::format("an entry of {} lies after the last commit, {}", entry.at.micros,
                           store_.last_commit().micros));
  }
  if (entry.at <= reach_) return;
  const std::string suffix = suffix_of(entry.part, entry.key);
  const auto found = std::ranges::lower_bound(instants_, hash_of(entry.at, suffix));
  if (found != instants_.end() && *found == hash_of(entry.at, suffix)) {
    indexed_[static_cast<std::size_t>(found - instants_.begin())] = true;
    return;
  }
  check_silent_entry(key, suffix, entry);
}

// No version begins or ends there: it was a delete of nothing, or trimming took what it ended.
void KeyspaceCheck::check_silent_entry(std::string_view key, std::string_view suffix,
                                       const LogName& entry) {
  const TableState& table = *owner_.table;
  const bool kept = table.history.kept && entry.at > table.history.floor;
  const Timestamp asked = kept ? entry.at : Timestamp::max();
  const auto row = read_stratum(store_.database(), {keyspace_, asked}, suffix);
  if (!row) {
    return add_unreadable(row.error(), "a key of the change index", "cur", owner_.name(keyspace_),
                          findings_);
  }
  if (row.value() && row.value()->written_at < entry.at) {
    add("change-without-version", "log", key,
        fmt::format("the key changed at {}, but the version of {} is still shown", entry.at.micros,
                    row.value()->written_at.micros));
  }
}

void KeyspaceCheck::report_unindexed() {
  const auto missing = std::ranges::count(indexed_, false);
  if (missing == 0) return;
  add("version-without-change", "log", {},
      fmt::format("{} versions after {} begin or end without an entry in the change index", missing,
                  reach_.micros));
}

void KeyspaceCheck::report_orphan() {
  if (owner_.kind != Owner::kUnknown || rows_ == 0) return;
  add("orphan-keyspace", "cur", keyspace_prefix(keyspace_),
      fmt::format("{} rows belong to keyspace {}, which no table, base, stratum or pin names",
                  rows_, keyspace_.value));
}

// The first keyspace from `from` on that has a row in any family.
std::optional<KeyspaceId> next_keyspace(const StoppedStore& store, KeyspaceId from,
                                        Findings& findings) {
  const Database& database = store.database();
  std::optional<KeyspaceId> next;
  for (auto* family : {database.cur(), database.hist(), database.log()}) {
    const std::unique_ptr<rocksdb::Iterator> rows(database.db().NewIterator({}, family));
    rows->Seek(keyspace_prefix(from));
    if (!rows->status().ok()) {
      add_unreadable(to_error(rows->status(), "looking for keyspaces"), "keyspaces",
                     family->GetName(), "", findings);
    }
    if (!rows->Valid()) continue;
    const std::string_view key = rows->key().ToStringView();
    KeyspaceId found = from;
    if (key.size() >= kKeyspaceBytes) found = {take_u64(key)};
    next = std::min(next.value_or(found), found);
  }
  return next;
}

}  // namespace

void add_unreadable(const Error& error, std::string_view doing, const std::string& family,
                    const std::string& table, Findings& findings) {
  findings.add(
      {.rule = "unreadable",
       .family = family,
       .table = table,
       .key = {},
       .what = fmt::format("the {} could not be read to the end: {}", doing, error.message),
       .advice = kAdviseRepair});
}

Walked walk_families(const StoppedStore& store, Findings& findings) {
  Walked walked;
  check_meta(store, walked, findings);
  std::optional<KeyspaceId> keyspace = next_keyspace(store, {0}, findings);
  while (keyspace) {
    KeyspaceCheck(store, *keyspace, walked, findings).run();
    if (keyspace->value == std::numeric_limits<std::uint64_t>::max()) break;
    keyspace = next_keyspace(store, {keyspace->value + 1}, findings);
  }
  return walked;
}

}  // namespace tidemark::storage

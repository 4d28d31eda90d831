#include "storage/stopped_store.h"

#include "storage/database.h"
#include "storage/log_check.h"
#include "storage/registry.h"
#include "storage/scan.h"
#include "storage/version_walk.h"

namespace tidemark::storage {

StoppedStore::StoppedStore() = default;
StoppedStore::~StoppedStore() = default;

Result<std::unique_ptr<StoppedStore>> StoppedStore::open(const std::string& directory,
                                                         Environment& environment) {
  TM_TRY_STATUS(check_before_opening(directory, environment));
  std::unique_ptr<StoppedStore> store(new StoppedStore());
  TM_TRY(store->database_, Database::open_to_read(directory, environment));
  TM_TRY(Registry registry, Registry::load(*store->database_));
  store->registry_ = std::make_unique<const Registry>(std::move(registry));
  return store;
}

std::vector<TableState> StoppedStore::tables() const {
  std::vector<TableState> result;
  for (const auto& [id, state] : registry_->tables) result.push_back(*state);
  return result;
}

std::optional<TableState> StoppedStore::table(TableId id) const {
  const TablePtr found = registry_->table(id);
  return found ? std::optional(*found) : std::nullopt;
}

std::vector<PinState> StoppedStore::pins() const {
  std::vector<PinState> result;
  for (const auto& [id, pin] : registry_->pins) result.push_back(pin);
  return result;
}

std::vector<JobRow> StoppedStore::jobs() const {
  std::vector<JobRow> result;
  for (const auto& [id, job] : registry_->jobs) result.push_back(job);
  return result;
}

std::vector<std::pair<KeyspaceId, TableId>> StoppedStore::bases() const {
  return {registry_->bases->begin(), registry_->bases->end()};
}

bool StoppedStore::referenced(KeyspaceId keyspace) const {
  return registry_->references->any(keyspace);
}

Timestamp StoppedStore::last_commit() const {
  return registry_->clock.last_commit;
}

Status StoppedStore::each(const Strata& strata, Part part, const Row& row) const {
  const SuffixRange range = suffix_range({{}, part, "", ""});
  StrataWalk walk(*database_, strata, range, Direction::kForward);
  for (; walk.valid(); walk.next()) {
    TM_TRY_STATUS(row(std::string_view(walk.suffix()).substr(sizeof(Part)), walk.row().value));
  }
  return walk.status();
}

Status StoppedStore::each_version(KeyspaceId keyspace, Part part,
                                  const EachVersion& version) const {
  const std::string from = cur_key(keyspace, suffix_of(part, {}));
  const std::string end = part_end(part);
  VersionWalk walk(*database_, from, end.empty() ? keyspace_end(keyspace) : cur_key(keyspace, end));
  for (; walk.valid(); walk.next()) {
    const std::string_view key = std::string_view(walk.key()).substr(kKeyspaceBytes + sizeof(Part));
    for (const VersionWalk::One& one : walk.versions()) {
      TM_TRY_STATUS(version(key, {one.start, one.end, one.tombstone, one.value}));
    }
  }
  return walk.status();
}

Result<std::optional<std::string>> StoppedStore::read(const Strata& strata, Part part,
                                                      std::string_view key) const {
  TM_TRY(auto version, read_strata(*database_, strata, suffix_of(part, key)));
  if (!version) return std::optional<std::string>();
  return std::optional<std::string>(std::move(version->value));
}

}  // namespace tidemark::storage

#include "storage/registry.h"

#include "base/check.h"
#include "storage/database.h"

#include <rocksdb/write_batch.h>

namespace tidemark::storage {

void References::add(const StratumRef& stratum) {
  instants_[stratum.keyspace].insert(stratum.at);
}

void References::add(const Strata& strata) {
  for (const StratumRef& stratum : strata) add(stratum);
}

bool References::exactly(const StratumRef& stratum) const {
  const auto found = instants_.find(stratum.keyspace);
  return found != instants_.end() && found->second.contains(stratum.at);
}

bool References::within(KeyspaceId keyspace, Timestamp start, Timestamp end) const {
  const auto found = instants_.find(keyspace);
  if (found == instants_.end()) return false;
  const auto first = found->second.lower_bound(start);
  return first != found->second.end() && *first < end;
}

TablePtr Registry::table(TableId id) const {
  const TablePtr* const found = tables.find(id);
  return found == nullptr ? nullptr : *found;
}

TablePtr Registry::live_table(TableId id) const {
  TablePtr found = table(id);
  return found && !found->dropped_at ? found : nullptr;
}

const PinState* Registry::pin(std::string_view id) const {
  return pins.find(id);
}

const JobRow* Registry::job(std::string_view id) const {
  return jobs.find(id);
}

Timestamp Registry::floor_of(KeyspaceId keyspace, Timestamp history_off) const {
  const TablePtr found = table({keyspace.value});
  if (!found) return Timestamp::max();
  return found->history.kept ? found->history.floor : history_off;
}

void Registry::count_references() {
  auto counted = std::make_shared<References>();
  for (const auto& [id, state] : tables) counted->add(state->beneath);
  for (const auto& [id, state] : pins) counted->add(state.sees);
  references = std::move(counted);
}

namespace {

struct Loading {
  std::shared_ptr<Registry::Bases> bases = std::make_shared<Registry::Bases>();
};

Status load_row(std::string_view key, std::string_view row, Registry& registry, Loading& loading) {
  const std::string_view id = key.substr(1);
  switch (key.front()) {
    case 'k': {
      TM_TRY(registry.clock, parse_clock(row));
      return Ok{};
    }
    case 'n': {
      TM_TRY(registry.next_number, parse_number(row));
      return Ok{};
    }
    case 't': {
      TM_TRY(TableState state, parse_table({take_u64(id)}, row));
      registry.tables.put(state.id, std::make_shared<const TableState>(std::move(state)));
      return Ok{};
    }
    case 'p': {
      TM_TRY(PinState pin, parse_pin(id, row));
      registry.pins.put(std::string(id), std::move(pin));
      return Ok{};
    }
    case 'j': {
      TM_TRY(JobRow job, parse_job(id, row));
      registry.jobs.put(std::string(id), std::move(job));
      return Ok{};
    }
    case 'b': {
      TM_TRY(const std::uint64_t table, parse_number(row));
      loading.bases->emplace(KeyspaceId{take_u64(id)}, TableId{table});
      return Ok{};
    }
    case 'f': return check_format(row);
    case 'w': {  // the clock watch's own: only proved readable
      TM_TRY_STATUS(parse_watch(row));
      return Ok{};
    }
    default: return fail(Code::kCorrupt, "the store has a meta row of an unknown kind");
  }
}

}  // namespace

Result<Registry> Registry::load(const Database& database) {
  // First of all: rows of a newer format are not ours to judge.
  TM_TRY(const auto format, database.get(database.meta(), std::string(kFormatRow)));
  if (format) TM_TRY_STATUS(check_format(*format));
  Registry registry;
  Loading loading;
  const std::unique_ptr<rocksdb::Iterator> rows(
      database.db().NewIterator(rocksdb::ReadOptions(), database.meta()));
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    TM_TRY_STATUS(
        load_row(rows->key().ToStringView(), rows->value().ToStringView(), registry, loading));
  }
  if (!rows->status().ok()) return to_error(rows->status(), "reading the meta rows");
  registry.bases = std::move(loading.bases);
  registry.count_references();
  return registry;
}

template <class Map>
Map& RegistryDraft::own(std::shared_ptr<const Map>& map, std::shared_ptr<Map>& owned) {
  owned = std::make_shared<Map>(*map);
  map = owned;
  return *owned;
}

const References& RegistryDraft::references() {
  if (references_stale_) now_.count_references();
  references_stale_ = false;
  return *now_.references;
}

void RegistryDraft::put_table(TableState state) {
  const TablePtr before = now_.table(state.id);
  if (!before || before->beneath != state.beneath) references_stale_ = references_touched_ = true;
  tables_.insert(state.id);
  const TableId id = state.id;
  now_.tables.put(id, std::make_shared<const TableState>(std::move(state)));
}

void RegistryDraft::erase_table(TableId id) {
  references_stale_ = references_touched_ = true;
  tables_.insert(id);
  now_.tables.erase(id);
}

void RegistryDraft::put_pin(PinState pin) {
  references_stale_ = references_touched_ = true;
  pins_.insert(pin.id);
  std::string id = pin.id;
  now_.pins.put(std::move(id), std::move(pin));
}

bool RegistryDraft::erase_pin(std::string_view id) {
  if (now_.pin(id) == nullptr) return false;
  references_stale_ = references_touched_ = true;
  pins_.emplace(id);
  now_.pins.erase(id);
  return true;
}

void RegistryDraft::put_job(JobRow job) {
  jobs_.insert(job.id);
  std::string id = job.id;
  now_.jobs.put(std::move(id), std::move(job));
}

void RegistryDraft::erase_job(std::string_view id) {
  if (now_.job(id) == nullptr) return;
  jobs_.emplace(id);
  now_.jobs.erase(id);
}

void RegistryDraft::put_base(KeyspaceId base, TableId table) {
  bases_.insert(base);
  std::shared_ptr<Registry::Bases> owned;
  own(now_.bases, owned)[base] = table;
}

void RegistryDraft::erase_base(KeyspaceId base) {
  bases_.insert(base);
  std::shared_ptr<Registry::Bases> owned;
  own(now_.bases, owned).erase(base);
}

bool RegistryDraft::changed() const {
  return !tables_.empty() || !pins_.empty() || !jobs_.empty() || !bases_.empty();
}

void RegistryDraft::write_rows(rocksdb::WriteBatch& batch, const Database& database) const {
  const auto put_or_delete = [&](const std::string& key, const std::optional<std::string>& row) {
    const rocksdb::Status status =
        row ? batch.Put(database.meta(), key, *row) : batch.Delete(database.meta(), key);
    TM_CHECK(status.ok());
  };
  for (const TableId id : tables_) {
    const TablePtr state = now_.table(id);
    put_or_delete(table_row_key(id), state ? std::optional(encode_table(*state)) : std::nullopt);
  }
  for (const std::string& id : pins_) {
    const PinState* pin = now_.pin(id);
    put_or_delete(pin_row_key(id), pin != nullptr ? std::optional(encode_pin(*pin)) : std::nullopt);
  }
  for (const std::string& id : jobs_) {
    const JobRow* job = now_.job(id);
    put_or_delete(job_row_key(id), job != nullptr ? std::optional(encode_job(*job)) : std::nullopt);
  }
  for (const KeyspaceId base : bases_) {
    const auto found = now_.bases->find(base);
    put_or_delete(base_row_key(base), found == now_.bases->end()
                                          ? std::nullopt
                                          : std::optional(encode_number(found->second.value)));
  }
  if (now_.next_number != base_->next_number) {
    put_or_delete(std::string(kNumberRow), encode_number(now_.next_number));
  }
  put_or_delete(std::string(kClockRow), encode_clock(now_.clock));
}

std::shared_ptr<const Registry> RegistryDraft::finish() {
  if (references_stale_) now_.count_references();
  return std::make_shared<const Registry>(now_);
}

}  // namespace tidemark::storage

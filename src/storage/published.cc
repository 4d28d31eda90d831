#include "storage/published.h"

#include "base/check.h"
#include "storage/faults.h"

#include <algorithm>

namespace tidemark::storage {

Lease& Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  release();
  published_ = std::exchange(other.published_, nullptr);
  strata_ = std::move(other.strata_);
  return *this;
}

void Lease::release() {
  if (published_ != nullptr) published_->release(strata_);
  published_ = nullptr;
}

bool Needed::read(KeyspaceId keyspace) const {
  return leased.any(keyspace) || std::ranges::find(named, keyspace) != named.end();
}

void Published::start(std::shared_ptr<const Registry> registry) {
  const std::lock_guard lock(mutex_);
  sealed_ = registry->clock.last_commit;
  registry_ = std::move(registry);
}

std::shared_ptr<const Registry> Published::registry() const {
  const std::lock_guard lock(mutex_);
  return registry_;
}

References Published::seal(Timestamp stamp) {
  const std::lock_guard lock(mutex_);
  sealed_ = std::max(sealed_, stamp);
  References leased;
  for (const auto& [key, count] : leases_) leased.add({key.first, key.second});
  return leased;
}

void Published::publish(std::shared_ptr<const Registry> next) {
  // The old registry may be the last holder of much: let it go outside the lock.
  std::shared_ptr<const Registry> old;
  const std::lock_guard lock(mutex_);
  if (!registry_->tables.is_same_as(next->tables)) retire_old(*next);
  old = std::exchange(registry_, std::move(next));
}

void Published::retire_old(const Registry& next) {
  std::erase_if(retired_, [](const auto& held) { return held.expired(); });
  Registry::Tables::differences(registry_->tables, next.tables,
                                [&](TableId, const TablePtr* before, const TablePtr*) {
                                  if (before != nullptr) retired_.push_back(*before);
                                });
}

Timestamp Published::last_stamp() const {
  const std::lock_guard lock(mutex_);
  return sealed_;
}

Result<TablePtr> Published::live_table(TableId id) const {
  TablePtr table = registry()->live_table(id);
  if (!table) return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
  return table;
}

Result<Reading> Published::read_table(TableId id, Timestamp at) {
  const std::lock_guard lock(mutex_);
  TablePtr table = registry_->table(id);
  if (!table) return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
  TM_TRY_STATUS(check_instant(*registry_, *registry_->references, *table, at, sealed_));
  Strata strata = strata_of(*table, at);
  return Reading{std::move(table), std::move(strata), lease({{{id.value}, at}})};
}

Result<Reading> Published::read_pin(std::string_view pin_id) {
  const std::lock_guard lock(mutex_);
  const PinState* pin = registry_->pin(pin_id);
  if (pin == nullptr) return fail(Code::kNotFound, fmt::format("there is no pin {}", pin_id));
  return Reading{nullptr, pin->sees, lease(pin->sees)};
}

Result<Lease> Published::hold_base(KeyspaceId base) {
  const std::lock_guard lock(mutex_);
  const auto found = registry_->bases->find(base);
  if (found == registry_->bases->end() || found->second == kNoTable) {
    return fail(Code::kNotFound, fmt::format("there is no base keyspace {}", base.value));
  }
  return lease({{base, Timestamp::max()}});
}

Lease Published::lease(Strata strata) {
  for (const StratumRef& stratum : strata) ++leases_[{stratum.keyspace, stratum.at}];
  return Lease(*this, std::move(strata));
}

void Published::release(const Strata& strata) {
  const std::lock_guard lock(mutex_);
  for (const StratumRef& stratum : strata) {
    const auto found = leases_.find({stratum.keyspace, stratum.at});
    TM_CHECK(found != leases_.end());
    if (--found->second == 0) leases_.erase(found);
  }
}

Needed Published::needed() const {
  const std::lock_guard lock(mutex_);
  Needed needed{registry_, {}, {}, registry_->clock.last_commit};
  for (const auto& [key, count] : leases_) needed.leased.add({key.first, key.second});
  for (const auto& held : retired_) {
    const TablePtr state = held.lock();
    if (!state) continue;
    needed.leased.add(state->beneath);
    needed.named.push_back({state->id.value});
  }
  return needed;
}

Published::Readers Published::readers() const {
  const std::lock_guard lock(mutex_);
  Readers readers;
  for (const auto& [stratum, count] : leases_) {
    readers.count += count;
    if (stratum.second == Timestamp::max()) continue;
    readers.oldest = std::min(readers.oldest.value_or(stratum.second), stratum.second);
  }
  return readers;
}

Strata strata_of(const TableState& table, Timestamp at) {
  Strata strata{{{table.id.value}, at}};
  strata.insert(strata.end(), table.beneath.begin(), table.beneath.end());
  if (TM_FAULT(kBranchReadsLatest)) {
    for (std::size_t i = 1; i < strata.size(); ++i) strata[i].at = Timestamp::max();
  }
  return strata;
}

Status check_instant(const Registry& registry, const References& references,
                     const TableState& table, Timestamp at, Timestamp history_off) {
  const KeyspaceId keyspace{table.id.value};
  const Timestamp floor = registry.floor_of(keyspace, history_off);
  const bool kept = at >= floor || references.exactly({keyspace, at});
  if (kept && at >= table.created_at && (!table.dropped_at || at < *table.dropped_at)) return Ok{};
  const Timestamp earliest = std::max(floor, table.created_at);
  const std::string until =
      table.dropped_at ? fmt::format("{}", table.dropped_at->micros - 1) : std::string("now");
  return fail(
      Code::kInvalid,
      fmt::format(
          "instant {} is outside the window of table {}, {} to {} (microseconds since 1970)",
          at.micros, table.id.value, earliest.micros, until));
}

}  // namespace tidemark::storage

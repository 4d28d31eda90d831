#include "apps/table_sizes.h"

#include "tables/all_tables.h"

#include <algorithm>
#include <set>

namespace tidemark::apps {

namespace {

std::uint64_t total(const TableSize& table) {
  return table.disk.current + table.disk.history + table.disk.log;
}

}  // namespace

std::vector<tables::TableDescription> TableSizes::in_turn(
    std::vector<tables::TableDescription> all) {
  std::ranges::sort(all, {}, &tables::TableDescription::stored_as);
  const auto next = std::ranges::upper_bound(all, last_, {}, &tables::TableDescription::stored_as);
  std::ranges::rotate(all, next);
  if (all.size() > kTablesALook) all.erase(all.begin() + kTablesALook, all.end());
  if (!all.empty()) last_ = all.back().stored_as;
  return all;
}

void TableSizes::look(const storage::Store& store) {
  auto all = tables::all_tables(store);
  if (!all) return;
  std::set<storage::TableId> there;
  for (const auto& table : all.value()) there.insert(table.stored_as);
  std::erase_if(known_, [&](const auto& known) { return !there.contains(known.first); });
  const auto looked_at = in_turn(std::move(all).value());
  std::vector<storage::KeyspaceId> keyspaces;
  for (const auto& table : looked_at) keyspaces.push_back({table.stored_as.value});
  const auto bytes = store.approximate_bytes(keyspaces);
  for (std::size_t i = 0; i < looked_at.size(); ++i) {
    const auto tally = store.tally(looked_at[i].stored_as);
    if (!tally) continue;  // dropped meanwhile
    known_[looked_at[i].stored_as] = {looked_at[i].name, tally.value(), bytes[i]};
  }
}

std::vector<TableSize> TableSizes::largest(const storage::Store& store, std::size_t limit,
                                           std::chrono::microseconds now) {
  const std::lock_guard lock(mutex_);
  if (!looked_ || now - *looked_ >= kLookEvery) {
    look(store);
    looked_ = now;
  }
  std::vector<TableSize> tables;
  for (const auto& [id, table] : known_) tables.push_back(table);
  std::ranges::stable_sort(tables, std::greater<>(), total);
  if (tables.size() > limit) tables.resize(limit);
  return tables;
}

}  // namespace tidemark::apps

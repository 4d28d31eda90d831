#include "recovery/refill.h"

namespace tidemark::recovery {
namespace {

// The refilled table, unless it is gone or another has its name.
Result<tables::FoundTable> refilled(const storage::View& view, const Refill& refill) {
  TM_TRY(tables::FoundTable found, tables::find(view, refill.name));
  if (!found || found->table_id != refill.table_id) return tables::FoundTable();
  return found;
}

}  // namespace

Result<BeginRefillAnswer> begin_refill(storage::View& view, const RestoreTarget& target,
                                       const tables::TableDescription& source,
                                       const tables::RestoredFrom& from,
                                       const std::map<std::string, std::string>& tags,
                                       const std::string& table_id, Timestamp now,
                                       storage::Changes& changes) {
  TM_TRY(const tables::FoundTable found, tables::find(view, target.name));
  if (auto refusal = taken(found, now)) return BeginRefillAnswer(*std::move(refusal));
  tables::TableDescription table = target_of(target, source, from, now, table_id);
  if (auto problem = choose_indexes(table, target.overrides.indexes)) {
    return BeginRefillAnswer(
        std::visit([](auto& one) { return RestoreAnswer(std::move(one)); }, *problem));
  }
  table.tags = tags;
  table.active_at = Timestamp::max();
  changes.append(tables::create(view, table, {}));
  const storage::KeyspaceId base{view.new_table_id().value};
  changes.new_bases.push_back({base, table.stored_as});
  return BeginRefillAnswer(Refill{table.name, table_id, table.stored_as, base, view.now()});
}

Result<std::optional<storage::Changes>> finish_refill(const storage::View& view,
                                                      const Refill& refill,
                                                      const storage::Tally& items,
                                                      const PartTallies& part_tallies) {
  TM_TRY(tables::FoundTable table, refilled(view, refill));
  if (!table) return std::optional<storage::Changes>();
  storage::Changes changes;
  changes.makes_room = true;
  changes.strata.push_back({refill.stored_as, {{refill.base, Timestamp::max()}}});
  changes.tally(refill.stored_as, items);
  for (const auto& [part, tally] : part_tallies) changes.tally(refill.stored_as, part, tally);
  add_index_jobs(*table, part_tallies, changes);
  if (table->restored_from) table->restored_from->in_progress = false;
  table->active_at = {};
  tables::put(changes, *table);
  return std::optional<storage::Changes>(std::move(changes));
}

Result<storage::Changes> abandon_refill(const storage::View& view, const Refill& refill) {
  storage::Changes changes;
  TM_TRY(const tables::FoundTable table, refilled(view, refill));
  if (!table) return changes;
  TM_TRY(changes, tables::drop_changes(view, *table));
  changes.abandoned_bases.push_back(refill.base);
  return changes;
}

}  // namespace tidemark::recovery

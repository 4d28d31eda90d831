// How a decision changes tables, pins, bases and job rows.
#include "storage/group.h"
#include "storage/published.h"

#include <algorithm>

namespace tidemark::storage {

namespace {

Error no_table(TableId id) {
  return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
}

// What is asked must still be there: named by somebody, a known base, or inside a window.
Status check_strata(const Strata& strata, Timestamp last_commit, Timestamp before,
                    RegistryDraft& draft) {
  for (const StratumRef& stratum : strata) {
    if (draft.references().exactly(stratum)) continue;
    const Registry& registry = draft.now();
    if (stratum.at == Timestamp::max()) {
      const auto base = registry.bases->find(stratum.keyspace);
      if (base != registry.bases->end() && base->second != kNoTable) continue;
    } else if (const TablePtr table = registry.table({stratum.keyspace.value});
               table && stratum.at <= before) {
      TM_TRY_STATUS(check_instant(registry, draft.references(), *table, stratum.at, last_commit));
      continue;
    }
    return fail(Code::kInvalid, fmt::format("nothing keeps keyspace {} as of {}",
                                            stratum.keyspace.value, stratum.at.micros));
  }
  return Ok{};
}

// From where on the change index has every commit.
Timestamp index_reach(const History& history, Timestamp before) {
  if (!history.kept) return history.changes_from.value_or(before);
  return std::min(history.floor, history.changes_from.value_or(history.floor));
}

History raised(History wanted, const History& old, Timestamp before) {
  const Timestamp kept_from = old.kept ? old.floor : std::max(old.floor, before);
  wanted.floor =
      wanted.kept ? std::max(wanted.floor, kept_from) : std::max(wanted.floor, old.floor);
  if (wanted.changes_from) {
    wanted.changes_from = std::max(*wanted.changes_from, index_reach(old, before));
  }
  return wanted;
}

Status make_table(const Changes::NewTable& wanted, const View& view, Timestamp last_commit,
                  RegistryDraft& draft) {
  if (draft.now().table(wanted.id)) {
    return fail(Code::kConflict, fmt::format("table {} exists", wanted.id.value));
  }
  if (wanted.beneath.size() > kMaxStrata) {
    return fail(Code::kConflict,
                fmt::format("table {} would be {} strata deep, at most {}", wanted.id.value,
                            wanted.beneath.size() + 1, kMaxStrata + 1));
  }
  TM_TRY_STATUS(check_strata(wanted.beneath, last_commit, view.before(), draft));
  TableState state{.id = wanted.id,
                   .beneath = wanted.beneath,
                   .history = wanted.history,
                   .created_at = view.now(),
                   .dropped_at = {}};
  state.history.floor = std::max(state.history.floor, view.now());
  if (state.history.changes_from) {
    state.history.changes_from = std::max(*state.history.changes_from, view.now());
  }
  draft.put_table(std::move(state));
  return Ok{};
}

// A base that the old list named and the new one does not belongs to nobody any more.
void release_bases(const Strata& old, const Strata& wanted, RegistryDraft& draft) {
  for (const StratumRef& stratum : old) {
    if (stratum.at == Timestamp::max() && std::ranges::find(wanted, stratum) == wanted.end() &&
        draft.now().bases->contains(stratum.keyspace)) {
      draft.put_base(stratum.keyspace, {stratum.keyspace.value});
    }
  }
}

Status exchange_strata(const Changes::SetBeneath& wanted, const View& view, Timestamp last_commit,
                       RegistryDraft& draft) {
  const TablePtr old = draft.now().live_table(wanted.table);
  if (!old) return no_table(wanted.table);
  if (wanted.beneath.size() + 1 > kMaxStrata) {
    return fail(Code::kConflict, fmt::format("table {} would be too deep", wanted.table.value));
  }
  TM_TRY_STATUS(check_strata(wanted.beneath, last_commit, view.before(), draft));
  release_bases(old->beneath, wanted.beneath, draft);
  TableState state = *old;
  state.beneath = wanted.beneath;
  draft.put_table(std::move(state));
  return Ok{};
}

Status set_history(const Changes::SetHistory& wanted, const View& view, RegistryDraft& draft) {
  const TablePtr old = draft.now().live_table(wanted.table);
  if (!old) return no_table(wanted.table);
  TableState state = *old;
  state.history = raised(wanted.history, old->history, view.before());
  draft.put_table(std::move(state));
  return Ok{};
}

// The keyspace of a table that is gone stays while pins see it.
void bury(TableId id, RegistryDraft& draft) {
  draft.erase_table(id);
  draft.put_base({id.value}, id);
}

}  // namespace

Status apply_settings(const Changes& changes, const View& view, Timestamp last_commit,
                      RegistryDraft& draft) {
  for (const auto& table : changes.new_tables) {
    TM_TRY_STATUS(make_table(table, view, last_commit, draft));
  }
  for (const auto& base : changes.new_bases) {
    if (!draft.now().live_table(base.table)) return no_table(base.table);
    draft.put_base(base.base, base.table);
  }
  for (const KeyspaceId base : changes.abandoned_bases) {
    if (draft.now().bases->contains(base)) draft.put_base(base, {base.value});
  }
  for (const auto& history : changes.histories) TM_TRY_STATUS(set_history(history, view, draft));
  for (const auto& strata : changes.strata) {
    TM_TRY_STATUS(exchange_strata(strata, view, last_commit, draft));
  }
  for (const PinState& pin : changes.pins) {
    TM_TRY_STATUS(check_strata(pin.sees, last_commit, view.before(), draft));
    draft.put_pin(pin);
  }
  for (const std::string& pin : changes.unpins) draft.erase_pin(pin);
  for (const JobRow& job : changes.jobs) draft.put_job(job);
  for (const std::string& job : changes.finished_jobs) draft.erase_job(job);
  return Ok{};
}

Status apply_drops(const Changes& changes, Timestamp stamp, RegistryDraft& draft) {
  for (const TableId id : changes.drops) {
    const TablePtr old = draft.now().live_table(id);
    if (!old || id == kCatalog) return no_table(id);
    if (!old->history.kept) {
      bury(id, draft);
      continue;
    }
    TableState state = *old;
    state.dropped_at = stamp;
    draft.put_table(std::move(state));
  }
  for (const TableId id : changes.purges) {
    const TablePtr old = draft.now().table(id);
    if (!old) return no_table(id);
    if (!old->dropped_at) {
      return fail(Code::kConflict, fmt::format("table {} is not dropped", id.value));
    }
    bury(id, draft);
  }
  return Ok{};
}

}  // namespace tidemark::storage

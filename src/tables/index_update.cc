#include "tables/index_update.h"

#include "tables/catalog.h"
#include "tables/index_jobs.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using Why = IndexRefusal::Why;

// What AWS's service blocks rather than looks at.
constexpr std::uint64_t kMostUnits = 1'000'000'000'000;

Index* find_any(TableDescription& table, const std::string& name) {
  for (Index& index : table.indexes) {
    if (index.kind != IndexKind::kExpiry && index.name == name) return &index;
  }
  return nullptr;
}

IndexKeys keys_of(const KeySchema& schema) {
  IndexKeys keys{{schema.hash}, {}};
  if (schema.range) keys.range.push_back(*schema.range);
  return keys;
}

std::vector<KeyAttribute> attributes_of(const IndexKeys& keys) {
  std::vector<KeyAttribute> attributes = keys.hash;
  attributes.insert(attributes.end(), keys.range.begin(), keys.range.end());
  return attributes;
}

// Whether some attribute of both has two types.
bool clash(const IndexKeys& one, const IndexKeys& other) {
  for (const KeyAttribute& a : attributes_of(one)) {
    for (const KeyAttribute& b : attributes_of(other)) {
      if (a.name == b.name && a.type != b.type) return true;
    }
  }
  return false;
}

std::size_t count_of(const TableDescription& table, IndexKind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(table.indexes, [&](const Index& index) { return index.kind == kind; }));
}

// The actions of one update against the indexes of its table.
class Objection {
 public:
  Objection(const TableDescription& table, const std::vector<IndexAction>& actions,
            const BesideIndexes& beside, Timestamp now)
      : table_(table), actions_(actions), beside_(beside), now_(now) {}

  std::optional<IndexRefusal> operator()() const {
    for (const IndexAction& action : actions_) {
      if (auto refusal = std::visit([&](const auto& one) { return against(one); }, action)) {
        return refusal;
      }
    }
    if (auto refusal = more_than_one()) return refusal;
    if (auto refusal = against_table()) return refusal;
    return unprovisioned();
  }

 private:
  [[nodiscard]] BillingMode billing() const { return beside_.billing.value_or(table_.billing); }

  [[nodiscard]] bool busy_with_another(const std::string& name) const {
    return std::ranges::any_of(table_.indexes, [&](const Index& index) {
      return index.kind == IndexKind::kGlobal && index.state != IndexState::kActive &&
             index.name != name;
    });
  }

  [[nodiscard]] std::optional<IndexRefusal> against(const CreateIndex& create) const {
    const std::string& name = create.index.name;
    if (find_index(table_, name) != nullptr) return IndexRefusal{Why::kExists, name};
    if (busy_with_another(name)) return IndexRefusal{Why::kOneAtATime, name};
    if (auto refusal = redefined(create.index)) return refusal;
    if (count_of(table_, IndexKind::kGlobal) >= kMaxGlobalIndexes) {
      return IndexRefusal{Why::kTooMany, name};
    }
    if (projected_attributes(table_) + create.index.included.size() > kMaxProjectedAttributes) {
      return IndexRefusal{Why::kTooManyProjected, name};
    }
    if (billing() == BillingMode::kPayPerRequest) {
      if (create.has_throughput) return IndexRefusal{Why::kThroughputNotAllowed, name};
      return std::nullopt;
    }
    if (!create.has_throughput) return IndexRefusal{Why::kThroughputMissing, name};
    if (create.index.on_demand_maxima) return IndexRefusal{Why::kMaximaNotAllowed, name};
    return std::nullopt;
  }

  // An attribute has one type in all the keys of a table.
  [[nodiscard]] std::optional<IndexRefusal> redefined(const Index& wanted) const {
    std::vector<IndexKeys> all{keys_of(table_.keys)};
    for (const Index& index : table_.indexes) {
      if (index.kind != IndexKind::kExpiry) all.push_back(index.keys);
    }
    for (const IndexKeys& existing : all) {
      if (clash(existing, wanted.keys)) {
        return IndexRefusal{.why = Why::kRedefined,
                            .index = wanted.name,
                            .existing = existing,
                            .wanted = wanted.keys};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<IndexRefusal> against(const DeleteIndex& one) const {
    const Index* index = find_index(table_, one.name);
    if (index == nullptr) return IndexRefusal{Why::kMissing, one.name};
    if (index->kind == IndexKind::kLocal) return IndexRefusal{Why::kDeletesLocal, one.name};
    if (index->state == IndexState::kDeleting) return IndexRefusal{Why::kBeingDeleted, one.name};
    if (index->state == IndexState::kAllocating) {
      return IndexRefusal{Why::kStillAllocating, one.name};
    }
    if (busy_with_another(one.name)) return IndexRefusal{Why::kOneAtATime, one.name};
    return std::nullopt;
  }

  [[nodiscard]] std::optional<IndexRefusal> against(const ChangeIndex& change) const {
    if (change.provisioned &&
        std::max(change.provisioned->read_units, change.provisioned->write_units) > kMostUnits) {
      return IndexRefusal{Why::kBlocked, change.name};
    }
    const Index* index = find_index(table_, change.name);
    if (index == nullptr) return IndexRefusal{Why::kMissing, change.name};
    if (index->kind == IndexKind::kLocal) return IndexRefusal{Why::kUpdatesLocal, change.name};
    if (index->state == IndexState::kDeleting) return IndexRefusal{Why::kBeingDeleted, change.name};
    if (index->is_being_made()) return IndexRefusal{Why::kBeingMade, change.name};
    const bool maxima = change.max_read_units || change.max_write_units;
    if (billing() == BillingMode::kPayPerRequest) {
      if (change.provisioned || (!maxima && !change.warm)) {
        return IndexRefusal{Why::kOnlyOnDemand, change.name};
      }
    } else if (maxima) {
      return IndexRefusal{Why::kMaximaNotAllowed, change.name};
    } else if (!change.provisioned && !change.warm) {
      return IndexRefusal{Why::kNeedsThroughput, change.name};
    } else if (change.provisioned == index->provisioned) {
      return IndexRefusal{Why::kSameThroughput, change.name, index->provisioned};
    }
    if (auto refusal = fallen_too_often(*index, change)) return refusal;
    return colder(*index, change);
  }

  [[nodiscard]] std::optional<IndexRefusal> fallen_too_often(const Index& index,
                                                             const ChangeIndex& change) const {
    if (!change.provisioned || !falls(*change.provisioned, index.provisioned)) return std::nullopt;
    const auto refused = decrease_refused(index.moves.decreases, now_);
    if (!refused) return std::nullopt;
    return IndexRefusal{.why = Why::kTooManyDecreases, .index = change.name, .decrease = *refused};
  }

  [[nodiscard]] std::optional<IndexRefusal> colder(const Index& index,
                                                   const ChangeIndex& change) const {
    if (!change.warm) return std::nullopt;
    const Throughput has = warm_of(index, table_.billing);
    const auto lower = [](std::uint64_t wanted, std::uint64_t had) {
      return wanted != 0 && wanted < had;
    };
    if (lower(change.warm->read_units, has.read_units)) {
      return IndexRefusal{Why::kReadNotWarmer, change.name};
    }
    if (lower(change.warm->write_units, has.write_units)) {
      return IndexRefusal{Why::kWriteNotWarmer, change.name};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<IndexRefusal> more_than_one() const {
    const auto online = std::ranges::count_if(actions_, [](const IndexAction& action) {
      return !std::holds_alternative<ChangeIndex>(action);
    });
    if (online > 1) return IndexRefusal{Why::kOneAtATime, {}};
    return std::nullopt;
  }

  // What is asked of the table itself waits for an index that gets or gives up its room.
  [[nodiscard]] std::optional<IndexRefusal> against_table() const {
    if (!beside_.units && !beside_.maxima) return std::nullopt;
    for (const Index& index : table_.indexes) {
      if (index.kind == IndexKind::kExpiry) continue;
      if (index.state == IndexState::kDeleting) {
        return IndexRefusal{beside_.units ? Why::kUnitsWhileDeleted : Why::kMaximaWhileDeleted,
                            index.name};
      }
      if (index.state == IndexState::kAllocating) {
        return IndexRefusal{beside_.units ? Why::kUnitsWhileMade : Why::kMaximaWhileMade,
                            index.name};
      }
    }
    return std::nullopt;
  }

  // A table that becomes provisioned needs throughput for each of its indexes.
  [[nodiscard]] std::optional<IndexRefusal> unprovisioned() const {
    if (table_.billing == billing() || billing() != BillingMode::kProvisioned) return std::nullopt;
    for (const Index& index : table_.indexes) {
      if (index.kind != IndexKind::kGlobal) continue;
      const bool given = std::ranges::any_of(actions_, [&](const IndexAction& action) {
        const auto* change = std::get_if<ChangeIndex>(&action);
        return change != nullptr && change->name == index.name && change->provisioned;
      });
      if (!given) return IndexRefusal{Why::kNeedsThroughput, index.name};
    }
    return std::nullopt;
  }

  const TableDescription& table_;
  const std::vector<IndexAction>& actions_;
  const BesideIndexes& beside_;
  const Timestamp now_;
};

void set_maxima(Index& index, const ChangeIndex& change) {
  if (!change.max_read_units && !change.max_write_units) return;
  Throughput maxima = index.on_demand_maxima.value_or(Throughput{});
  if (change.max_read_units) maxima.read_units = *change.max_read_units;
  if (change.max_write_units) maxima.write_units = *change.max_write_units;
  index.on_demand_maxima = maxima == Throughput{} ? std::nullopt : std::optional(maxima);
}

}  // namespace

const std::string& name_of(const IndexAction& action) {
  if (const auto* create = std::get_if<CreateIndex>(&action)) return create->index.name;
  if (const auto* change = std::get_if<ChangeIndex>(&action)) return change->name;
  return std::get<DeleteIndex>(action).name;
}

std::optional<IndexRefusal> index_objection(const TableDescription& table,
                                            const std::vector<IndexAction>& actions,
                                            const BesideIndexes& beside, Timestamp now) {
  return Objection(table, actions, beside, now)();
}

void apply_index_actions(TableDescription& table, const std::vector<IndexAction>& actions,
                         Timestamp now, std::chrono::microseconds takes,
                         storage::Changes& changes) {
  // At once wherever the clock is set, unless AWS's phases are imitated.
  const Timestamp due = takes.count() > 0 ? now + takes : Timestamp{};
  for (const IndexAction& action : actions) {
    if (const auto* create = std::get_if<CreateIndex>(&action)) {
      Index index = create->index;
      index.part = table.next_part++;
      index.state = IndexState::kAllocating;
      changes.jobs.push_back(fill_job(table, index.part, due));
      table.indexes.push_back(std::move(index));
    } else if (const auto* change = std::get_if<ChangeIndex>(&action)) {
      Index& index = *find_any(table, change->name);
      // What it was provisioned with, it can still take.
      if (change->provisioned) index.warm = warm_of(index, table.billing);
      if (change->provisioned) {
        note_move(index.moves, index.provisioned, *change->provisioned, now);
        index.provisioned = *change->provisioned;
      }
      set_maxima(index, *change);
      if (change->warm) set_warm(index, *change->warm, table.billing);
    } else {
      Index& index = *find_any(table, std::get<DeleteIndex>(action).name);
      index.state = IndexState::kDeleting;
      std::erase_if(table.settings.insights,
                    [&](const Insights& insights) { return insights.index == index.name; });
      changes.finished_jobs.push_back(fill_job_of(table, index.part));
      changes.jobs.push_back(drop_job(table, index.part, due));
    }
  }
}

void make_indexes_anew(TableDescription& table, storage::Changes& changes) {
  for (Index& index : table.indexes) {
    if (!index.is_written()) continue;
    changes.finished_jobs.push_back(fill_job_of(table, index.part));
    changes.jobs.push_back(drop_job(table, index.part, {}));
    index.part = table.next_part++;
    index.state = IndexState::kBuilding;
    changes.jobs.push_back(fill_job(table, index.part, {}));
  }
  put(changes, table);
}

void set_billing_of_indexes(TableDescription& table, BillingMode billing, Timestamp now) {
  if (table.billing == billing) return;
  for (Index& index : table.indexes) {
    if (index.kind != IndexKind::kGlobal) continue;
    index.warm = warm_of(index, table.billing);
    note_move(index.moves, index.provisioned, {}, now);
    index.provisioned = {};
    index.on_demand_maxima.reset();
  }
}

bool has_unfinished_index(const TableDescription& table) {
  return std::ranges::any_of(table.indexes, [](const Index& index) {
    return index.kind != IndexKind::kExpiry && index.state != IndexState::kActive;
  });
}

std::size_t projected_attributes(const TableDescription& table) {
  std::size_t sum = 0;
  for (const Index& index : table.indexes) sum += index.included.size();
  return sum;
}

void set_warm(Index& index, const Throughput& wanted, BillingMode billing) {
  Throughput warm = warm_of(index, billing);
  warm.read_units = std::max(warm.read_units, wanted.read_units);
  warm.write_units = std::max(warm.write_units, wanted.write_units);
  index.warm = warm;
}

Throughput warm_of(const Index& index, BillingMode billing) {
  Throughput warm = billing == BillingMode::kPayPerRequest ? kInitialOnDemand : index.provisioned;
  if (!index.warm) return warm;
  return {std::max(warm.read_units, index.warm->read_units),
          std::max(warm.write_units, index.warm->write_units)};
}

}  // namespace tidemark::tables

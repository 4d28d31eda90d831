#include "recovery/restored_indexes.h"

#include "tables/index_jobs.h"

#include <algorithm>

namespace tidemark::recovery {
namespace {

using tables::BillingMode;
using tables::Index;
using tables::IndexKind;

bool same_names(const std::vector<tables::KeyAttribute>& keys,
                const std::vector<std::string>& names) {
  return std::ranges::equal(keys, names, {}, &tables::KeyAttribute::name);
}

bool fits(const Index& index, const WantedIndex& wanted) {
  return same_names(index.keys.hash, wanted.hash) && same_names(index.keys.range, wanted.range) &&
         index.projection == wanted.projection && index.included == wanted.included;
}

// The one of that name if there is one, since several can have the same key and projection.
std::vector<Index>::iterator find_fitting(std::vector<Index>& indexes, const WantedIndex& wanted) {
  const auto named = std::ranges::find_if(indexes, [&](const Index& index) {
    return index.name == wanted.name && fits(index, wanted);
  });
  if (named != indexes.end()) return named;
  return std::ranges::find_if(indexes, [&](const Index& index) { return fits(index, wanted); });
}

std::optional<IndexRestoreProblem> set_throughput(Index& index, const WantedIndex& wanted,
                                                  BillingMode billing) {
  if (index.kind == IndexKind::kLocal) return std::nullopt;
  if (billing == BillingMode::kPayPerRequest) {
    if (wanted.provisioned) return IndexThroughputNotAllowed{wanted.name};
    if (wanted.on_demand_maxima) index.on_demand_maxima = wanted.on_demand_maxima;
    return std::nullopt;
  }
  if (wanted.on_demand_maxima) return IndexMaximaNotAllowed{wanted.name};
  if (!wanted.provisioned) return IndexThroughputMissing{wanted.name};
  index.provisioned = *wanted.provisioned;
  return std::nullopt;
}

// Moves what is wanted from `source` to `target`.
std::optional<IndexRestoreProblem> choose(std::vector<Index> source,
                                          const std::optional<std::vector<WantedIndex>>& wanted,
                                          BillingMode billing, std::vector<Index>& target) {
  if (!wanted) {
    std::ranges::move(source, std::back_inserter(target));
    return std::nullopt;
  }
  for (const WantedIndex& one : *wanted) {
    const auto found = find_fitting(source, one);
    if (found == source.end()) return NoSuchIndex{one.name};
    Index index = std::move(*found);
    source.erase(found);
    index.name = one.name;
    if (auto problem = set_throughput(index, one, billing)) return problem;
    if (one.warm) tables::set_warm(index, *one.warm, billing);
    target.push_back(std::move(index));
  }
  return std::nullopt;
}

bool has_part(const tables::TableDescription& table, storage::Part part) {
  return std::ranges::find(table.indexes, part, &Index::part) != table.indexes.end();
}

std::vector<Index> written_of(const tables::TableDescription& table, IndexKind kind) {
  std::vector<Index> indexes;
  for (const Index& index : table.indexes) {
    if (index.kind == kind && index.is_written()) indexes.push_back(index);
  }
  return indexes;
}

}  // namespace

std::optional<IndexRestoreProblem> choose_indexes(tables::TableDescription& target,
                                                  const IndexOverrides& overrides) {
  std::vector<Index> chosen;
  for (const auto& [kind, wanted] : {std::pair{IndexKind::kLocal, &overrides.local},
                                     std::pair{IndexKind::kGlobal, &overrides.global}}) {
    if (auto problem = choose(written_of(target, kind), *wanted, target.billing, chosen)) {
      return problem;
    }
  }
  // In the order in which they were made.
  std::ranges::sort(chosen, {}, &Index::part);
  for (Index& index : chosen) {
    index.moves = {};
    if (index.state != tables::IndexState::kActive) index.state = tables::IndexState::kBuilding;
    if (target.billing == BillingMode::kPayPerRequest) {
      index.provisioned = {};
    } else {
      index.on_demand_maxima.reset();
      const bool none = index.provisioned == tables::Throughput{};
      if (index.kind == IndexKind::kGlobal && none) return IndexThroughputMissing{index.name};
    }
  }
  target.indexes = std::move(chosen);
  return std::nullopt;
}

void add_index_jobs(const tables::TableDescription& target, const PartTallies& tallies,
                    storage::Changes& changes) {
  for (const Index& index : target.indexes) {
    if (!index.is_being_made()) continue;
    changes.jobs.push_back(tables::fill_job(target, index.part, {}));
  }
  for (const auto& [part, tally] : tallies) {
    if (tally.items == 0 || has_part(target, part)) continue;
    changes.jobs.push_back(tables::drop_job(target, part, {}));
  }
}

}  // namespace tidemark::recovery

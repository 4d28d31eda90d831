#include "vault/points/merged_rows.h"

#include <algorithm>

namespace tidemark::vault {

Result<MergedRows> MergedRows::open(blobs::BlobStore& store, const std::string& prefix,
                                    const std::vector<Run>& runs, const Keyring& keys,
                                    const std::optional<RowKey>& after) {
  std::vector<RunReader> readers;
  readers.reserve(runs.size());
  for (const Run& run : runs) {
    TM_TRY(RunReader reader, RunReader::open(store, prefix, run, keys, after));
    readers.push_back(std::move(reader));
  }
  MergedRows merged(std::move(readers));
  for (std::size_t run = 0; run < merged.runs_.size(); ++run) {
    if (merged.runs_[run].valid()) merged.heap_.push_back(run);
  }
  const auto order = [&](std::size_t a, std::size_t b) { return merged.behind(a, b); };
  std::make_heap(merged.heap_.begin(), merged.heap_.end(), order);
  TM_TRY_STATUS(merged.settle());
  return merged;
}

bool MergedRows::behind(std::size_t a, std::size_t b) const {
  const RowView& left = runs_[a].row();
  const RowView& right = runs_[b].row();
  if (left.part != right.part) return left.part > right.part;
  const int compared = left.key.compare(right.key);
  return compared != 0 ? compared > 0 : a < b;
}

Status MergedRows::advance_front() {
  const auto order = [&](std::size_t a, std::size_t b) { return behind(a, b); };
  std::pop_heap(heap_.begin(), heap_.end(), order);
  RunReader& run = runs_[heap_.back()];
  if (const Status moved = run.next(); !moved) {
    heap_.clear();
    return moved;
  }
  if (run.valid()) {
    std::push_heap(heap_.begin(), heap_.end(), order);
  } else {
    heap_.pop_back();
  }
  return Ok{};
}

Status MergedRows::step_over_key() {
  passed_.part = runs_[heap_.front()].row().part;
  passed_.key = runs_[heap_.front()].row().key;
  do {
    TM_TRY_STATUS(advance_front());
  } while (!heap_.empty() && runs_[heap_.front()].row().part == passed_.part &&
           runs_[heap_.front()].row().key == passed_.key);
  return Ok{};
}

Status MergedRows::settle() {
  while (!heap_.empty() && !runs_[heap_.front()].row().value) TM_TRY_STATUS(step_over_key());
  return Ok{};
}

Status MergedRows::next() {
  TM_TRY_STATUS(step_over_key());
  return settle();
}

}  // namespace tidemark::vault

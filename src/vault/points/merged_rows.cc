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

// Moves the front to where it belongs. Most rows are of the base, whose next row mostly stays in
// front: that costs two comparisons, however many runs there are.
void MergedRows::sift_down() {
  const std::size_t moved = heap_.front();
  std::size_t at = 0;
  for (std::size_t child = 1; child < heap_.size(); child = 2 * at + 1) {
    const bool other = child + 1 < heap_.size() && behind(heap_[child], heap_[child + 1]);
    if (other) ++child;
    if (!behind(moved, heap_[child])) break;
    heap_[at] = heap_[child];
    at = child;
  }
  heap_[at] = moved;
}

Status MergedRows::advance_front() {
  RunReader& run = runs_[heap_.front()];
  if (const Status moved = run.next(); !moved) {
    heap_.clear();
    return moved;
  }
  if (!run.valid()) {
    heap_.front() = heap_.back();
    heap_.pop_back();
  }
  if (!heap_.empty()) sift_down();
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

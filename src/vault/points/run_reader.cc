#include "vault/points/run_reader.h"

#include "vault/points/names.h"
#include "vault/points/segment_reader.h"

#include <algorithm>

namespace tidemark::vault {

struct RunReader::State {
  State(blobs::BlobStore& blobs, std::string under, const Run& what)
      : store(blobs), prefix(std::move(under)), run(what) {}

  Status open_segment(std::size_t number);
  Status seek(const RowKey& after);
  Status next_block();

  blobs::BlobStore& store;
  std::string prefix;
  const Run& run;
  std::optional<PointSeal> seal;
  std::size_t number = 0;  // of the segment
  std::optional<SegmentReader> segment;
  std::size_t block = 0;
};

Status RunReader::State::open_segment(std::size_t wanted) {
  number = wanted;
  segment.reset();
  if (number == run.segments.size()) return Ok{};
  const SegmentInfo& info = run.segments[number];
  TM_TRY(segment, SegmentReader::open(store, {.blob = segment_name(prefix, run.writer, info.number),
                                              .header = {.writer = run.writer,
                                                         .kind = run.kind,
                                                         .number = info.number,
                                                         .sealed = seal.has_value()},
                                              .info = info,
                                              .seal = seal ? &*seal : nullptr}));
  return Ok{};
}

// Onto the first row behind `after`.
Status RunReader::State::seek(const RowKey& after) {
  const auto found =
      std::upper_bound(run.segments.begin(), run.segments.end(), after,
                       [](const RowKey& key, const SegmentInfo& info) { return key < info.last; });
  TM_TRY_STATUS(open_segment(static_cast<std::size_t>(found - run.segments.begin())));
  if (!segment) return Ok{};
  block = segment->block_of(after);
  TM_TRY_STATUS(segment->read(block));
  RowsIn& rows = segment->rows();
  while (rows.valid() && RowKey{rows.row().part, std::string(rows.row().key)} <= after) rows.next();
  return rows.valid() ? Status(Ok{}) : next_block();
}

Status RunReader::State::next_block() {
  if (++block == segment->index().blocks.size()) {
    TM_TRY_STATUS(open_segment(number + 1));
    if (!segment) return Ok{};
    block = 0;
  }
  return segment->read(block);
}

RunReader::RunReader(std::unique_ptr<State> state) : state_(std::move(state)) {}

RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;
RunReader::~RunReader() = default;

Result<RunReader> RunReader::open(blobs::BlobStore& store, std::string prefix, const Run& run,
                                  const Keyring& keys, const std::optional<RowKey>& after) {
  auto state = std::make_unique<State>(store, std::move(prefix), run);
  TM_TRY(const VaultKey* key, keys.find(run.key_id, "run " + run.writer));
  if (key != nullptr) state->seal.emplace(*key, run.writer);
  if (after) {
    TM_TRY_STATUS(state->seek(*after));
  } else {
    TM_TRY_STATUS(state->open_segment(0));
    if (state->segment) TM_TRY_STATUS(state->segment->read(0));
  }
  return RunReader(std::move(state));
}

bool RunReader::valid() const {
  return state_->segment.has_value();
}

const RowView& RunReader::row() const {
  return state_->segment->rows().row();
}

Status RunReader::next() {
  RowsIn& rows = state_->segment->rows();
  rows.next();
  if (rows.valid()) return Ok{};
  const Status moved = state_->next_block();
  if (!moved) state_->segment.reset();
  return moved;
}

}  // namespace tidemark::vault

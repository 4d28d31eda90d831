#include "vault/points/run_writer.h"

#include "codec/hex.h"
#include "vault/points/names.h"
#include "vault/points/segment_writer.h"

#include <fmt/format.h>

namespace tidemark::vault {
namespace {

// However well they compress, a segment has no more rows than this.
constexpr std::uint64_t kMostRawBytes = 256u << 20;

}  // namespace

struct RunWriter::State {
  State(blobs::BlobStore& blobs, RunTarget where, RunProgress from)
      : store(blobs), target(std::move(where)), progress(std::move(from)), last(progress.last) {
    if (target.key != nullptr) seal.emplace(*target.key, target.writer);
  }

  [[nodiscard]] Status usable() const;
  Status check(storage::Part part, std::string_view key, std::optional<std::string_view> value);
  void begin_segment();

  blobs::BlobStore& store;
  RunTarget target;
  std::optional<PointSeal> seal;
  Compressor compressor;
  RunProgress progress;
  std::optional<RowKey> last;  // appended
  std::optional<SegmentWriter> segment;
  std::vector<SegmentInfo> finished;
  bool failed = false;
};

// Rows that a segment lost with it would be missed only when somebody restores.
Status RunWriter::State::usable() const {
  if (!failed) return Ok{};
  return fail(Code::kInvalid, fmt::format("run {}: a segment could not be put", target.writer));
}

// Whether the row may come next.
Status RunWriter::State::check(storage::Part part, std::string_view key,
                               std::optional<std::string_view> value) {
  TM_TRY_STATUS(usable());
  if (last && (part != last->part ? part < last->part : key <= last->key)) {
    return fail(
        Code::kInvalid,
        fmt::format("run {}: key {} of part {} does not come behind {} of part {}", target.writer,
                    codec::to_hex(key), part, codec::to_hex(last->key), last->part));
  }
  if (part == kIndexPart) return fail(Code::kInvalid, "part ffff is not in recovery points");
  if (!value && target.kind == RunKind::kBase) {
    return fail(Code::kInvalid, fmt::format("run {}: a base has no deletions", target.writer));
  }
  if (key.size() > kMostKeyBytes || key.size() + (value ? value->size() : 0) > kMostRowBytes) {
    return fail(Code::kLimit, fmt::format("run {}: a row of {} + {} bytes", target.writer,
                                          key.size(), value ? value->size() : 0));
  }
  return Ok{};
}

void RunWriter::State::begin_segment() {
  segment.emplace(SegmentHeader{.writer = target.writer,
                                .kind = target.kind,
                                .number = progress.segments,
                                .sealed = seal.has_value()},
                  target.block_bytes, seal ? &*seal : nullptr, compressor);
}

RunWriter::RunWriter(blobs::BlobStore& store, RunTarget target, RunProgress from)
    : state_(std::make_unique<State>(store, std::move(target), std::move(from))) {}

RunWriter::RunWriter(RunWriter&&) noexcept = default;
RunWriter& RunWriter::operator=(RunWriter&&) noexcept = default;
RunWriter::~RunWriter() = default;

Status RunWriter::append(storage::Part part, std::string_view key,
                         std::optional<std::string_view> value) {
  TM_TRY_STATUS(state_->check(part, key, value));
  if (!state_->segment) state_->begin_segment();
  state_->segment->append(part, key, value);
  if (!state_->last) state_->last.emplace();
  state_->last->part = part;
  state_->last->key = key;
  const bool full = state_->segment->stored_bytes() >= state_->target.segment_bytes ||
                    state_->segment->raw_bytes() >= kMostRawBytes;
  return full ? cut() : Status(Ok{});
}

Status RunWriter::cut() {
  State& state = *state_;
  TM_TRY_STATUS(state.usable());
  if (!state.segment) return Ok{};
  state.failed = true;
  FinishedSegment done = state.segment->finish();
  state.segment.reset();
  TM_TRY_STATUS(state.store.put(
      segment_name(state.target.prefix, state.target.writer, done.info.number), done.blob));
  state.failed = false;
  state.progress = {done.info.number + 1, done.info.last};
  state.finished.push_back(std::move(done.info));
  return Ok{};
}

std::vector<SegmentInfo> RunWriter::take_segments() {
  return std::exchange(state_->finished, {});
}

RunProgress RunWriter::progress() const {
  return state_->progress;
}

std::uint64_t RunWriter::unwritten_bytes() const {
  return state_->segment ? state_->segment->raw_bytes() : 0;
}

}  // namespace tidemark::vault

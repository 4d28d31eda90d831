#include "vault/points/run.h"

#include "codec/row_bytes.h"
#include "vault/points/run_bytes.h"

#include <algorithm>
#include <limits>

namespace tidemark::vault {

using codec::RowReader;
using codec::RowWriter;

namespace {

constexpr std::uint8_t kVersion = 1;

std::uint64_t sum(const Run& run, std::uint64_t SegmentInfo::* what) {
  std::uint64_t total = 0;
  for (const SegmentInfo& segment : run.segments) total += segment.*what;
  return total;
}

void take_version(RowReader& in) {
  if (const std::uint8_t version = in.byte(); !in.damaged() && version != kVersion) {
    in.fail_with(fmt::format("version {}", version));
  }
}

}  // namespace

std::uint64_t rows_of(const Run& run) {
  return sum(run, &SegmentInfo::rows);
}

std::uint64_t raw_bytes_of(const Run& run) {
  return sum(run, &SegmentInfo::raw_bytes);
}

std::uint64_t stored_bytes_of(const Run& run) {
  return sum(run, &SegmentInfo::stored_bytes);
}

void put_key(RowWriter& out, const RowKey& key) {
  out.varint(key.part);
  out.text(key.key);
}

RowKey take_key(RowReader& in) {
  RowKey key;
  const std::uint64_t part = in.varint();
  if (part > std::numeric_limits<storage::Part>::max()) in.fail_with("no such part");
  key.part = static_cast<storage::Part>(part);
  key.key = in.text();
  return key;
}

void put_digest(RowWriter& out, const codec::Sha256Digest& digest) {
  for (const std::uint8_t byte : digest) out.byte(byte);
}

codec::Sha256Digest take_digest(RowReader& in) {
  codec::Sha256Digest digest{};
  for (std::uint8_t& byte : digest) byte = in.byte();
  return digest;
}

void put_sizes(RowWriter& out, const SegmentInfo& segment) {
  out.varint(segment.number);
  out.varint(segment.rows);
  out.varint(segment.raw_bytes);
  out.varint(segment.stored_bytes);
  put_digest(out, segment.sha256);
}

SegmentInfo take_sizes(RowReader& in) {
  SegmentInfo segment;
  segment.number = in.varint();
  segment.rows = in.varint();
  segment.raw_bytes = in.varint();
  segment.stored_bytes = in.varint();
  segment.sha256 = take_digest(in);
  return segment;
}

std::string encode(const RunProgress& progress) {
  RowWriter out;
  out.byte(kVersion);
  out.varint(progress.segments);
  out.optional(progress.last, put_key);
  return out.take();
}

Result<RunProgress> decode_run_progress(std::string_view bytes) {
  RowReader in(bytes, "the progress of a run");
  RunProgress progress;
  take_version(in);
  progress.segments = in.varint();
  progress.last = in.optional(take_key);
  TM_TRY_STATUS(in.status());
  return progress;
}

std::string encode(const SegmentInfo& segment) {
  RowWriter out;
  out.byte(kVersion);
  put_sizes(out, segment);
  put_key(out, segment.first);
  put_key(out, segment.last);
  return out.take();
}

Result<SegmentInfo> decode_segment_info(std::string_view bytes) {
  RowReader in(bytes, "a segment");
  take_version(in);
  SegmentInfo segment = take_sizes(in);
  segment.first = take_key(in);
  segment.last = take_key(in);
  TM_TRY_STATUS(in.status());
  return segment;
}

}  // namespace tidemark::vault

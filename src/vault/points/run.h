// Runs: sorted rows in segments, as manifests name them.
// Format: docs/formats/recovery_point.md.
#pragma once

#include "base/result.h"
#include "codec/sha256.h"
#include "vault/points/row.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

enum class RunKind : std::uint8_t { kBase = 0, kDelta = 1 };

struct SegmentInfo {
  std::uint64_t number = 0;
  std::uint64_t rows = 0;  // deletions included
  std::uint64_t raw_bytes = 0;
  std::uint64_t stored_bytes = 0;  // of the blob
  RowKey first{};
  RowKey last{};
  codec::Sha256Digest sha256{};  // of the blob
  friend bool operator==(const SegmentInfo&, const SegmentInfo&) = default;
};

struct Run {
  std::string writer;  // the recovery point whose job wrote it; with ".base": merged in the vault
  RunKind kind = RunKind::kBase;
  std::string key_id;                 // of the vault key it is sealed with; empty: not sealed
  std::vector<SegmentInfo> segments;  // numbered from 0; none: nothing changed, or an empty table
  friend bool operator==(const Run&, const Run&) = default;
};

[[nodiscard]] std::uint64_t rows_of(const Run& run);
[[nodiscard]] std::uint64_t raw_bytes_of(const Run& run);
[[nodiscard]] std::uint64_t stored_bytes_of(const Run& run);

// What an unfinished run needs to go on after a crash: a few bytes, for a job's row. What was
// appended behind `last` is appended again.
struct RunProgress {
  std::uint64_t segments = 0;  // written
  std::optional<RowKey> last;  // of the last of them
  friend bool operator==(const RunProgress&, const RunProgress&) = default;
};

std::string encode(const RunProgress& progress);
// Errors: kCorrupt
Result<RunProgress> decode_run_progress(std::string_view bytes);

// One SegmentInfo as a row of the engine, while its run is not in a manifest yet.
std::string encode(const SegmentInfo& segment);
// Errors: kCorrupt
Result<SegmentInfo> decode_segment_info(std::string_view bytes);

}  // namespace tidemark::vault

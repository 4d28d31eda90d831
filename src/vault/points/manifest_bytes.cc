#include "vault/points/manifest_bytes.h"

#include <fmt/format.h>

#include <limits>

namespace tidemark::vault {

using codec::RowReader;
using codec::RowWriter;

namespace {

// Reads fields one after another and remembers which one was damaged.
class Fields {
 public:
  Fields(std::string_view bytes, std::string_view part) : in_(bytes, part) {}

  template <class Read>
  void take(const char* name, Read read) {
    if (in_.damaged()) return;
    read(in_);
    if (in_.damaged()) damaged_ = name;
  }

  void take(const char* name, std::string& value) {
    take(name, [&](RowReader& in) { value = in.text(); });
  }

  [[nodiscard]] Status status() const {
    const Status status = in_.status();
    if (status || damaged_ == nullptr) return status;
    return fail(Code::kCorrupt, fmt::format("field '{}': {}", damaged_, status.error().message));
  }

 private:
  RowReader in_;
  const char* damaged_ = nullptr;
};

void put_tally(RowWriter& out, const PartTally& part) {
  out.varint(part.part);
  out.varint(static_cast<std::uint64_t>(part.tally.items));
  out.varint(static_cast<std::uint64_t>(part.tally.bytes));
  out.fixed(static_cast<std::uint64_t>(part.tally.digest >> 64));
  out.fixed(static_cast<std::uint64_t>(part.tally.digest));
}

PartTally take_tally(RowReader& in) {
  PartTally part;
  const std::uint64_t number = in.varint();
  if (number > std::numeric_limits<storage::Part>::max()) in.fail_with("names no part");
  part.part = static_cast<storage::Part>(number);
  part.tally.items = static_cast<std::int64_t>(in.varint());
  part.tally.bytes = static_cast<std::int64_t>(in.varint());
  const std::uint64_t high = in.fixed();
  part.tally.digest = static_cast<storage::Uint128>(high) << 64 | in.fixed();
  return part;
}

void put_run(RowWriter& out, const Run& run) {
  out.text(run.writer);
  out.byte(static_cast<std::uint8_t>(run.kind));
  out.text(run.key_id);
  out.list(run.segments, put_sizes);
}

Run take_run(RowReader& in) {
  Run run;
  run.writer = in.text();
  run.kind = static_cast<RunKind>(in.byte(1));
  run.key_id = in.text();
  run.segments = in.list(take_sizes);
  for (std::size_t i = 0; i < run.segments.size(); ++i) {
    if (run.segments[i].number != i) in.fail_with(fmt::format("run {} misses a segment", i));
  }
  return run;
}

// Whether base and deltas are as they must be.
void check_runs(RowReader& in, const std::vector<Run>& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunKind wanted = i == 0 ? RunKind::kBase : RunKind::kDelta;
    if (runs[i].kind != wanted) in.fail_with("are not a base and deltas behind it");
  }
  if (runs.empty()) in.fail_with("are none");
}

std::pair<std::string, std::string> take_tag(RowReader& in) {
  std::string key = in.text();
  return {std::move(key), in.text()};
}

}  // namespace

std::string encode_open_part(const Manifest& manifest) {
  RowWriter out;
  out.text(manifest.point);
  out.text(manifest.table_arn);
  out.text(manifest.table_id);
  out.text(manifest.account);
  out.text(manifest.region);
  out.instant(manifest.at);
  out.instant(manifest.created_at);
  out.text(manifest.lineage);
  out.list(manifest.tallies, put_tally);
  out.list(manifest.runs, put_run);
  return out.take();
}

Status decode_open_part(std::string_view bytes, Manifest& manifest) {
  Fields fields(bytes, "the open part");
  fields.take("recovery point", manifest.point);
  fields.take("table's ARN", manifest.table_arn);
  fields.take("table's id", manifest.table_id);
  fields.take("account", manifest.account);
  fields.take("region", manifest.region);
  fields.take("instant", [&](RowReader& in) { manifest.at = in.instant(); });
  fields.take("created", [&](RowReader& in) { manifest.created_at = in.instant(); });
  fields.take("lineage", manifest.lineage);
  fields.take("tallies", [&](RowReader& in) { manifest.tallies = in.list(take_tally); });
  fields.take("runs", [&](RowReader& in) {
    manifest.runs = in.list(take_run);
    check_runs(in, manifest.runs);
  });
  return fields.status();
}

std::string encode_private_part(const Manifest& manifest) {
  RowWriter out;
  out.text(manifest.table);
  out.list(manifest.tags, [](RowWriter& to, const auto& tag) {
    to.text(tag.first);
    to.text(tag.second);
  });
  out.text(manifest.record);
  for (const Run& run : manifest.runs) {
    for (const SegmentInfo& segment : run.segments) {
      put_key(out, segment.first);
      put_key(out, segment.last);
    }
  }
  return out.take();
}

Status decode_private_part(std::string_view bytes, Manifest& manifest) {
  Fields fields(bytes, "the private part");
  fields.take("table", manifest.table);
  fields.take("tags", [&](RowReader& in) { manifest.tags = in.list(take_tag); });
  fields.take("record", manifest.record);
  fields.take("keys of segments", [&](RowReader& in) {
    for (Run& run : manifest.runs) {
      for (SegmentInfo& segment : run.segments) {
        segment.first = take_key(in);
        segment.last = take_key(in);
      }
    }
  });
  return fields.status();
}

}  // namespace tidemark::vault

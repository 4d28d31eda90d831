#include "vault/points/verify.h"

#include "base/random.h"
#include "vault/points/names.h"
#include "vault/points/segment_blob.h"
#include "vault/points/segment_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tidemark::vault {
namespace {

// What is wrong with a blob is found; that the store cannot be asked is not.
bool is_finding(const Error& error) {
  return error.code == Code::kCorrupt || error.code == Code::kNotFound ||
         error.code == Code::kDenied || error.code == Code::kInvalid;
}

// The reason without the blob and block that a Finding names anyway.
std::string reason_of(const Error& error, const std::string& blob,
                      std::optional<std::uint32_t> block) {
  const std::string where = block ? fmt::format("{} block {}: ", blob, *block) : blob + ": ";
  return error.message.starts_with(where) ? error.message.substr(where.size()) : error.message;
}

// All blocks; their rows are as many as the manifest says.
Status read_blocks(SegmentReader& segment, const std::string& blob, std::uint64_t expected,
                   std::vector<Finding>& findings) {
  std::uint64_t rows = 0;
  const std::size_t found = findings.size();
  for (std::size_t block = 0; block < segment.index().blocks.size(); ++block) {
    const Status read = segment.read(block);
    if (!read && !is_finding(read.error())) return read;
    const auto number = static_cast<std::uint32_t>(block);
    if (!read) findings.push_back({blob, number, reason_of(read.error(), blob, number)});
    rows += segment.rows_in_block();
  }
  if (found == findings.size() && rows != expected) {
    findings.push_back(
        {blob, {}, fmt::format("its blocks have {} rows, the manifest says {}", rows, expected)});
  }
  return Ok{};
}

Result<std::vector<Finding>> verify_whole(SegmentPlace place, std::string bytes) {
  std::vector<Finding> findings;
  const std::string blob = place.blob;
  const std::uint64_t rows = place.info.rows;
  if (codec::sha256(bytes) != place.info.sha256) {
    findings.push_back({blob, {}, "its SHA-256 is not the one in the manifest"});
  }
  auto segment = SegmentReader::open(std::move(bytes), std::move(place));
  if (!segment && !is_finding(segment.error())) return segment.error();
  if (!segment) {
    findings.push_back({blob, {}, reason_of(segment.error(), blob, {})});
    return findings;
  }
  TM_TRY_STATUS(read_blocks(segment.value(), blob, rows, findings));
  return findings;
}

}  // namespace

std::vector<SegmentRef> segments_to_verify(const Manifest& manifest, double share,
                                           std::uint64_t seed) {
  std::vector<SegmentRef> all;
  for (std::size_t run = 0; run < manifest.runs.size(); ++run) {
    for (std::size_t i = 0; i < manifest.runs[run].segments.size(); ++i) all.push_back({run, i});
  }
  if (!(share < 1)) return all;
  const double exact = std::ceil(static_cast<double>(all.size()) * std::max(share, 0.0));
  const std::size_t wanted = std::min(all.size(), static_cast<std::size_t>(exact));
  SeededRandom random(seed);
  for (std::size_t i = 0; i < wanted; ++i) {
    std::swap(all[i], all[i + random.below(all.size() - i)]);
  }
  all.resize(wanted);
  std::sort(all.begin(), all.end(), [](const SegmentRef& a, const SegmentRef& b) {
    return std::pair(a.run, a.segment) < std::pair(b.run, b.segment);
  });
  return all;
}

Result<std::vector<Finding>> verify_segment(blobs::BlobStore& store, std::string_view prefix,
                                            const Manifest& manifest, const SegmentRef& ref,
                                            const Keyring& keys) {
  const Run& run = manifest.runs[ref.run];
  const SegmentInfo& info = run.segments[ref.segment];
  const std::string blob = segment_name(prefix, run.writer, info.number);
  const auto key = keys.find(run.key_id, "it");
  if (!key) return std::vector<Finding>{{blob, {}, key.error().message}};
  std::optional<PointSeal> seal;
  if (key.value() != nullptr) seal.emplace(*key.value(), run.writer);
  auto bytes = get_segment(store, blob);
  if (!bytes && bytes.error().code == Code::kNotFound) {
    return std::vector<Finding>{{blob, {}, "it is not there"}};
  }
  if (!bytes) return bytes.error();
  return verify_whole({.blob = blob,
                       .header = {.writer = run.writer,
                                  .kind = run.kind,
                                  .number = info.number,
                                  .sealed = seal.has_value()},
                       .info = info,
                       .seal = seal ? &*seal : nullptr},
                      std::move(bytes).value());
}

Result<VerifiedManifest> verify_manifest(blobs::BlobStore& store, std::string_view prefix,
                                         std::string_view point, const Keyring& keys) {
  const std::string blob = manifest_name(prefix, point);
  const auto bytes = store.get(blob);
  if (!bytes && bytes.error().code == Code::kNotFound) {
    return VerifiedManifest{{}, {{blob, {}, "it is not there"}}};
  }
  if (!bytes) return bytes.error();
  auto manifest = decode_manifest(blob, bytes.value(), keys);
  if (manifest) return VerifiedManifest{std::move(manifest).value(), {}};
  return VerifiedManifest{{}, {{blob, {}, reason_of(manifest.error(), blob, {})}}};
}

Result<std::vector<Finding>> verify_point(blobs::BlobStore& store, std::string_view prefix,
                                          std::string_view point, const Keyring& keys, double share,
                                          std::uint64_t seed) {
  TM_TRY(VerifiedManifest read, verify_manifest(store, prefix, point, keys));
  std::vector<Finding> findings = std::move(read.findings);
  if (!read.manifest) return findings;
  for (const SegmentRef& ref : segments_to_verify(*read.manifest, share, seed)) {
    TM_TRY(const auto found, verify_segment(store, prefix, *read.manifest, ref, keys));
    findings.insert(findings.end(), found.begin(), found.end());
  }
  return findings;
}

ChainReport verify_chain(std::vector<ChainMember> members,
                         const std::optional<std::string>& expected_head) {
  std::sort(members.begin(), members.end(), [](const ChainMember& a, const ChainMember& b) {
    return a.head.chain.sequence < b.head.chain.sequence;
  });
  ChainReport report;
  std::uint64_t before = 0;
  const ChainMember* last = nullptr;
  for (const ChainMember& member : members) {
    const ChainLink& link = member.head.chain;
    const auto found = [&](std::string reason) {
      report.findings.push_back({member.blob, {}, std::move(reason)});
    };
    if (last != nullptr && link.sequence == before) {
      found(fmt::format("it has the sequence {} of {}", link.sequence, last->blob));
    } else if (last != nullptr && link.sequence == before + 1) {
      if (link.previous != last->head.chain.own) found("it does not name " + last->blob);
    } else {
      report.gaps += link.sequence - before - 1;
    }
    if (last != nullptr && !last->head.key_id.empty() && member.head.key_id.empty()) {
      found("it is not signed, and the one before it is");
    }
    before = link.sequence;
    last = &member;
  }
  if (expected_head && (last == nullptr || last->head.chain.own != *expected_head)) {
    report.findings.push_back({last == nullptr ? std::string("the vault") : last->blob,
                               {},
                               "it is not the expected head"});
  }
  return report;
}

}  // namespace tidemark::vault

// Reads recovery points again and says what is wrong with them.
//
//   for (const SegmentRef& ref : segments_to_verify(manifest, 0.05, seed)) {
//     append(findings, verify_segment(store, prefix, manifest, ref, keys));
//   }
//   append(findings, verify_chain(heads, expected_head));
//
// A finding is an answer; an Error is that the store could not be asked.
//
// Threads   Any; functions without state.
#pragma once

#include "base/result.h"
#include "blobs/blob_store.h"
#include "vault/points/keyring.h"
#include "vault/points/manifest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

struct Finding {
  std::string blob;
  std::optional<std::uint32_t> block;  // from 0; nothing: the blob as a whole
  std::string reason;
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct SegmentRef {
  std::size_t run = 0;      // index into Manifest::runs
  std::size_t segment = 0;  // index into Run::segments
  friend bool operator==(const SegmentRef&, const SegmentRef&) = default;
};

// All segments for a `share` of 1, else as many of them, rounded up, chosen by `seed`; in order.
std::vector<SegmentRef> segments_to_verify(const Manifest& manifest, double share,
                                           std::uint64_t seed);

// Reads the whole blob: its SHA-256, and every header, block and row in it.
// Errors: of the store, but kNotFound, which is a finding
Result<std::vector<Finding>> verify_segment(blobs::BlobStore& store, std::string_view prefix,
                                            const Manifest& manifest, const SegmentRef& ref,
                                            const Keyring& keys);

struct VerifiedManifest {
  std::optional<Manifest> manifest;  // if it could be read
  std::vector<Finding> findings;
};

Result<VerifiedManifest> verify_manifest(blobs::BlobStore& store, std::string_view prefix,
                                         std::string_view point, const Keyring& keys);

// Manifest and segments of one recovery point.
Result<std::vector<Finding>> verify_point(blobs::BlobStore& store, std::string_view prefix,
                                          std::string_view point, const Keyring& keys, double share,
                                          std::uint64_t seed);

// A manifest and the point it is of, as decode_head() tells them.
struct ChainMember {
  std::string blob;
  ManifestHead head;
};

struct ChainReport {
  std::vector<Finding> findings;
  std::uint64_t gaps = 0;  // manifests that are not there: deleted points, or taken away
};

// Whether each manifest names the one before it, and the newest is `expected_head` (an own HMAC of
// 32 bytes) where one is given.
ChainReport verify_chain(std::vector<ChainMember> members,
                         const std::optional<std::string>& expected_head);

}  // namespace tidemark::vault

// Where recovery points lie: named byte strings that are put whole, read in pieces and listed by
// prefix. Two of them: a directory, and a bucket of any S3-compatible service.
//
//   TM_TRY_STATUS(store.put("a/segments/1", bytes));
//   TM_TRY(const std::string piece, store.get("a/segments/1", {.offset = 4096, .length = 512}));
//   TM_TRY(const BlobPage page, store.list("a/", "", 1000));
//
// Names are 1 to 900 bytes of [A-Za-z0-9._-] in parts divided by single '/', no part "." or "..".
// No name is another's folder: where there is "a/b" there is no "a" (a directory refuses it).
// A blob is at most kMostBlobBytes. What a put has answered is durable and whole; until then a
// reader sees the blob that was there before, or none. A put of the same name replaces.
//
// Threads   Any, at once.
// Errors    kInvalid   a name, or a range that begins behind the blob's end; a lock where locks()
//                      is false
//           kNotFound  there is no such blob
//           kDenied    the store refuses us: permissions, credentials, a retention that still holds
//           kConflict  put_new, of a name that is taken
//           kBusy      the store could not be reached, or kept on throttling: nothing was done
//           kUnknown   the store failed in the middle: it may have been done
//           kCorrupt   what came back is not what was put, however often it was asked for
//           The message names store and blob.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::blobs {

inline constexpr std::size_t kMostBlobBytes = 256u << 20;

struct BlobRange {
  std::uint64_t offset = 0;
  std::uint64_t length = UINT64_MAX;  // what lies behind the blob's end is cut off
};

struct BlobInfo {
  std::string name;
  std::uint64_t bytes = 0;
  friend bool operator==(const BlobInfo&, const BlobInfo&) = default;
};

struct BlobPage {
  std::vector<BlobInfo> blobs;  // by name, bytewise
  bool more = false;            // go on after the last one's name
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // With `locked_until` the store itself refuses to remove or replace the blob before that instant,
  // where it can (a bucket with Object Lock); locks() says whether it does.
  virtual Status put(std::string_view name, std::string_view bytes,
                     std::optional<Timestamp> locked_until) = 0;

  Status put(std::string_view name, std::string_view bytes) {
    return put(name, bytes, std::nullopt);
  }

  // Only if there is no blob of that name: of several at once exactly one succeeds.
  virtual Status put_new(std::string_view name, std::string_view bytes) = 0;

  virtual Result<std::string> get(std::string_view name, BlobRange range) = 0;

  Result<std::string> get(std::string_view name) { return get(name, BlobRange{}); }

  // Nothing where there is no such blob.
  virtual Result<std::optional<BlobInfo>> find(std::string_view name) = 0;

  // Blobs whose names begin with `prefix`, after `after` (exclusive; empty: from the first).
  virtual Result<BlobPage> list(std::string_view prefix, std::string_view after,
                                std::size_t limit) = 0;

  // Removing what is not there succeeds.
  virtual Status remove(std::string_view name) = 0;

  // Locks a blob until then at least: a lock that lasts longer stays. kInvalid where locks() is
  // false.
  virtual Status lock(std::string_view name, Timestamp until) = 0;

  // Whether locks are the store's own, so that nobody gets round them through another door.
  [[nodiscard]] virtual bool locks() const = 0;

  // For the log and for errors: "directory /var/lib/tidemark/vaults", "bucket s3://b/p at …".
  [[nodiscard]] virtual std::string describe() const = 0;
};

}  // namespace tidemark::blobs

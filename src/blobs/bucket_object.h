// One object of a bucket, on the wire: the headers that a blob is put with, what a reply says of
// it, and whether what came back is what was put.
//
// Threads   Pure functions.
// Format    docs/formats/blob_store.md
#pragma once

#include "blobs/blob_store.h"
#include "blobs/store_url.h"
#include "http/message.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::blobs {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct ObjectLock {
  LockMode mode = LockMode::kNone;
  std::optional<Timestamp> until{};  // none: not locked
};

// "COMPLIANCE", "GOVERNANCE".
std::string_view name_of(LockMode mode);

// What goes with the object itself: `put_id` tells this put from any other of the same bytes.
HeaderList object_headers(std::string_view bytes, std::string_view put_id, const ObjectLock& lock);

// Content-MD5, for whatever has a body.
std::pair<std::string, std::string> digest_header(std::string_view body);

// An object as the headers of a HEAD or GET show it.
struct ObjectHead {
  std::uint64_t bytes = 0;  // of the whole object
  std::uint64_t begin = 0;  // where a body begins in it, and ends
  std::uint64_t end = 0;
  std::string put_id{};
  std::string sums{};  // text of ChunkSums; empty: the object is not of our making
  std::optional<Timestamp> locked_until{};
  std::string version{};
};

// Errors: kCorrupt  a header is not what HTTP and S3 allow
Result<ObjectHead> read_object_head(const http::Response& response);

// Whether the reply to a put says that the service holds these bytes.
// Errors: kCorrupt  the ETag is another's
Status check_stored(const http::Response& response, std::string_view bytes);

// Whether a body fits the checksums that came with it, or the ETag where it is the whole object.
// Errors: kCorrupt
Status check_read(const http::Response& response);

}  // namespace tidemark::blobs

#include "blobs/bucket_object.h"

#include "blobs/chunk_sums.h"
#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/md5.h"

#include <charconv>

namespace tidemark::blobs {
namespace {

constexpr const char* kSumsHeader = "x-amz-meta-tidemark-sums";
constexpr const char* kPutHeader = "x-amz-meta-tidemark-put";
constexpr std::size_t kMd5HexBytes = 32;

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

Error damaged(std::string text) {
  return fail(Code::kCorrupt, std::move(text));
}

Result<std::uint64_t> number_of(std::string_view text, std::string_view what) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  return damaged(fmt::format("{} is '{}'", what, text));
}

// "bytes 262144-524287/3000017"
Status read_content_range(std::string_view text, ObjectHead& head) {
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (!text.starts_with("bytes ") || dash == text.npos || slash == text.npos) {
    return damaged(fmt::format("Content-Range is '{}'", text));
  }
  TM_TRY(head.begin, number_of(text.substr(6, dash - 6), "Content-Range's first byte"));
  TM_TRY(const std::uint64_t last,
         number_of(text.substr(dash + 1, slash - dash - 1), "Content-Range's last byte"));
  head.end = last + 1;
  TM_TRY(head.bytes, number_of(text.substr(slash + 1), "Content-Range's size"));
  return Ok{};
}

// Services that seal with a key of their own, or took the object in parts, have other ETags.
bool is_md5(std::string_view etag, const http::Response& response) {
  if (etag.size() != kMd5HexBytes || !codec::from_hex(etag)) return false;
  const std::string sealed = header(response, "x-amz-server-side-encryption");
  return !sealed.starts_with("aws:kms") &&
         !response.headers.find("x-amz-server-side-encryption-customer-algorithm");
}

std::string etag_of(const http::Response& response) {
  std::string etag = header(response, "ETag");
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return etag;
}

}  // namespace

std::string_view name_of(LockMode mode) {
  return mode == LockMode::kGovernance ? "GOVERNANCE" : "COMPLIANCE";
}

HeaderList object_headers(std::string_view bytes, std::string_view put_id, const ObjectLock& lock) {
  HeaderList headers{{"Content-Type", "application/octet-stream"},
                     {kSumsHeader, chunk_sums_of(bytes).text()},
                     {kPutHeader, std::string(put_id)}};
  if (lock.until) {
    headers.emplace_back("x-amz-object-lock-mode", name_of(lock.mode));
    headers.emplace_back("x-amz-object-lock-retain-until-date", codec::to_iso8601(*lock.until));
  }
  return headers;
}

std::pair<std::string, std::string> digest_header(std::string_view body) {
  return {"Content-MD5", codec::to_base64(codec::md5(body))};
}

Result<ObjectHead> read_object_head(const http::Response& response) {
  ObjectHead head{.bytes = response.body.size(),
                  .end = response.body.size(),
                  .put_id = header(response, kPutHeader),
                  .sums = header(response, kSumsHeader),
                  .version = header(response, "x-amz-version-id")};
  if (const auto range = response.headers.find("Content-Range")) {
    TM_TRY_STATUS(read_content_range(*range, head));
  } else if (const auto length = response.headers.find("Content-Length")) {
    TM_TRY(head.bytes, number_of(*length, "Content-Length"));
    head.end = head.bytes;
  }
  if (const auto until = response.headers.find("x-amz-object-lock-retain-until-date")) {
    const auto at = codec::parse_iso8601(*until);
    if (!at) return damaged(fmt::format("the lock's end is '{}'", *until));
    head.locked_until = at.value();
  }
  return head;
}

Status check_stored(const http::Response& response, std::string_view bytes) {
  const std::string etag = etag_of(response);
  if (!is_md5(etag, response)) return Ok{};
  const std::string ours = codec::to_hex(codec::md5(bytes));
  if (etag == ours) return Ok{};
  return damaged(fmt::format("the service holds an object of ETag {}, sent was {}", etag, ours));
}

Status check_read(const http::Response& response) {
  TM_TRY(const ObjectHead head, read_object_head(response));
  if (head.end != head.begin + response.body.size()) {
    return damaged(fmt::format("{} bytes came, {} were promised", response.body.size(),
                               head.end - head.begin));
  }
  if (head.sums.empty()) {
    const bool whole = head.begin == 0 && head.end == head.bytes;
    return whole ? check_stored(response, response.body) : Status(Ok{});
  }
  TM_TRY(const ChunkSums sums, read_chunk_sums(head.sums));
  // Cut for smaller chunks than it has: the caller asks again for whole ones.
  const bool cut = head.begin % sums.chunk_bytes != 0 ||
                   (head.end != head.bytes && head.end % sums.chunk_bytes != 0);
  if (cut || sums.fit(response.body, head.begin, head.bytes)) return Ok{};
  return damaged(fmt::format("{} bytes from {} on do not fit their checksums", response.body.size(),
                             head.begin));
}

}  // namespace tidemark::blobs

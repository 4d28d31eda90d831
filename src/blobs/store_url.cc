#include "blobs/store_url.h"

#include "blobs/blob_name.h"
#include "codec/uri.h"

#include <algorithm>
#include <map>

namespace tidemark::blobs {
namespace {

constexpr std::string_view kBucketScheme = "s3://";
constexpr std::string_view kFileScheme = "file://";
// A key has 1024 bytes at most; a blob's name takes 900 and a slash.
constexpr std::size_t kMostPrefixBytes = 120;

using Options = std::map<std::string, std::string, std::less<>>;

Error wrong(std::string text) {
  return fail(Code::kInvalid, std::move(text));
}

bool is_bucket_name(std::string_view name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return plain && name.size() >= 3 && name.size() <= 63;
}

Status check_place(const BucketPlace& place) {
  if (!is_bucket_name(place.bucket)) {
    return wrong(fmt::format("'{}' is no bucket name: 3 to 63 of a-z 0-9 . and -", place.bucket));
  }
  if (place.prefix.empty()) return Ok{};
  if (check_name(place.prefix) && place.prefix.size() <= kMostPrefixBytes) return Ok{};
  return wrong(fmt::format(
      "'{}' is no prefix for blobs: at most {} of A-Z a-z 0-9 . _ - in parts divided by /",
      place.prefix, kMostPrefixBytes));
}

Result<Options> options_of(std::string_view query) {
  Options options;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    if (equals == pair.npos || name.empty()) {
      return wrong(fmt::format("the vault store's option '{}' has no value: NAME=VALUE", name));
    }
    auto value = codec::percent_decode(pair.substr(equals + 1));
    if (!value) return wrong(fmt::format("the vault store's option '{}' is badly encoded", name));
    if (!options.emplace(name, std::move(value).value()).second) {
      return wrong(fmt::format("the vault store's option '{}' is given twice", name));
    }
  }
  return options;
}

// Takes the option out; what remains at the end is unknown.
std::string take(Options& options, std::string_view name) {
  const auto found = options.find(name);
  if (found == options.end()) return {};
  std::string value = std::move(found->second);
  options.erase(found);
  return value;
}

Status read_endpoint(std::string endpoint, BucketPlace& place) {
  if (endpoint.ends_with('/') && !endpoint.ends_with("://")) endpoint.pop_back();
  const bool known = endpoint.starts_with("http://") || endpoint.starts_with("https://");
  const std::size_t host = endpoint.find("://");
  const bool plain = known && host + 3 < endpoint.size() &&
                     endpoint.find_first_of("/?#@ ", host + 3) == endpoint.npos;
  if (!endpoint.empty() && !plain) {
    return wrong(fmt::format("endpoint '{}' is not http://HOST[:PORT] or https://…", endpoint));
  }
  place.endpoint = std::move(endpoint);
  return Ok{};
}

Status read_path_style(const std::string& text, BucketPlace& place) {
  if (!text.empty() && text != "true" && text != "false") {
    return wrong(fmt::format("path-style '{}' is neither true nor false", text));
  }
  place.path_style = text.empty() ? !place.endpoint.empty() : text == "true";
  return Ok{};
}

Status read_object_lock(const std::string& text, BucketPlace& place) {
  if (text.empty()) return Ok{};
  if (text == "compliance") {
    place.object_lock = LockMode::kCompliance;
  } else if (text == "governance") {
    place.object_lock = LockMode::kGovernance;
  } else if (text == "none") {
    place.object_lock = LockMode::kNone;
  } else {
    return wrong(fmt::format("object-lock '{}' is none of compliance, governance, none", text));
  }
  return Ok{};
}

Result<StorePlace> bucket_of(std::string_view rest) {
  const std::size_t mark = std::min(rest.find('?'), rest.size());
  const std::string_view path = rest.substr(0, mark);
  const std::size_t slash = std::min(path.find('/'), path.size());
  BucketPlace place;
  place.bucket = path.substr(0, slash);
  place.prefix = path.substr(std::min(slash + 1, path.size()));
  if (place.prefix.ends_with('/')) place.prefix.pop_back();
  TM_TRY_STATUS(check_place(place));
  TM_TRY(Options options, options_of(rest.substr(std::min(mark + 1, rest.size()))));
  TM_TRY_STATUS(read_endpoint(take(options, "endpoint"), place));
  TM_TRY_STATUS(read_path_style(take(options, "path-style"), place));
  TM_TRY_STATUS(read_object_lock(take(options, "object-lock"), place));
  if (std::string region = take(options, "region"); !region.empty()) place.region = region;
  place.credentials = {.key_id = take(options, "access-key"),
                       .secret = take(options, "secret-key"),
                       .session_token = take(options, "session-token")};
  if (place.credentials.key_id.empty() != place.credentials.secret.empty()) {
    return wrong("the vault store's access-key and secret-key go together: one is missing");
  }
  place.ca_file = take(options, "ca");
  if (options.empty()) return StorePlace(std::move(place));
  return wrong(
      fmt::format("the vault store has no option '{}': there are endpoint, region, path-style, "
                  "access-key, secret-key, session-token, object-lock and ca",
                  options.begin()->first));
}

}  // namespace

std::string BucketPlace::describe() const {
  const std::string at = endpoint.empty() ? fmt::format("Amazon S3, {}", region) : endpoint;
  return fmt::format("s3://{}{}{} at {}", bucket, prefix.empty() ? "" : "/", prefix, at);
}

Result<StorePlace> parse_store_url(std::string_view url) {
  if (url.starts_with(kBucketScheme)) return bucket_of(url.substr(kBucketScheme.size()));
  std::string_view path = url;
  if (path.starts_with(kFileScheme)) path.remove_prefix(kFileScheme.size());
  if (path.find("://") != path.npos) {
    return wrong(fmt::format("a vault store is a directory or s3://BUCKET/PREFIX, not {}",
                             path.substr(0, path.find("://") + 3)));
  }
  if (path.empty()) return wrong("a vault store needs a directory or s3://BUCKET/PREFIX");
  return StorePlace(DirectoryPlace{std::string(path)});
}

}  // namespace tidemark::blobs

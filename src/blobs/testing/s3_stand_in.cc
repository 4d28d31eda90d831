#include "blobs/testing/s3_stand_in.h"

#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/md5.h"
#include "codec/sha256.h"
#include "codec/uri.h"
#include "wire/sigv4_canonical.h"
#include "wire/xml_writer.h"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

namespace tidemark::blobs::testing {
namespace {

constexpr std::size_t kLeastPartBytes = 5u << 20;

http::Response failing(int status, std::string_view code, std::string_view message) {
  wire::XmlWriter out;
  out.open("Error").text("Code", code).text("Message", message).close();
  return {.status = status, .headers = {}, .body = out.take()};
}

http::Response xml(std::string text) {
  http::Response response{.status = 200, .headers = {}, .body = std::move(text)};
  response.headers.add("Content-Type", "application/xml");
  return response;
}

std::string quoted_md5(std::string_view bytes) {
  return fmt::format("\"{}\"", codec::to_hex(codec::md5(bytes)));
}

std::uint64_t number_of(std::string_view text, std::uint64_t otherwise) {
  std::uint64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "bytes=5-9" as first and last byte of `size`; nullopt: nothing of it is there.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(std::string_view text,
                                                                std::uint64_t size) {
  const std::string_view span = text.substr(std::string_view("bytes=").size());
  const std::uint64_t first = number_of(span, 0);
  const std::uint64_t last = number_of(span.substr(span.find('-') + 1), size);
  if (first >= size) return std::nullopt;
  return std::pair(first, std::min(last, size - 1));
}

}  // namespace

struct S3StandIn::Asked {
  const http::Request& request;
  std::string bucket{};
  std::string key{};
  std::map<std::string, std::string, std::less<>> query{};

  [[nodiscard]] bool has(std::string_view name) const { return query.contains(name); }

  [[nodiscard]] std::string option(std::string_view name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }

  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(request.headers.find(name).value_or(""));
  }
};

S3StandIn::S3StandIn(const Clock& clock, Options options)
    : clock_(clock), options_(options), verifier_([](std::string_view id) {
        return id == kKeyId ? std::optional(wire::SecretKey{.secret = kSecret, .account = "1"})
                            : std::nullopt;
      }) {}

http::Handler S3StandIn::handler() {
  return [this](http::Request&& request, http::Responder respond) { respond(answer(request)); };
}

http::Response S3StandIn::answer(const http::Request& request) {
  const std::lock_guard lock(mutex_);
  ++counts_.requests;
  static const std::vector<std::string> kRegions{"us-east-1"};
  const wire::Verification verified =
      verifier_.verify(request, clock_.now(), {.service = "s3", .regions = kRegions});
  if (!std::holds_alternative<wire::Verified>(verified)) {
    ++counts_.refused_signatures;
    const std::string message = wire::rejection_of(verified).message;
    return failing(403, "SignatureDoesNotMatch", message);
  }
  if (request.headers.find("x-amz-content-sha256") != codec::sha256_hex(request.body)) {
    return failing(400, "XAmzContentSHA256Mismatch", "the body is another");
  }
  const auto digest = request.headers.find("Content-MD5");
  if (digest && *digest != codec::to_base64(codec::md5(request.body))) {
    return failing(400, "BadDigest", "the body is another");
  }
  const wire::TargetParts target = wire::split_target(request.target);
  const std::string path = codec::percent_decode(target.path).value();
  const std::size_t slash = std::min(path.find('/', 1), path.size());
  Asked asked{.request = request,
              .bucket = path.substr(1, slash - 1),
              .key = path.substr(std::min(slash + 1, path.size()))};
  for (auto& [name, value] : wire::query_parameters(target.query)) asked.query[name] = value;
  if (asked.bucket != kBucket) return failing(404, "NoSuchBucket", "there is no such bucket");
  return asked.key.empty() ? on_bucket(asked) : on_object(asked);
}

http::Response S3StandIn::on_bucket(const Asked& asked) const {
  if (asked.request.method != "GET") return failing(405, "MethodNotAllowed", "only GET");
  if (asked.has("versioning")) {
    wire::XmlWriter out;
    out.open("VersioningConfiguration");
    if (options_.versions) out.text("Status", "Enabled");
    return xml(out.close().take());
  }
  if (asked.has("object-lock")) {
    if (!options_.object_lock) {
      return failing(404, "ObjectLockConfigurationNotFoundError", "there is none");
    }
    wire::XmlWriter out;
    out.open("ObjectLockConfiguration").text("ObjectLockEnabled", "Enabled").close();
    return xml(out.take());
  }
  if (asked.has("versions")) return list_versions(asked);
  if (asked.option("list-type") == "2") return list(asked);
  return failing(501, "NotImplemented", "the stand-in does not know this");
}

http::Response S3StandIn::list(const Asked& asked) const {
  const std::size_t limit =
      std::min<std::uint64_t>(number_of(asked.option("max-keys"), 1000), options_.most_keys_a_page);
  const bool encoded = asked.option("encoding-type") == "url";
  wire::XmlWriter out;
  out.open("ListBucketResult");
  if (encoded) out.text("EncodingType", "url");
  std::size_t shown = 0;
  bool truncated = false;
  for (const auto& [key, versions] : objects_) {
    if (!key.starts_with(asked.option("prefix")) || key <= asked.option("start-after")) continue;
    if (versions.back().marker) continue;
    truncated = shown == limit;
    if (truncated) break;
    ++shown;
    out.open("Contents").text("Key", encoded ? codec::percent_encode(key, true) : key);
    out.text("Size", fmt::format("{}", versions.back().bytes.size())).close();
  }
  out.text("IsTruncated", truncated ? "true" : "false");
  return xml(out.close().take());
}

http::Response S3StandIn::list_versions(const Asked& asked) const {
  wire::XmlWriter out;
  out.open("ListVersionsResult");
  for (const auto& [key, versions] : objects_) {
    if (!key.starts_with(asked.option("prefix"))) continue;
    for (auto each = versions.rbegin(); each != versions.rend(); ++each) {
      out.open(each->marker ? "DeleteMarker" : "Version");
      out.text("Key", key).text("VersionId", each->id).close();
    }
  }
  out.text("IsTruncated", "false");
  return xml(out.close().take());
}

http::Response S3StandIn::on_object(const Asked& asked) {
  const std::string& method = asked.request.method;
  if (method == "PUT" && asked.has("partNumber")) return put_part(asked);
  if (method == "PUT" && asked.has("retention")) return retain(asked);
  if (method == "PUT") return put(asked);
  if (method == "GET" || method == "HEAD") return get(asked);
  if (method == "POST" && asked.has("uploads")) return begin_upload(asked);
  if (method == "POST" && asked.has("uploadId")) return complete(asked);
  if (method == "DELETE" && asked.has("uploadId")) {
    counts_.aborted_uploads += static_cast<int>(uploads_.erase(asked.option("uploadId")));
    return {.status = 204};
  }
  if (method == "DELETE") return remove(asked);
  return failing(405, "MethodNotAllowed", "the stand-in does not know this");
}

namespace {

std::vector<std::pair<std::string, std::string>> metadata_of(const http::Headers& headers) {
  std::vector<std::pair<std::string, std::string>> metadata;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const http::Headers::Field field = headers.at(i);
    const std::string name = wire::lower_case(field.name);
    if (name.starts_with("x-amz-meta-")) metadata.emplace_back(name, field.value);
  }
  return metadata;
}

std::optional<Timestamp> lock_of(const http::Headers& headers) {
  const auto until = headers.find("x-amz-object-lock-retain-until-date");
  if (!until) return std::nullopt;
  return codec::parse_iso8601(*until).value();
}

}  // namespace

http::Response S3StandIn::put(const Asked& asked) {
  const bool only_new = options_.conditions && asked.header("If-None-Match") == "*";
  if (only_new && newest(asked.key) != nullptr) {
    return failing(412, "PreconditionFailed", "there is one");
  }
  const auto until = lock_of(asked.request.headers);
  if (until && asked.header("Content-MD5").empty()) {
    return failing(400, "InvalidRequest", "Content-MD5 is required with Object Lock");
  }
  if (until && *until <= clock_.now()) {
    return failing(400, "InvalidArgument", "the retain until date must be in the future");
  }
  return store(asked.key, {.bytes = asked.request.body,
                           .etag = quoted_md5(asked.request.body),
                           .metadata = metadata_of(asked.request.headers),
                           .locked_until = until});
}

http::Response S3StandIn::store(const std::string& key, Version version) {
  version.id = options_.versions ? fmt::format("v{}", next_id_++) : "null";
  http::Response response;
  response.headers.add("ETag", version.etag);
  if (options_.versions) response.headers.add("x-amz-version-id", version.id);
  std::vector<Version>& versions = objects_[key];
  if (!options_.versions) versions.clear();
  versions.push_back(std::move(version));
  return response;
}

http::Response S3StandIn::get(const Asked& asked) const {
  const Version* const version = newest(asked.key);
  if (version == nullptr) return failing(404, "NoSuchKey", "there is no such key");
  http::Response response{.status = 200, .headers = {}, .body = version->bytes};
  if (const std::string span = asked.header("Range"); !span.empty()) {
    const auto range = range_of(span, version->bytes.size());
    if (!range) return failing(416, "InvalidRange", "nothing of it is there");
    response.status = 206;
    response.body = version->bytes.substr(range->first, range->second - range->first + 1);
    response.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", range->first, range->second,
                                                      version->bytes.size()));
  }
  response.headers.add("ETag", version->etag);
  for (const auto& [name, value] : version->metadata) response.headers.add(name, value);
  if (options_.versions) response.headers.add("x-amz-version-id", version->id);
  if (version->locked_until) {
    response.headers.add("x-amz-object-lock-retain-until-date",
                         codec::to_iso8601(*version->locked_until));
  }
  if (asked.request.method == "HEAD") {
    response.headers.add("Content-Length", fmt::format("{}", response.body.size()));
    response.body.clear();
  }
  return response;
}

http::Response S3StandIn::remove(const Asked& asked) {
  const auto found = objects_.find(asked.key);
  if (found == objects_.end()) return {.status = 204};
  std::vector<Version>& versions = found->second;
  if (!options_.versions) {
    objects_.erase(found);
  } else if (asked.has("versionId")) {
    const auto version = std::ranges::find(versions, asked.option("versionId"), &Version::id);
    if (version == versions.end()) return {.status = 204};
    if (version->locked_until && *version->locked_until > clock_.now()) {
      return failing(403, "AccessDenied", "the object is locked");
    }
    versions.erase(version);
    if (versions.empty()) objects_.erase(found);
  } else {
    versions.push_back({.id = fmt::format("v{}", next_id_++), .marker = true});
  }
  return {.status = 204};
}

http::Response S3StandIn::retain(const Asked& asked) {
  if (newest(asked.key) == nullptr) return failing(404, "NoSuchKey", "there is no such key");
  pugi::xml_document document;
  document.load_buffer(asked.request.body.data(), asked.request.body.size());
  const pugi::xml_node retention = document.child("Retention");
  const auto until = codec::parse_iso8601(retention.child_value("RetainUntilDate"));
  const std::string_view mode = retention.child_value("Mode");
  if (!until || (mode != "COMPLIANCE" && mode != "GOVERNANCE")) {
    return failing(400, "MalformedXML", "no retention");
  }
  Version& version = objects_[asked.key].back();
  if (version.locked_until && *version.locked_until > until.value()) {
    return failing(403, "AccessDenied", "a lock is never shortened");
  }
  version.locked_until = until.value();
  return {};
}

http::Response S3StandIn::begin_upload(const Asked& asked) {
  const std::string id = fmt::format("upload-{}", next_id_++);
  uploads_[id] = {.key = asked.key,
                  .version = {.metadata = metadata_of(asked.request.headers),
                              .locked_until = lock_of(asked.request.headers)}};
  wire::XmlWriter out;
  out.open("InitiateMultipartUploadResult").text("UploadId", id).close();
  return xml(out.take());
}

http::Response S3StandIn::put_part(const Asked& asked) {
  const auto upload = uploads_.find(asked.option("uploadId"));
  if (upload == uploads_.end()) return failing(404, "NoSuchUpload", "there is none");
  const int number = static_cast<int>(number_of(asked.option("partNumber"), 0));
  const std::string etag = quoted_md5(asked.request.body);
  upload->second.parts[number] = {etag, asked.request.body};
  http::Response response;
  response.headers.add("ETag", etag);
  return response;
}

http::Response S3StandIn::complete(const Asked& asked) {
  if (failing_completions_ > 0) {
    --failing_completions_;
    http::Response response = failing(200, "InternalError", "it did not work out");
    response.body.insert(0, "   \n");  // spaces keep the connection open while a service works
    return response;
  }
  const auto upload = uploads_.find(asked.option("uploadId"));
  if (upload == uploads_.end()) return failing(404, "NoSuchUpload", "there is none");
  pugi::xml_document document;
  document.load_buffer(asked.request.body.data(), asked.request.body.size());
  Version version = std::move(upload->second.version);
  std::string digests;
  int expected = 0;
  const auto& parts = upload->second.parts;
  for (const pugi::xml_node each : document.child("CompleteMultipartUpload").children("Part")) {
    const auto part = parts.find(each.child("PartNumber").text().as_int());
    if (part == parts.end() || part->second.first != each.child_value("ETag")) {
      return failing(400, "InvalidPart", "a part is missing or another");
    }
    if (part->first != ++expected) return failing(400, "InvalidPartOrder", "parts go in order");
    const bool last = part->first == parts.rbegin()->first;
    if (!last && part->second.second.size() < kLeastPartBytes) {
      return failing(400, "EntityTooSmall", "a part has less than 5 MiB");
    }
    version.bytes += part->second.second;
    digests += codec::md5(part->second.second);
  }
  if (expected == 0) return failing(400, "MalformedXML", "no parts");
  version.etag = fmt::format("\"{}-{}\"", codec::to_hex(codec::md5(digests)), expected);
  ++counts_.completed_uploads;
  uploads_.erase(upload);
  http::Response stored = store(asked.key, std::move(version));
  wire::XmlWriter out;
  out.open("CompleteMultipartUploadResult").text("Key", asked.key).close();
  stored.body = out.take();
  return stored;
}

const S3StandIn::Version* S3StandIn::newest(const std::string& key) const {
  const auto found = objects_.find(key);
  if (found == objects_.end() || found->second.back().marker) return nullptr;
  return &found->second.back();
}

S3StandIn::Counts S3StandIn::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<std::string> S3StandIn::keys() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [key, versions] : objects_) {
    if (!versions.back().marker) keys.push_back(key);
  }
  return keys;
}

std::size_t S3StandIn::versions() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [key, versions] : objects_) count += versions.size();
  return count;
}

std::size_t S3StandIn::open_uploads() const {
  const std::lock_guard lock(mutex_);
  return uploads_.size();
}

void S3StandIn::put_foreign(const std::string& key, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  (void)store(key, {.bytes = bytes, .etag = quoted_md5(bytes)});
}

void S3StandIn::damage(const std::string& key, std::size_t offset) {
  const std::lock_guard lock(mutex_);
  char& byte = objects_.at(key).back().bytes.at(offset);
  byte = static_cast<char>(byte ^ 0x10);
}

void S3StandIn::fail_completions(int count) {
  const std::lock_guard lock(mutex_);
  failing_completions_ = count;
}

}  // namespace tidemark::blobs::testing

#include "blobs/bucket_store.h"

#include "base/log.h"
#include "blobs/blob_name.h"
#include "blobs/bucket_upload.h"
#include "blobs/bucket_versions.h"
#include "blobs/chunk_sums.h"
#include "codec/iso8601.h"

#include <algorithm>

namespace tidemark::blobs {
namespace {

constexpr std::size_t kMostKeysAPage = 1000;  // more are never sent

// Seconds are all that S3 knows: rounded up, so that a lock never ends early.
Timestamp whole_second(Timestamp until) {
  const Timestamp floor = until.floor_to_second();
  return floor == until ? floor : floor + std::chrono::seconds(1);
}

Error behind_the_end(std::string_view name, std::uint64_t bytes, std::uint64_t offset) {
  return fail(Code::kInvalid, fmt::format("blob {} has {} bytes, none at {}", name, bytes, offset));
}

Result<std::uint64_t> chunk_bytes_of(const ObjectHead& head) {
  if (head.sums.empty()) return kChunkBytes;
  TM_TRY(const ChunkSums sums, read_chunk_sums(head.sums));
  return sums.chunk_bytes;
}

// `range` out of a body that begins at head.begin.
Result<std::string> piece_of(std::string_view name, std::string_view body, const ObjectHead& head,
                             BlobRange range) {
  if (range.offset > head.bytes) return behind_the_end(name, head.bytes, range.offset);
  const std::uint64_t length = std::min(range.length, head.bytes - range.offset);
  const bool covered =
      head.begin <= range.offset && head.begin + body.size() >= range.offset + length;
  if (covered) return std::string(body.substr(range.offset - head.begin, length));
  return fail(Code::kUnknown, fmt::format("the service sent {} bytes from {} on, asked for {} from "
                                          "{} on",
                                          body.size(), head.begin, length, range.offset));
}

Result<ObjectList> list_objects(const S3Client& client, const std::string& prefix,
                                const std::string& start_after, std::size_t limit) {
  S3Request request{.method = "GET",
                    .query = {{"list-type", "2"},
                              {"encoding-type", "url"},
                              {"max-keys", fmt::format("{}", std::min(limit, kMostKeysAPage))}},
                    .check = [](const http::Response& response) -> Status {
                      TM_TRY_STATUS(read_object_list(response.body));
                      return Ok{};
                    }};
  if (!prefix.empty()) request.query.emplace_back("prefix", prefix);
  if (!start_after.empty()) request.query.emplace_back("start-after", start_after);
  TM_TRY(const S3Reply reply, client.call(request));
  if (!reply.good()) return client.refused(reply, "listing", prefix);
  return read_object_list(reply.response.body);
}

}  // namespace

Result<std::unique_ptr<BucketStore>> BucketStore::open(BucketPlace place, S3Seams seams,
                                                       Patience patience) {
  if (place.credentials.key_id.empty()) {
    return fail(Code::kInvalid,
                fmt::format("bucket {}: no credentials; set AWS_ACCESS_KEY_ID and "
                            "AWS_SECRET_ACCESS_KEY, or the options access-key and secret-key",
                            place.describe()));
  }
  std::unique_ptr<BucketStore> store(new BucketStore(std::move(place), std::move(seams), patience));
  const auto can = store->abilities();
  if (can) return store;
  const Code code = can.error().code;
  if (code != Code::kBusy && code != Code::kUnknown) return can.error();
  log_warn("blobs", "the bucket cannot be reached now; it is asked again when it is needed",
           {{"problem", can.error().message}});
  return store;
}

Result<BucketAbilities> BucketStore::abilities() {
  const std::lock_guard lock(mutex_);
  if (!abilities_) {
    TM_TRY(abilities_, ask_for_abilities(client_));
  }
  return *abilities_;
}

bool BucketStore::reached() const {
  const std::lock_guard lock(mutex_);
  return abilities_.has_value();
}

bool BucketStore::locks() const {
  const std::lock_guard lock(mutex_);
  return abilities_ && abilities_->lock_mode != LockMode::kNone;
}

Status BucketStore::put(std::string_view name, std::string_view bytes,
                        std::optional<Timestamp> locked_until) {
  TM_TRY_STATUS(check_blob(name, bytes));
  TM_TRY(const BucketAbilities can, abilities());
  if (locked_until && can.lock_mode == LockMode::kNone) return no_locks(name);
  std::optional<ObjectHead> before;
  if (can.versions) {
    TM_TRY(before, head(name));
  }
  if (before) TM_TRY_STATUS(refuse_if_locked(name, *before));
  ObjectLock lock{.mode = can.lock_mode, .until = locked_until};
  if (lock.until) lock.until = whole_second(*lock.until);
  TM_TRY(const Put done, put_object(name, bytes, lock));
  // A version that an attempt of ours left and locked goes when its lock ends.
  const bool left_one = can.versions && done.repeated && !locked_until;
  if (before || left_one) return remove_versions(client_, key_of(name), done.version);
  return Ok{};
}

Result<BucketStore::Put> BucketStore::put_object(std::string_view name, std::string_view bytes,
                                                 const ObjectLock& lock) const {
  const std::string put_id = client_.random().hex(16);
  const HeaderList headers = object_headers(bytes, put_id, lock);
  TM_TRY(const S3Reply reply, bytes.size() > kPartBytes
                                  ? upload_in_parts(client_, key_of(name), bytes, headers)
                                  : put_whole(name, bytes, headers));
  if (reply.good()) {
    const auto version = reply.response.headers.find("x-amz-version-id");
    return Put{.version = std::string(version.value_or("")), .repeated = reply.maybe_done};
  }
  // The upload is gone: perhaps because an attempt of ours, whose answer was lost, completed it.
  if (reply.maybe_done && reply.response.status == 404) {
    TM_TRY(const auto there, head(name));
    if (there && there->put_id == put_id) return Put{.version = there->version};
  }
  return client_.refused(reply, "putting", name);
}

Result<S3Reply> BucketStore::put_whole(std::string_view name, std::string_view bytes,
                                       HeaderList headers) const {
  headers.push_back(digest_header(bytes));
  return client_.call(
      {.method = "PUT",
       .key = key_of(name),
       .headers = std::move(headers),
       .body = bytes,
       .check = [bytes](const http::Response& response) { return check_stored(response, bytes); }});
}

Status BucketStore::put_new(std::string_view name, std::string_view bytes) {
  TM_TRY_STATUS(check_blob(name, bytes));
  TM_TRY(const BucketAbilities can, abilities());
  TM_TRY(const bool conditional, learn_conditions(can));
  const std::string put_id = client_.random().hex(16);
  HeaderList headers = object_headers(bytes, put_id, {});
  if (conditional) {
    headers.emplace_back("If-None-Match", "*");
  } else {
    TM_TRY(const auto there, head(name));
    if (there) return taken(name);
  }
  TM_TRY(const S3Reply reply, put_whole(name, bytes, std::move(headers)));
  if (reply.good()) return Ok{};
  if (reply.response.status != 412) return client_.refused(reply, "putting", name);
  if (!reply.maybe_done) return taken(name);
  // An earlier attempt of ours may be what stands in the way.
  TM_TRY(const auto there, head(name));
  if (there && there->put_id == put_id) return Ok{};
  return taken(name);
}

Result<bool> BucketStore::learn_conditions(const BucketAbilities& can) {
  const std::lock_guard lock(conditions_mutex_);
  if (!conditional_) {
    TM_TRY(conditional_, honours_conditions(client_, can.versions));
    if (!*conditional_) {
      log_warn("blobs",
               "the service does not know If-None-Match: two servers that start writing here in "
               "the same moment would not notice each other",
               {{"bucket", describe()}});
    }
  }
  return *conditional_;
}

bool BucketStore::exclusive() const {
  const std::lock_guard lock(conditions_mutex_);
  return conditional_.value_or(true);
}

Result<std::string> BucketStore::get(std::string_view name, BlobRange range) {
  TM_TRY_STATUS(check_name(name));
  if (range.length == 0 || range.offset > kMostBlobBytes) return get_behind(name, range.offset);
  const bool whole = range.offset == 0 && range.length >= kMostBlobBytes;
  const std::uint64_t length = std::min<std::uint64_t>(range.length, kMostBlobBytes);
  for (std::uint64_t chunk_bytes = kChunkBytes;;) {
    const std::uint64_t begin = range.offset / chunk_bytes * chunk_bytes;
    const std::uint64_t chunks = (range.offset + length - begin + chunk_bytes - 1) / chunk_bytes;
    const std::string span = fmt::format("bytes={}-{}", begin, begin + chunks * chunk_bytes - 1);
    TM_TRY(S3Reply reply, get_object(name, whole ? "" : span));
    if (reply.response.status == 416) return get_behind(name, range.offset);
    if (!reply.good()) return client_.refused(reply, "reading", name);
    if (whole) return std::move(reply.response.body);
    TM_TRY(const ObjectHead head, read_object_head(reply.response));
    TM_TRY(const std::uint64_t cut_for, chunk_bytes_of(head));
    if (cut_for <= chunk_bytes) return piece_of(name, reply.response.body, head, range);
    chunk_bytes = cut_for;  // a great blob has greater chunks
  }
}

// Of a reply that is an object; absent() where there is none.
Result<S3Reply> BucketStore::get_object(std::string_view name, std::string range) const {
  S3Request request{.method = "GET", .key = key_of(name), .check = &check_read};
  if (!range.empty()) request.headers.emplace_back("Range", std::move(range));
  TM_TRY(S3Reply reply, client_.call(request));
  if (reply.response.status == 404 && reply.problem.code != "NoSuchBucket") return absent(name);
  return reply;
}

// No bytes, if the blob is there and reaches as far as `offset`.
Result<std::string> BucketStore::get_behind(std::string_view name, std::uint64_t offset) const {
  TM_TRY(const auto there, head(name));
  if (!there) return absent(name);
  if (offset <= there->bytes) return std::string();
  return behind_the_end(name, there->bytes, offset);
}

Result<std::optional<BlobInfo>> BucketStore::find(std::string_view name) {
  TM_TRY_STATUS(check_name(name));
  TM_TRY(const auto there, head(name));
  if (!there) return std::optional<BlobInfo>();
  return std::optional(BlobInfo{.name = std::string(name), .bytes = there->bytes});
}

Result<std::optional<ObjectHead>> BucketStore::head(std::string_view name) const {
  TM_TRY(const S3Reply reply, client_.call({.method = "HEAD", .key = key_of(name)}));
  if (reply.response.status == 404) return std::optional<ObjectHead>();
  if (!reply.good()) return client_.refused(reply, "looking at", name);
  TM_TRY(ObjectHead there, read_object_head(reply.response));
  return std::optional(std::move(there));
}

Result<BlobPage> BucketStore::list(std::string_view prefix, std::string_view after,
                                   std::size_t limit) {
  TM_TRY_STATUS(check_prefix(prefix));
  TM_TRY_STATUS(check_prefix(after));
  const std::string before_names = key_of("");
  BlobPage page;
  std::string start_after = after.empty() ? "" : key_of(after);
  while (true) {
    TM_TRY(const ObjectList list,
           list_objects(client_, key_of(prefix), start_after, limit - page.blobs.size() + 1));
    for (const ListedObject& object : list.objects) {
      if (!object.key.starts_with(before_names)) continue;
      const std::string_view name = std::string_view(object.key).substr(before_names.size());
      if (!check_name(name)) continue;  // somebody else's
      page.more = page.blobs.size() == limit;
      if (page.more) return page;
      page.blobs.push_back({.name = std::string(name), .bytes = object.bytes});
    }
    if (!list.truncated || list.objects.empty()) return page;
    start_after = list.objects.back().key;
  }
}

Status BucketStore::remove(std::string_view name) {
  TM_TRY_STATUS(check_name(name));
  TM_TRY(const BucketAbilities can, abilities());
  if (can.versions) return remove_versions(client_, key_of(name), "");
  TM_TRY(const S3Reply reply, client_.call({.method = "DELETE", .key = key_of(name)}));
  if (reply.good() || reply.response.status == 404) return Ok{};
  return client_.refused(reply, "removing", name);
}

Status BucketStore::lock(std::string_view name, Timestamp until) {
  TM_TRY_STATUS(check_name(name));
  TM_TRY(const BucketAbilities can, abilities());
  if (can.lock_mode == LockMode::kNone) return no_locks(name);
  TM_TRY(const auto there, head(name));
  if (!there) return absent(name);
  if (there->locked_until && *there->locked_until >= until) return Ok{};
  const std::string body = retention_text(name_of(can.lock_mode), whole_second(until));
  TM_TRY(const S3Reply reply,
         client_.call({.method = "PUT",
                       .key = key_of(name),
                       .query = {{"retention", ""}},
                       .headers = {{"Content-Type", "application/xml"}, digest_header(body)},
                       .body = body}));
  if (reply.good()) return Ok{};
  return client_.refused(reply, "locking", name);
}

Status BucketStore::refuse_if_locked(std::string_view name, const ObjectHead& there) const {
  if (!there.locked_until || *there.locked_until <= client_.now()) return Ok{};
  return fail(Code::kDenied, fmt::format("{}: blob {} is locked until {}", describe(), name,
                                         codec::to_iso8601(*there.locked_until)));
}

std::string BucketStore::describe() const {
  return fmt::format("bucket {}", client_.place().describe());
}

std::string BucketStore::key_of(std::string_view name) const {
  const std::string& prefix = client_.place().prefix;
  return fmt::format("{}{}{}", prefix, prefix.empty() ? "" : "/", name);
}

Error BucketStore::absent(std::string_view name) const {
  return fail(Code::kNotFound, fmt::format("{}: there is no blob {}", describe(), name));
}

Error BucketStore::taken(std::string_view name) const {
  return fail(Code::kConflict, fmt::format("{}: blob {} is there already", describe(), name));
}

Error BucketStore::no_locks(std::string_view name) const {
  return fail(Code::kInvalid,
              fmt::format("{} cannot lock {}: the bucket was made without Object Lock, or it is "
                          "turned off",
                          describe(), name));
}

}  // namespace tidemark::blobs

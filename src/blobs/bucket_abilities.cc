#include "blobs/bucket_abilities.h"

#include "base/log.h"
#include "blobs/bucket_object.h"
#include "blobs/bucket_versions.h"

namespace tidemark::blobs {
namespace {

using Read = Result<bool> (*)(std::string_view body);

// Services without a feature answer its question in many ways: any refusal is a no.
Result<bool> ask(const S3Client& client, const char* question, Read read) {
  TM_TRY(const S3Reply reply, client.call({.method = "GET", .query = {{question, ""}}}));
  if (reply.problem.code == "NoSuchBucket") return client.refused(reply, "opening", "the bucket");
  if (reply.response.status == 403) {
    log_warn("blobs", "the bucket does not say what it keeps; taken as no",
             {{"bucket", client.place().describe()}, {"question", question}});
  }
  if (!reply.good()) return false;
  const auto answer = read(reply.response.body);
  return answer && answer.value();
}

Status check_access(const S3Client& client) {
  TM_TRY(const S3Reply reply,
         client.call({.method = "GET", .query = {{"list-type", "2"}, {"max-keys", "1"}}}));
  if (reply.good()) return Ok{};
  Error error = client.refused(reply, "opening", "the bucket");
  if (error.code == Code::kNotFound) error.code = Code::kDenied;
  return error;
}

Result<LockMode> lock_mode(const S3Client& client) {
  const std::optional<LockMode>& wanted = client.place().object_lock;
  if (wanted == LockMode::kNone) return LockMode::kNone;
  TM_TRY(const bool has, ask(client, "object-lock", &read_object_lock));
  if (has) return wanted.value_or(LockMode::kCompliance);
  if (!wanted) return LockMode::kNone;
  return fail(Code::kInvalid,
              fmt::format("bucket {}: object-lock is asked for, and the bucket was made without; "
                          "make one with Object Lock enabled",
                          client.place().describe()));
}

}  // namespace

Result<BucketAbilities> ask_for_abilities(const S3Client& client) {
  TM_TRY_STATUS(check_access(client));
  BucketAbilities can;
  TM_TRY(can.versions, ask(client, "versioning", &read_versioning));
  TM_TRY(can.lock_mode, lock_mode(client));
  return can;
}

Result<bool> honours_conditions(const S3Client& client, bool versions) {
  // '~' stands in no blob's name.
  const std::string& prefix = client.place().prefix;
  const std::string key =
      fmt::format("{}{}~condition-{}", prefix, prefix.empty() ? "" : "/", client.random().hex(16));
  const S3Request put{
      .method = "PUT", .key = key, .headers = {{"If-None-Match", "*"}, digest_header("")}};
  TM_TRY(const S3Reply first, client.call(put));
  if (first.response.status == 501) return false;
  // 412 already: an attempt of ours had arrived, and the next one met it.
  if (!first.good() && first.response.status != 412) {
    return client.refused(first, "putting", key);
  }
  TM_TRY(const S3Reply second, client.call(put));
  if (versions) {
    TM_TRY_STATUS(remove_versions(client, key, ""));
  } else {
    TM_TRY_STATUS(client.call({.method = "DELETE", .key = key}));
  }
  return second.response.status == 412;
}

}  // namespace tidemark::blobs

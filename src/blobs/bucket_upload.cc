#include "blobs/bucket_upload.h"

#include "base/log.h"

namespace tidemark::blobs {
namespace {

class Upload {
 public:
  Upload(const S3Client& client, const std::string& key, std::string id)
      : client_(client), key_(key), id_(std::move(id)) {}

  // Its ETag.
  Result<std::string> put_part(std::size_t number, std::string_view bytes) const {
    TM_TRY(const S3Reply reply,
           client_.call({.method = "PUT",
                         .key = key_,
                         .query = {{"partNumber", fmt::format("{}", number)}, {"uploadId", id_}},
                         .headers = {digest_header(bytes)},
                         .body = bytes,
                         .check = [bytes](const http::Response& response) {
                           return check_stored(response, bytes);
                         }}));
    if (!reply.good())
      return client_.refused(reply, fmt::format("putting part {} of", number), key_);
    const auto etag = reply.response.headers.find("ETag");
    if (etag) return std::string(*etag);
    return fail(Code::kUnknown, fmt::format("part {} of {} got no ETag", number, key_));
  }

  [[nodiscard]] Result<S3Reply> complete(const std::vector<std::string>& etags) const {
    const std::string body = completion_text(etags);
    return client_.call({.method = "POST",
                         .key = key_,
                         .query = {{"uploadId", id_}},
                         .headers = {{"Content-Type", "application/xml"}},
                         .body = body});
  }

  void abort() const {
    const auto reply =
        client_.call({.method = "DELETE", .key = key_, .query = {{"uploadId", id_}}});
    if (reply && (reply.value().good() || reply.value().response.status == 404)) return;
    log_warn("blobs", "parts of an upload that failed stay in the bucket",
             {{"bucket", client_.place().describe()}, {"key", key_}, {"upload", id_}});
  }

 private:
  const S3Client& client_;
  const std::string& key_;
  const std::string id_;
};

Result<S3Reply> put_parts_and_complete(const Upload& upload, std::string_view bytes) {
  std::vector<std::string> etags;
  for (std::size_t at = 0; at < bytes.size(); at += kPartBytes) {
    TM_TRY(std::string etag, upload.put_part(etags.size() + 1, bytes.substr(at, kPartBytes)));
    etags.push_back(std::move(etag));
  }
  return upload.complete(etags);
}

}  // namespace

Result<S3Reply> upload_in_parts(const S3Client& client, const std::string& key,
                                std::string_view bytes, const HeaderList& headers) {
  TM_TRY(S3Reply begun, client.call({.method = "POST",
                                     .key = key,
                                     .query = {{"uploads", ""}},
                                     .headers = headers,
                                     .check = [](const http::Response& response) -> Status {
                                       TM_TRY_STATUS(read_upload_id(response.body));
                                       return Ok{};
                                     }}));
  if (!begun.good()) return begun;
  TM_TRY(std::string id, read_upload_id(begun.response.body));
  const Upload upload(client, key, std::move(id));
  auto done = put_parts_and_complete(upload, bytes);
  if (!done || !done.value().good()) upload.abort();
  return done;
}

}  // namespace tidemark::blobs

#include "blobs/bucket_versions.h"

namespace tidemark::blobs {
namespace {

S3Request list_request(const std::string& key, const VersionList& before) {
  S3Request request{.method = "GET",
                    .query = {{"versions", ""}, {"prefix", key}, {"encoding-type", "url"}},
                    .check = [](const http::Response& response) -> Status {
                      TM_TRY_STATUS(read_version_list(response.body));
                      return Ok{};
                    }};
  if (!before.next_key.empty()) request.query.emplace_back("key-marker", before.next_key);
  if (!before.next_version.empty()) {
    request.query.emplace_back("version-id-marker", before.next_version);
  }
  return request;
}

// Other keys that begin with `key` come later in the list: the first of them ends it.
Result<std::vector<std::string>> versions_of(const S3Client& client, const std::string& key) {
  std::vector<std::string> versions;
  VersionList page;
  do {
    TM_TRY(const S3Reply reply, client.call(list_request(key, page)));
    if (!reply.good()) return client.refused(reply, "listing the versions of", key);
    TM_TRY(page, read_version_list(reply.response.body));
    for (const ListedVersion& each : page.versions) {
      if (each.key != key) return versions;
      versions.push_back(each.version);
    }
  } while (!page.next_key.empty());
  return versions;
}

}  // namespace

Status remove_versions(const S3Client& client, const std::string& key, std::string_view but) {
  TM_TRY(const std::vector<std::string> versions, versions_of(client, key));
  for (const std::string& version : versions) {
    if (version == but) continue;
    TM_TRY(const S3Reply reply,
           client.call({.method = "DELETE", .key = key, .query = {{"versionId", version}}}));
    if (!reply.good() && reply.response.status != 404) {
      return client.refused(reply, "removing a version of", key);
    }
  }
  return Ok{};
}

}  // namespace tidemark::blobs

// The XML of S3 that a blob store reads and writes. pugixml stays in the source file.
//
// Readers answer kCorrupt for what is not the document they expect.
//
// Threads   Pure functions.
// Source    aws-contract E.4; Amazon S3 API reference.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::blobs {

struct S3Problem {
  std::string code{};     // "NoSuchKey"; empty: the body says nothing
  std::string message{};  // for people
};

// Of an <Error>; empty fields for any other body, a HEAD has none.
S3Problem read_problem(std::string_view body);

// Whether a body of status 200 is an <Error> all the same, as a completed upload's may be.
bool is_problem(std::string_view body);

struct ListedObject {
  std::string key{};
  std::uint64_t bytes = 0;
};

struct ObjectList {
  std::vector<ListedObject> objects{};
  bool truncated = false;
};

Result<ObjectList> read_object_list(std::string_view body);

struct ListedVersion {
  std::string key{};
  std::string version{};
};

struct VersionList {
  std::vector<ListedVersion> versions{};  // delete markers too; of one key the newest first
  std::string next_key{};                 // both empty: that was all
  std::string next_version{};
};

Result<VersionList> read_version_list(std::string_view body);

Result<std::string> read_upload_id(std::string_view body);

// Whether versions are kept: Status Enabled or Suspended.
Result<bool> read_versioning(std::string_view body);

// Whether the bucket was made with Object Lock.
Result<bool> read_object_lock(std::string_view body);

// The body that completes an upload: `etags` of parts 1, 2, …
std::string completion_text(const std::vector<std::string>& etags);

// The body of PUT ?retention; `mode` is COMPLIANCE or GOVERNANCE.
std::string retention_text(std::string_view mode, Timestamp until);

}  // namespace tidemark::blobs

// The versions of one object, in a bucket that keeps them.
#pragma once

#include "blobs/s3_client.h"

namespace tidemark::blobs {

// Removes every version and delete marker of `key`, newest first, but the version `but` (empty:
// none is kept). Stops at the first that the service refuses to remove, so that a locked version
// stays the one that is seen.
//
// Errors: those of S3Client::call; kDenied  a version is locked
Status remove_versions(const S3Client& client, const std::string& key, std::string_view but);

}  // namespace tidemark::blobs

// What a bucket and its service can, asked of them.
#pragma once

#include "blobs/s3_client.h"

namespace tidemark::blobs {

struct BucketAbilities {
  bool versions = false;                 // it keeps older versions of an object
  LockMode lock_mode = LockMode::kNone;  // that locks are set in
};

// Errors: those of S3Client::call
//         kDenied   the bucket is not there, or refuses to be listed
//         kInvalid  the place asks for Object Lock by name, and the bucket was made without
Result<BucketAbilities> ask_for_abilities(const S3Client& client);

// Whether `If-None-Match: *` keeps an object from being replaced: put twice, on a key of our own.
// Errors: those of S3Client::call and of a put that is refused
Result<bool> honours_conditions(const S3Client& client, bool versions);

}  // namespace tidemark::blobs

// A large blob put in parts, which shows whole or not at all.
#pragma once

#include "blobs/bucket_object.h"
#include "blobs/s3_client.h"

namespace tidemark::blobs {

inline constexpr std::size_t kPartBytes = 16u << 20;

// Answers the reply that completed it, of whatever status. Where it fails, the parts are given up
// (AbortMultipartUpload); should that fail too, a lifecycle rule of the bucket clears them.
//
// Errors: those of S3Client::call
Result<S3Reply> upload_in_parts(const S3Client& client, const std::string& key,
                                std::string_view bytes, const HeaderList& headers);

}  // namespace tidemark::blobs

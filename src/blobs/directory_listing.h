// The blobs of a directory in the bytewise order of their whole names, which is not the order of a
// walk: "a-b" stands before "a/b".
// Threads   A pure function of the disk.
#pragma once

#include "blobs/blob_store.h"

namespace tidemark::blobs {

// What is being written lies here. '~' stands in no blob's name.
inline constexpr std::string_view kBesideFolder = "~new";
inline constexpr std::string_view kInUseFile = "IN-USE";

// As BlobStore::list. Files whose names could be no blob's are passed over.
Result<BlobPage> list_directory(const std::string& root, std::string_view prefix,
                                std::string_view after, std::size_t limit);

}  // namespace tidemark::blobs

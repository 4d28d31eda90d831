// A segment's bytes, wherever its run lies: warm, or in the cold area beside it. A run may move
// between two reads; whoever reads follows it.
//
//   TM_TRY(const std::string piece, get_segment(store, name, {.offset = 0, .length = 512}));
//
// Threads   Any.
// Errors    of the store; kNotFound  it lies in neither place: names the warm one
// Format    docs/formats/blob_store.md, "The cold area".
#pragma once

#include "blobs/blob_store.h"

#include <string>
#include <string_view>

namespace tidemark::vault {

// `name` as segment_name() gave it.
Result<std::string> get_segment(blobs::BlobStore& store, const std::string& name,
                                blobs::BlobRange range = {});

}  // namespace tidemark::vault

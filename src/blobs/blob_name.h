// Which names a blob may have; the rule stands in blob_store.h.
// Threads   Pure functions.
#pragma once

#include "base/result.h"

#include <string_view>

namespace tidemark::blobs {

inline constexpr std::size_t kMostNameBytes = 900;

// Errors: kInvalid  names the name and what is wrong with it
Status check_name(std::string_view name);

// What a list may be asked for: any beginning of a name, the empty one too.
Status check_prefix(std::string_view prefix);

// What a put may be given.
// Errors: kInvalid  the name, or more than kMostBlobBytes
Status check_blob(std::string_view name, std::string_view bytes);

}  // namespace tidemark::blobs

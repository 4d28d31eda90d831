// Unpacks bodies that came with Content-Encoding gzip or deflate, and packs those that are answered
// with gzip.
// Threads   Pure functions.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace tidemark::codec {

// One gzip member or zlib stream, which says itself what it is.
//
// Errors: kInvalid  damaged, cut off, or bytes behind the end
//         kLimit    more than `max_bytes` when unpacked; no more than that is ever held
Result<std::string> unpack_gzip(std::string_view packed, std::size_t max_bytes);

// One gzip member, packed quickly rather than tightly.
std::string pack_gzip(std::string_view bytes);

}  // namespace tidemark::codec

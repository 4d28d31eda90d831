// Unpacks bodies that came with Content-Encoding gzip or deflate.
// Threads   Pure function.
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

}  // namespace tidemark::codec

// Request bodies that come packed.
//
//   if (is_packed(request.headers)) TM_TRY(request.body, unpacked(request.body, max_bytes));
//
// The signature is over the bytes as sent, so verify first.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "http/message.h"

#include <string>
#include <string_view>

namespace tidemark::wire {

// Whether Content-Encoding is gzip or deflate, the codings AWS documents. A body in any other is
// left as it is.
[[nodiscard]] bool is_packed(const http::Headers& headers);

// Errors: kInvalid  damaged, cut off, or bytes behind the end
//         kLimit    more than `max_bytes` when unpacked; no more than that is ever held
[[nodiscard]] Result<std::string> unpacked(std::string_view body, std::size_t max_bytes);

}  // namespace tidemark::wire

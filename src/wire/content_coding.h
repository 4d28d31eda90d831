// Bodies that come packed, or are to be sent packed.
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

// Whether Accept-Encoding names gzip, and not with q=0. Whoever takes anything ("*") gets it plain.
[[nodiscard]] bool takes_gzip(const http::Headers& headers);

// With gzip.
[[nodiscard]] std::string packed(std::string_view body);

}  // namespace tidemark::wire

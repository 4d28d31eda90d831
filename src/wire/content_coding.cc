#include "wire/content_coding.h"

#include "codec/gzip.h"

namespace tidemark::wire {

bool is_packed(const http::Headers& headers) {
  const std::string_view coding = headers.find("Content-Encoding").value_or("");
  return http::equal_ignoring_case(coding, "gzip") || http::equal_ignoring_case(coding, "deflate");
}

Result<std::string> unpacked(std::string_view body, std::size_t max_bytes) {
  return codec::unpack_gzip(body, max_bytes);
}

}  // namespace tidemark::wire

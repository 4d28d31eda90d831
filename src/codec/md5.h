// MD5, for protocols that ask for it (S3's ETag and Content-MD5); it protects against nobody.
// Threads   Pure function.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::codec {

// The 16 bytes themselves; to_hex and to_base64 make the texts.
std::string md5(std::string_view bytes);

}  // namespace tidemark::codec

// SHA-1, where a name was once made of it (the AWS tools' cache of tokens); it protects nothing.
// Threads   Pure function.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::codec {

// The 20 bytes themselves; to_hex makes the text.
std::string sha1(std::string_view bytes);

}  // namespace tidemark::codec

// CRC-32 as in zip and in AWS's x-amz-crc32 header.
#pragma once

#include <cstdint>
#include <string_view>

namespace tidemark::codec {

std::uint32_t crc32(std::string_view bytes);

}  // namespace tidemark::codec

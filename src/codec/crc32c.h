// CRC-32C (Castagnoli), as RocksDB's files carry it: about 1.5 GB/s without special instructions.
//
//   std::uint32_t crc = crc32c(0, header);
//   crc = crc32c(crc, payload);          // of both together
//
// Threads   Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace tidemark::codec {

// The sum of what came before, `so_far`, and of `bytes`.
std::uint32_t crc32c(std::uint32_t so_far, std::string_view bytes);

}  // namespace tidemark::codec

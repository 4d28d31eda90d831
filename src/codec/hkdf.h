// HKDF with SHA-256 (RFC 5869): keys for purposes out of one secret.
//
//   const std::string key = hkdf_sha256(secret, {.info = "tidemark key id", .bytes = 32});
//
// Threads   Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::codec {

struct HkdfUse {
  std::string_view salt{};  // empty: 32 zero bytes, as the RFC has it
  std::string_view info{};
  std::size_t bytes = 32;  // at most 255 · 32
};

std::string hkdf_sha256(std::string_view secret, const HkdfUse& use);

}  // namespace tidemark::codec

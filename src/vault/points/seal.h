// What seals the blobs of one writer, so that no nonce is used twice under one key: the key of
// each blob follows from what is in it.
//
// Threads   Constant once made: any, at once.
// Format    docs/formats/recovery_point.md, "Keys".
#pragma once

#include "codec/aead.h"
#include "codec/sha256.h"
#include "vault/points/keyring.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::size_t kSaltBytes = 16;

class PointSeal {
 public:
  PointSeal(const VaultKey& key, std::string_view writer);

  // The salt that belongs to `content`.
  [[nodiscard]] std::string salt_of(std::string_view content) const;

  // `what`: "segment" or "manifest".
  [[nodiscard]] codec::Aes256Gcm cipher(std::string_view salt, std::string_view what) const;

 private:
  std::string point_key_;
  codec::HmacKey salt_key_;
};

codec::AeadNonce nonce_of(std::uint64_t number, std::uint32_t ordinal);

}  // namespace tidemark::vault

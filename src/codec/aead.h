// AES-256-GCM: bytes that nobody reads or changes without the key.
//
//   const Aes256Gcm cipher(key);                        // 32 bytes
//   const std::string tag = cipher.seal(nonce, additional, bytes);   // bytes are sealed in place
//   if (!cipher.open(nonce, additional, bytes, tag)) …  // changed, or another key
//
// A nonce must never be used for two different texts under one key.
//
// Threads   Constant once made: any, at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tidemark::codec {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadTagBytes = 16;

using AeadNonce = std::array<std::uint8_t, 12>;

class Aes256Gcm {
 public:
  // `key`: kAeadKeyBytes.
  explicit Aes256Gcm(std::string_view key);

  // Encrypts `bytes` in place and answers the tag of `additional` and of them.
  [[nodiscard]] std::string seal(const AeadNonce& nonce, std::string_view additional,
                                 std::span<char> bytes) const;

  // Decrypts `bytes` in place; false when the tag is not theirs: then they are worth nothing.
  [[nodiscard]] bool open(const AeadNonce& nonce, std::string_view additional,
                          std::span<char> bytes, std::string_view tag) const;

 private:
  std::string key_;
};

}  // namespace tidemark::codec

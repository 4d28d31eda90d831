// SHA-256 and HMAC-SHA256.
// Threads   All functions are pure.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tidemark::codec {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

// The digest as a string of 32 bytes, and as one of 64 hexadecimal digits.
std::string bytes_of(const Sha256Digest& digest);
std::string hex_of(const Sha256Digest& digest);

Sha256Digest hmac_sha256(std::string_view key, std::string_view message);

// An HMAC whose key has been absorbed once: 2 to 4 times cheaper a message than hmac_sha256.
// Threads   sign() may be called from any thread at once.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  ~HmacKey();
  HmacKey(HmacKey&&) noexcept;
  HmacKey& operator=(HmacKey&&) noexcept;

  [[nodiscard]] Sha256Digest sign(std::string_view message) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tidemark::codec

#include "vault/points/seal.h"

#include "codec/hkdf.h"
#include "codec/varint.h"

namespace tidemark::vault {
namespace {

std::string purpose(std::string_view what, std::string_view writer) {
  std::string bytes(what);
  codec::append_sized(bytes, writer);
  return bytes;
}

}  // namespace

PointSeal::PointSeal(const VaultKey& key, std::string_view writer)
    : point_key_(key.derive(purpose("tidemark point", writer))),
      salt_key_(key.derive(purpose("tidemark salt", writer))) {}

std::string PointSeal::salt_of(std::string_view content) const {
  return codec::bytes_of(salt_key_.sign(content)).substr(0, kSaltBytes);
}

codec::Aes256Gcm PointSeal::cipher(std::string_view salt, std::string_view what) const {
  return codec::Aes256Gcm(codec::hkdf_sha256(point_key_, {.salt = salt, .info = what}));
}

codec::AeadNonce nonce_of(std::uint64_t number, std::uint32_t ordinal) {
  std::string bytes;
  codec::append_big_endian(bytes, number);
  codec::append_big_endian(bytes, ordinal);
  codec::AeadNonce nonce{};
  for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<std::uint8_t>(bytes[i]);
  return nonce;
}

}  // namespace tidemark::vault

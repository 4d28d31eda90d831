#include "codec/hkdf.h"

#include "base/check.h"
#include "codec/sha256.h"

namespace tidemark::codec {

std::string hkdf_sha256(std::string_view secret, const HkdfUse& use) {
  constexpr std::size_t kHashBytes = 32;
  TM_CHECK(use.bytes <= 255 * kHashBytes);
  const std::string zeros(kHashBytes, '\0');
  const HmacKey extracted(bytes_of(hmac_sha256(use.salt.empty() ? zeros : use.salt, secret)));
  std::string expanded;
  std::string block;
  for (int round = 1; expanded.size() < use.bytes; ++round) {
    block.append(use.info);
    block.push_back(static_cast<char>(round));
    block = bytes_of(extracted.sign(block));
    expanded += block;
  }
  expanded.resize(use.bytes);
  return expanded;
}

}  // namespace tidemark::codec

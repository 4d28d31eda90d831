#include "codec/sha1.h"

#include "base/check.h"

#include <openssl/evp.h>

namespace tidemark::codec {

std::string sha1(std::string_view bytes) {
  std::string digest(20, '\0');
  unsigned int size = 0;
  const int made =
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 EVP_sha1(), nullptr);
  TM_CHECK(made == 1 && size == digest.size());
  return digest;
}

}  // namespace tidemark::codec

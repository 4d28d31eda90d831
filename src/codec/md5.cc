#include "codec/md5.h"

#include "base/check.h"

#include <openssl/evp.h>

namespace tidemark::codec {

std::string md5(std::string_view bytes) {
  std::string digest(16, '\0');
  unsigned int size = 0;
  const int made =
      EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 EVP_md5(), nullptr);
  TM_CHECK(made == 1 && size == digest.size());  // a system that forbids MD5 cannot speak S3
  return digest;
}

}  // namespace tidemark::codec

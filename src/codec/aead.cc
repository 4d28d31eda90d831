#include "codec/aead.h"

#include "base/check.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace tidemark::codec {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* read(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* write(std::span<char> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

int size_of(std::size_t bytes) {
  TM_CHECK(bytes <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(bytes);
}

// With key, nonce and additional data; `sealing` 1, opening 0.
Context begin(std::string_view key, const AeadNonce& nonce, std::string_view additional,
              int sealing) {
  Context context(EVP_CIPHER_CTX_new());
  TM_CHECK(context != nullptr);
  TM_CHECK(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, read(key), nonce.data(),
                             sealing) == 1);
  int done = 0;
  TM_CHECK(EVP_CipherUpdate(context.get(), nullptr, &done, read(additional),
                            size_of(additional.size())) == 1);
  return context;
}

}  // namespace

Aes256Gcm::Aes256Gcm(std::string_view key) : key_(key) {
  TM_CHECK(key_.size() == kAeadKeyBytes);
}

std::string Aes256Gcm::seal(const AeadNonce& nonce, std::string_view additional,
                            std::span<char> bytes) const {
  const Context context = begin(key_, nonce, additional, 1);
  int done = 0;
  std::array<unsigned char, kAeadTagBytes> tail{};
  TM_CHECK(bytes.empty() || EVP_CipherUpdate(context.get(), write(bytes), &done, write(bytes),
                                             size_of(bytes.size())) == 1);
  TM_CHECK(EVP_CipherFinal_ex(context.get(), tail.data(), &done) == 1);
  std::string tag(kAeadTagBytes, '\0');
  TM_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, size_of(tag.size()),
                               tag.data()) == 1);
  return tag;
}

bool Aes256Gcm::open(const AeadNonce& nonce, std::string_view additional, std::span<char> bytes,
                     std::string_view tag) const {
  if (tag.size() != kAeadTagBytes) return false;
  const Context context = begin(key_, nonce, additional, 0);
  int done = 0;
  std::array<unsigned char, kAeadTagBytes> tail{};
  TM_CHECK(bytes.empty() || EVP_CipherUpdate(context.get(), write(bytes), &done, write(bytes),
                                             size_of(bytes.size())) == 1);
  std::string expected(tag);
  TM_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, size_of(expected.size()),
                               expected.data()) == 1);
  return EVP_CipherFinal_ex(context.get(), tail.data(), &done) == 1;
}

}  // namespace tidemark::codec

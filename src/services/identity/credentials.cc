#include "services/identity/credentials.h"

#include "codec/sha256.h"

namespace tidemark::services {
namespace {

constexpr std::string_view kIdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kIdLettersAfterPrefix = 17;
constexpr std::size_t kKeyLettersAfterPrefix = 16;
constexpr std::size_t kSecretSize = 40;
constexpr std::size_t kTokenSize = 256;

std::string draw(Random& random, std::string_view letters, std::size_t count) {
  std::string text;
  while (text.size() < count) text += letters[random.below(letters.size())];
  return text;
}

}  // namespace

std::string new_id(std::string_view prefix, Random& random) {
  return std::string(prefix) + draw(random, kIdLetters, kIdLettersAfterPrefix);
}

std::string new_key_id(std::string_view prefix, Random& random) {
  return std::string(prefix) + draw(random, kIdLetters, kKeyLettersAfterPrefix);
}

std::string new_secret(Random& random) {
  return draw(random, kSecretLetters, kSecretSize);
}

std::string new_session_token(Random& random) {
  return draw(random, kSecretLetters, kTokenSize);
}

std::string fixed_id(std::string_view prefix, std::string_view of) {
  const codec::Sha256Digest digest = codec::sha256(of);
  std::string id(prefix);
  for (std::size_t i = 0; i < kIdLettersAfterPrefix; ++i) {
    id += kIdLetters[digest[i] % kIdLetters.size()];
  }
  return id;
}

}  // namespace tidemark::services

#include "codec/aead.h"

#include "codec/hex.h"
#include "codec/hkdf.h"

#include <gtest/gtest.h>

namespace tidemark::codec {
namespace {

std::string bytes(std::string_view hex) {
  return from_hex(hex).value();
}

AeadNonce nonce_of(std::string_view hex) {
  AeadNonce nonce{};
  const std::string raw = bytes(hex);
  for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<std::uint8_t>(raw[i]);
  return nonce;
}

struct GcmVector {
  const char* what;
  const char* key;
  const char* nonce;
  const char* plain;
  const char* additional;
  const char* sealed;
  const char* tag;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13 to 16.
constexpr GcmVector kVectors[] = {
    {"13", "0000000000000000000000000000000000000000000000000000000000000000",
     "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"14", "0000000000000000000000000000000000000000000000000000000000000000",
     "000000000000000000000000", "00000000000000000000000000000000", "",
     "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"},
    {"15", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"16", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
     "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"}};

TEST(Aes256Gcm, SealsAsPublished) {
  for (const GcmVector& vector : kVectors) {
    SCOPED_TRACE(vector.what);
    const Aes256Gcm cipher(bytes(vector.key));
    std::string text = bytes(vector.plain);
    const std::string tag = cipher.seal(nonce_of(vector.nonce), bytes(vector.additional), text);
    EXPECT_EQ(to_hex(text), vector.sealed);
    EXPECT_EQ(to_hex(tag), vector.tag);
    EXPECT_TRUE(cipher.open(nonce_of(vector.nonce), bytes(vector.additional), text, tag));
    EXPECT_EQ(to_hex(text), vector.plain);
  }
}

TEST(Aes256Gcm, NoticesWhatWasChanged) {
  const Aes256Gcm cipher(std::string(32, 'k'));
  const AeadNonce nonce{1, 2, 3};
  std::string sealed = "the text";
  const std::string tag = cipher.seal(nonce, "with", sealed);
  const auto opens = [&](const AeadNonce& n, std::string_view additional, std::string text,
                         std::string_view t) { return cipher.open(n, additional, text, t); };
  EXPECT_TRUE(opens(nonce, "with", sealed, tag));
  EXPECT_FALSE(opens({1, 2, 4}, "with", sealed, tag));
  EXPECT_FALSE(opens(nonce, "without", sealed, tag));
  EXPECT_FALSE(opens(nonce, "with", sealed + "x", tag));
  EXPECT_FALSE(opens(nonce, "with", sealed, std::string(16, 'x')));
  EXPECT_FALSE(opens(nonce, "with", sealed, tag.substr(1)));
  EXPECT_FALSE(Aes256Gcm(std::string(32, 'j')).open(nonce, "with", sealed, tag));
}

// RFC 5869, appendix A, test cases 1 to 3.
TEST(Hkdf, DerivesAsPublished) {
  EXPECT_EQ(to_hex(hkdf_sha256(bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                               {.salt = bytes("000102030405060708090a0b0c"),
                                .info = bytes("f0f1f2f3f4f5f6f7f8f9"),
                                .bytes = 42})),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
            "34007208d5b887185865");
  std::string secret;
  std::string salt;
  std::string info;
  for (int i = 0; i < 80; ++i) {
    secret.push_back(static_cast<char>(i));
    salt.push_back(static_cast<char>(0x60 + i));
    info.push_back(static_cast<char>(0xb0 + i));
  }
  EXPECT_EQ(to_hex(hkdf_sha256(secret, {.salt = salt, .info = info, .bytes = 82})),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
            "cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(
      to_hex(hkdf_sha256(bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), {.bytes = 42})),
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
      "9d201395faa4b61a96c8");
}

}  // namespace
}  // namespace tidemark::codec

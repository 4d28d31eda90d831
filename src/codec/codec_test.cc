#include "base/random.h"
#include "codec/base64.h"
#include "codec/crc32.h"
#include "codec/crc32c.h"
#include "codec/gzip.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "codec/uri.h"
#include "codec/varint.h"

#include <gtest/gtest.h>

namespace tidemark::codec {
namespace {

// FIPS 180-2, appendix B.1.
TEST(Sha256, AgreesWithThePublishedVector) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231, test cases 2 and 6 (a key longer than a block).
TEST(Hmac, AgreesWithThePublishedVectors) {
  EXPECT_EQ(to_hex(bytes_of(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(bytes_of(hmac_sha256(std::string(131, '\xaa'),
                                        "Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Crc32, AgreesWithTheCheckValue) {
  EXPECT_EQ(crc32("123456789"), 0xcbf43926u);
}

TEST(Crc32c, AgreesWithRfc3720AndGoesOn) {
  EXPECT_EQ(crc32c(0, "123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(0, std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c(crc32c(0, "1234567890ab"), "cdef"), crc32c(0, "1234567890abcdef"));
}

// RFC 4648, section 10.
TEST(Base64, AgreesWithThePublishedVectors) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(std::get<std::string>(from_base64(text)), bytes);
  }
}

TEST(Base64, SaysWhatIsWrong) {
  EXPECT_EQ(std::get<Base64BadLength>(from_base64("abc")).length, 3u);
  EXPECT_EQ(std::get<Base64BadCharacter>(from_base64("ab!d")).character, '!');
  EXPECT_TRUE(std::holds_alternative<Base64BadLastCharacter>(from_base64("Zh==")));
  EXPECT_TRUE(std::holds_alternative<Base64BadCharacter>(from_base64("a===")));
}

// Packed by Python's gzip and zlib modules.
constexpr char kGzip[] =
    "1f8b0800000000000203ab560a494cca49f54bcc4d55b2520a484cce4e4c4f2d56aa0500b84f761f18000000";
constexpr char kZlib[] = "789cab560a494cca49f54bcc4d55b2520a484cce4e4c4f2d56aa050066350843";
constexpr char kThousandBytes[] = "1f8b08000000000002034b4c1c05a360140c77000003da389ae8030000";

TEST(Gzip, UnpacksWhatOthersPacked) {
  const std::string body = R"({"TableName":"Packages"})";
  EXPECT_EQ(unpack_gzip(from_hex(kGzip).value(), 100).value(), body);
  EXPECT_EQ(unpack_gzip(from_hex(kZlib).value(), 100).value(), body);
}

TEST(Gzip, UnpacksWhatItPacked) {
  std::string all;
  for (int i = 0; i < 100'000; ++i) all.push_back(static_cast<char>(i * i >> 3));
  for (const std::string& bytes : {std::string(), std::string("{}"), std::string(5000, 'a'), all}) {
    EXPECT_EQ(unpack_gzip(pack_gzip(bytes), bytes.size()).value(), bytes);
  }
  EXPECT_LT(pack_gzip(std::string(5000, 'a')).size(), 100u);
}

TEST(Gzip, StopsAtTheLimit) {
  const std::string packed = from_hex(kThousandBytes).value();
  EXPECT_EQ(unpack_gzip(packed, 1000).value(), std::string(1000, 'a'));
  EXPECT_EQ(unpack_gzip(packed, 999).error().code, Code::kLimit);
}

TEST(Gzip, RefusesDamage) {
  const std::string packed = from_hex(kGzip).value();
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_EQ(unpack_gzip(packed.substr(0, length), 100).error().code, Code::kInvalid) << length;
  }
  EXPECT_EQ(unpack_gzip(packed + "x", 100).error().code, Code::kInvalid);
  EXPECT_EQ(unpack_gzip("{}", 100).error().code, Code::kInvalid);
  std::string wrong_sum = packed;
  wrong_sum[packed.size() - 5] ^= 1;
  EXPECT_EQ(unpack_gzip(wrong_sum, 100).error().code, Code::kInvalid);
}

TEST(Uri, EncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encode("a b/~é"), "a%20b%2F~%C3%A9");
  EXPECT_EQ(percent_encode("a/b", true), "a/b");
  EXPECT_EQ(percent_decode("a%20b%2f").value(), "a b/");
  EXPECT_FALSE(percent_decode("a%2"));
}

TEST(Varint, ComesBackAtEveryWidth) {
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t number = 1ull << bit;
    std::string bytes;
    append_varint(bytes, number);
    append_varint(bytes, number - 1);
    std::string_view rest = bytes;
    EXPECT_EQ(take_varint(rest).value(), number);
    EXPECT_EQ(take_varint(rest).value(), number - 1);
    EXPECT_FALSE(take_varint(rest));
  }
}

TEST(Varint, HasOneTextForANumber) {
  const std::string greatest = std::string(9, '\xff') + "\x01";
  std::string_view rest = greatest;
  EXPECT_EQ(take_varint(rest).value(), ~0ull);
  for (const std::string& text :
       {std::string("\x80\x00", 2), std::string("\x81\x00", 2), std::string(9, '\xff') + "\x02",
        std::string(10, '\xff') + "\x01"}) {
    std::string_view refused = text;
    EXPECT_EQ(take_varint(refused).error().code, Code::kCorrupt);
  }
}

TEST(BigEndian, SortsAsTheNumbersDo) {
  std::string low;
  std::string high;
  append_big_endian<std::uint32_t>(low, 255);
  append_big_endian<std::uint32_t>(high, 256);
  EXPECT_LT(low, high);
  std::string_view rest = high;
  EXPECT_EQ(take_big_endian<std::uint32_t>(rest).value(), 256u);
  EXPECT_FALSE(take_big_endian<std::uint32_t>(rest));
}

TEST(Iso8601, ReadsBothFormsFractionsAndOffsets) {
  const Timestamp at = parse_iso8601("2026-11-20T14:05:00Z").value();
  EXPECT_EQ(at.micros, 1795183500'000000);
  EXPECT_EQ(parse_iso8601("20261120T140500Z").value(), at);
  EXPECT_EQ(parse_iso8601("2026-11-20T16:05:00+02:00").value(), at);
  EXPECT_EQ(parse_iso8601("2026-11-20T14:05:00.000001Z").value().micros, at.micros + 1);
  EXPECT_EQ(parse_iso8601("2026-11-20T14:05:00.1Z").value().micros, at.micros + 100'000);
}

TEST(Iso8601, RefusesWhatIsNoInstant) {
  for (const char* text : {"2026-11-20T14:05:00", "2026-02-29T00:00:00Z", "2026-11-20", "now",
                           "2026-11-20T24:00:00Z", "2026-11-20T14:05:00.Z", ""}) {
    EXPECT_FALSE(parse_iso8601(text)) << text;
  }
}

TEST(Iso8601, StaysWithinFourDigitYears) {
  EXPECT_EQ(to_iso8601(parse_iso8601("0000-01-01T02:00:00+02:00").value()), "0000-01-01T00:00:00Z");
  EXPECT_FALSE(parse_iso8601("0000-01-01T01:59:59.999999+02:00"));
  EXPECT_EQ(to_iso8601(parse_iso8601("9999-12-31T22:59:59-01:00").value()), "9999-12-31T23:59:59Z");
  EXPECT_FALSE(parse_iso8601("9999-12-31T23:00:00-01:00"));
}

TEST(Iso8601, WritesWhatItReads) {
  const Timestamp at = parse_iso8601("2024-02-29T23:59:59.123456Z").value();
  EXPECT_EQ(to_iso8601(at), "2024-02-29T23:59:59Z");
  EXPECT_EQ(to_iso8601(at, Fraction::kMillis), "2024-02-29T23:59:59.123Z");
  EXPECT_EQ(to_iso8601(at, Fraction::kMicros), "2024-02-29T23:59:59.123456Z");
  EXPECT_EQ(to_basic_iso8601(at), "20240229T235959Z");
}

TEST(Json, ReadsAndWritesTheSameText) {
  const std::string text = R"({"a":[1,-2,0.5,true,null],"b":{"c":"x\"\\\n\u0001é"},"d":[],"e":{}})";
  JsonWriter out;
  write_json(out, parse_json(text).value());
  EXPECT_EQ(out.text(), text);
}

TEST(Json, KeepsTheLastOfARepeatedName) {
  EXPECT_EQ(*parse_json(R"({"a":1,"a":2})").value().find("a")->integer(), 2);
}

TEST(Json, KeepsTheLastOfARepeatedNameInLargeObjectsToo) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += fmt::format("\"m{}\":{},", i % 60, i);
  text += "\"end\":0}";
  const JsonValue value = parse_json(text).value();
  ASSERT_EQ(value.object()->size(), 61u);
  EXPECT_EQ(value.object()->front().first, "m0");
  EXPECT_EQ(*value.find("m0")->integer(), 60);
  EXPECT_EQ(*value.find("m59")->integer(), 59);
}

TEST(Json, RefusesWhatIsNotAllJson) {
  for (const char* text : {"", "{", R"({"a":tru})", R"({"a":1}x)", "\"\xff\"", "[1,]"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
  EXPECT_TRUE(parse_json(std::string(1000, '[') + std::string(1000, ']')));
  EXPECT_FALSE(parse_json(std::string(1100, '[') + std::string(1100, ']')));
}

TEST(Json, WritesInstantsAsEpochSecondsWithMilliseconds) {
  JsonWriter out;
  out.epoch_seconds(Timestamp{1'767'323'045'678'901});
  EXPECT_EQ(out.text(), "1767323045.678");
}

}  // namespace
}  // namespace tidemark::codec

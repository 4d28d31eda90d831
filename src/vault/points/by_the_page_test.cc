// Bytes that another program made, in another language, from docs/formats/recovery_point.md alone:
// they are read as it meant them, and ours are the same.
#include "codec/hex.h"
#include "vault/points/segment_reader.h"
#include "vault/points/segment_writer.h"
#include "vault/points/testing/small_point.h"

namespace tidemark::vault {
namespace {

// A delta of writer "w", segment 3, part 2: "a" -> "xyz", "b" -> deleted.
constexpr std::string_view kOpenSegment =
    "544944455345470100010000000000000003000000000000000000000000000000000177bb1d534000000012"
    "000000090000000200000000000228b52ffd200949000001610478797a016200ac2bd48f0000001000000007"
    "0000000100000001ffff28b52ffd2007390000282802016101628fbca99d0000000000000050000000260000"
    "00010000000000000002bb1d53400000000000000000000000000000000092f57354";
constexpr std::string_view kSealedSegment =
    "544944455345470101010000000000000003c8d3d7f746080ce135e36ddda04b2d1001779fed31d600000022"
    "0000000900000002000000000002966498e2ad1b77e918d0733a969e70194d4009fda6e61c80ada23f32cb99"
    "82b7fe38e140bb5e00000020000000070000000100000001ffff9f35fdfc61a4a95c3f71b58dacaa3aa585ca"
    "7a2546ab0e5b9aa7b15637d959eaf4d571910000000000000060000000360000000100000000000000029fed"
    "31d6c8d3d7f746080ce135e36ddda04b2d10b2e85095";
// Of recovery point "p1": a base of one segment, the blob "blob", one row "a".
constexpr std::string_view kOpenManifest =
    "746964656d61726b207265636f7665727920706f696e7420310a000100740270310561726e3a740269640c31"
    "32333435363738393031320965752d776573742d3100000000000000070000000000000008014c0100010400"
    "0000000000000000000000000000050102703100000100010404fa2c8cc4f28176bbeed4b736df569a34c79c"
    "d3723e9ec42f9674b4d46ac6b8b80f015401016b01760152000161000161003a595a45";
constexpr std::string_view kSealedManifest =
    "746964656d61726b207265636f7665727920706f696e7420310a103332346365623631653437653136646201"
    "0084010270310561726e3a740269640c3132333435363738393031320965752d776573742d31000000000000"
    "00070000000000000008014c0100010400000000000000000000000000000005010270310010333234636562"
    "363165343765313664620100010404fa2c8cc4f28176bbeed4b736df569a34c79cd3723e9ec42f9674b4d46a"
    "c6b8b82f2d3c137f46bc004647ecb67a37d3630c27deccdd6873a2153a2aa4424b7bfee28d2a268baf91e0d8"
    "9e86bba77c854420a8f54bc6bd4045042b5a59bea82e40441032a9b9a14b4fc2ae70b2c1a6e70f0f88d7739b";

std::string bytes(std::string_view hex) {
  return codec::from_hex(hex).value();
}

std::string segment_of_ours(const PointSeal* seal) {
  Compressor compressor;
  SegmentWriter segment(
      {.writer = "w", .kind = RunKind::kDelta, .number = 3, .sealed = seal != nullptr}, 100, seal,
      compressor);
  segment.append(2, "a", "xyz");
  segment.append(2, "b", std::nullopt);
  return segment.finish().blob;
}

Result<testing::Changed> rows_of_segment(std::string blob, const PointSeal* seal) {
  SegmentInfo info{.number = 3, .rows = 2, .first = {2, "a"}, .last = {2, "b"}};
  info.stored_bytes = blob.size();
  TM_TRY(SegmentReader segment,
         SegmentReader::open(std::move(blob), {.blob = "blob",
                                               .header = {.writer = "w",
                                                          .kind = RunKind::kDelta,
                                                          .number = 3,
                                                          .sealed = seal != nullptr},
                                               .info = info,
                                               .seal = seal}));
  TM_TRY_STATUS(segment.read(0));
  testing::Changed found;
  for (RowsIn& rows = segment.rows(); rows.valid(); rows.next()) {
    auto& value = found[{rows.row().part, std::string(rows.row().key)}];
    if (rows.row().value) value = std::string(*rows.row().value);
  }
  return found;
}

class ByThePage : public ::testing::Test {
 protected:
  const Keyring keys_ = testing::lenient_keyring(testing::key_line('a'));
  const PointSeal seal_{*keys_.current(), "w"};
  const testing::Changed rows_{{{2, "a"}, "xyz"}, {{2, "b"}, std::nullopt}};
};

TEST_F(ByThePage, ASegmentIsRead) {
  EXPECT_EQ(rows_of_segment(bytes(kOpenSegment), nullptr).value(), rows_);
  EXPECT_EQ(rows_of_segment(bytes(kSealedSegment), &seal_).value(), rows_);
  EXPECT_FALSE(rows_of_segment(bytes(kSealedSegment), nullptr));
}

// A zstd of another release may pack the rows otherwise; then these are not the same.
TEST_F(ByThePage, ASegmentIsWritten) {
  EXPECT_EQ(codec::to_hex(segment_of_ours(nullptr)), kOpenSegment);
  EXPECT_EQ(codec::to_hex(segment_of_ours(&seal_)), kSealedSegment);
}

TEST_F(ByThePage, AManifestIsReadAndWritten) {
  EXPECT_EQ(keys_.current()->id(), "324ceb61e47e16db");
  for (const bool sealed : {false, true}) {
    const std::string blob = bytes(sealed ? kSealedManifest : kOpenManifest);
    const auto read = decode_manifest(manifest_name(testing::kPrefix, "p1"), blob, keys_);
    ASSERT_TRUE(read) << to_text(read.error());
    const Manifest& manifest = read.value();
    EXPECT_EQ(manifest.table_arn, "arn:t");
    EXPECT_EQ(manifest.at, Timestamp{7});
    EXPECT_EQ(manifest.tallies.at(0).tally, (storage::Tally{1, 4, 5}));
    EXPECT_EQ(manifest.tags.at(0).second, "v");
    EXPECT_EQ(manifest.record, "R");
    EXPECT_EQ(manifest.runs.at(0).segments.at(0).sha256, codec::sha256("blob"));
    EXPECT_EQ(manifest.runs.at(0).segments.at(0).last, (RowKey{0, "a"}));
    EXPECT_EQ(codec::to_hex(encode(manifest, sealed ? keys_.current() : nullptr)),
              codec::to_hex(blob));
  }
}

}  // namespace
}  // namespace tidemark::vault

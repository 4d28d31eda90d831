#include "storage/layout.h"

#include "codec/ordered_bytes.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

using testing::World;

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

TEST(Layout, IsTheFormatPagesWorkedExample) {
  const std::string key = cur_key({17}, suffix_of(0, codec::ordered("a")));

  EXPECT_EQ(hex(key),
            "0000000000000011"
            "0000"
            "610000");
  EXPECT_EQ(hex(cur_value({2000}, kValueFlag, "v2")),
            "00000000000007d0"
            "00"
            "7632");
  EXPECT_EQ(hex(hist_key(key, {1000}, {2000})),
            "0000000000000011"
            "0000"
            "610000"
            "fffffffffffffc17"
            "fffffffffffff82f");
  EXPECT_EQ(hex(hist_value(kValueFlag, "v1")),
            "00"
            "7631");
  EXPECT_EQ(hex(log_key({17}, {2000}, 0, suffix_of(0, codec::ordered("a")))),
            "0000000000000011"
            "00000000000007d0"
            "00000000"
            "0000"
            "610000");
}

TEST(Layout, ATallyIsItemsBytesAndALittleEndianDigest) {
  const Tally tally{3, -4, (static_cast<decltype(Tally::digest)>(0x0102) << 64) | 0x0304};

  const std::string row = encode_tally(tally);

  EXPECT_EQ(hex(row),
            "0000000000000003"
            "fffffffffffffffc"
            "04030000000000000201000000000000");
  EXPECT_EQ(parse_tally(row).value(), tally);
}

TEST(Layout, TheTallyOfEveryPartHasAKeyOfItsOwn) {
  EXPECT_EQ(hex(tally_key(kItems)), "740000");
  EXPECT_EQ(hex(tally_key(1)), "7400ff010000");
  EXPECT_EQ(hex(tally_key(0x0203)), "7402030000");
  for (const Part part : {Part{0}, Part{1}, Part{0x0100}, Part{0xfffe}}) {
    EXPECT_EQ(part_of_tally(tally_key(part)), part);
  }
  EXPECT_FALSE(part_of_tally(codec::ordered("u")));
  EXPECT_FALSE(part_of_tally(codec::ordered("t1")));
  EXPECT_FALSE(part_of_tally(codec::ordered("t") + codec::ordered("t")));
}

TEST(Layout, MetaRowsComeBack) {
  const TableState table{.id = {17},
                         .beneath = {{{3}, {5}}, {{4}}},
                         .history = {true, std::chrono::hours(1), {9}, Timestamp{8}},
                         .created_at = {7},
                         .dropped_at = Timestamp{70}};
  const PinState pin{"backup", {17}, {12}, {{{17}, {12}}, {{4}}}};
  const JobRow job{"j", "restore", {1}, 2, true, "why", std::string("a\0b", 3)};

  EXPECT_EQ(parse_table({17}, encode_table(table)).value(), table);
  EXPECT_EQ(parse_pin("backup", encode_pin(pin)).value(), pin);
  EXPECT_EQ(parse_job("j", encode_job(job)).value(), job);
}

TEST(Layout, AShortRowIsDamage) {
  const std::string row = encode_pin({"backup", {17}, {12}, {{{17}, {12}}}});

  for (std::size_t size = 0; size < row.size(); ++size) {
    EXPECT_EQ(parse_pin("backup", std::string_view(row).substr(0, size)).error().code,
              Code::kCorrupt);
  }
}

TEST(Layout, ANewerFormatIsRefusedNamingBoth) {
  std::string newer = encode_format();
  newer.back() = 2;

  EXPECT_TRUE(check_format(encode_format()));
  const Status refused = check_format(newer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalid);
  EXPECT_NE(refused.error().message.find("format 2"), std::string::npos);
  EXPECT_NE(refused.error().message.find("format 1"), std::string::npos);
}

TEST(Layout, IsWhatLiesOnTheDisk) {
  World world;
  const TableId orders = world.make_table(World::kept());
  const Timestamp first = world.put(orders, "a", "v1");
  const Timestamp second = world.put(orders, "a", "v2");
  const std::string suffix = suffix_of(0, codec::ordered("a"));
  const std::string key = cur_key({orders.value}, suffix);

  using Rows = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(world.rows_of("cur"), (Rows{{key, cur_value(second, kValueFlag, "v2")}}));
  EXPECT_EQ(world.rows_of("hist"),
            (Rows{{hist_key(key, first, second), hist_value(kValueFlag, "v1")}}));
  EXPECT_EQ(world.rows_of("log"), (Rows{{log_key({orders.value}, first, 0, suffix), ""},
                                        {log_key({orders.value}, second, 0, suffix), ""}}));
}

}  // namespace

}  // namespace tidemark::storage

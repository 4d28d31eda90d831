#include "operator/text.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Text, SplitsAtCommasOutsideBraces) {
  EXPECT_EQ(split_outside_braces("a, b::{c,d} ,, e"),
            (std::vector<std::string_view>{"a", "b::{c,d}", "e"}));
}

TEST(Text, TakesLinesWithEitherEnd) {
  std::string_view text = "one\r\ntwo\n\nlast";

  EXPECT_EQ(take_line(text), "one");
  EXPECT_EQ(take_line(text), "two");
  EXPECT_EQ(take_line(text), "");
  EXPECT_EQ(take_line(text), "last");
  EXPECT_TRUE(text.empty());
}

TEST(Text, KnowsUtf8FromLatin1) {
  EXPECT_TRUE(is_utf8("Zürich – \xF0\x9F\x93\xA6"));
  EXPECT_FALSE(is_utf8("Z\xFCrich"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // too long for a slash
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // half a surrogate pair
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("cut \xE2\x82"));
}

TEST(Text, ReadsHexadecimalOrNothing) {
  EXPECT_EQ(bytes_of_hex("00fFa1"), std::string("\x00\xff\xa1", 3));
  EXPECT_FALSE(bytes_of_hex("abc"));
  EXPECT_FALSE(bytes_of_hex("zz"));
}

TEST(Text, WritesNumbersForPeople) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(63666), "63,666");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1024), "1.0 KiB");
  EXPECT_EQ(bytes_text(50'331'648), "48.0 MiB");
  EXPECT_EQ(seconds_text(milliseconds(12)), "0.012 s");
  EXPECT_EQ(seconds_text(milliseconds(4100)), "4.1 s");
  EXPECT_EQ(seconds_text(seconds(200)), "3 min 20 s");
}

TEST(Text, ShortensWhatIsTooWide) {
  EXPECT_EQ(shortened("12345678", 8), "12345678");
  EXPECT_EQ(shortened("123456789", 8), "12345...");
}

}  // namespace
}  // namespace tidemark::runbooks

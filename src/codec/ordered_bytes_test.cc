#include "codec/ordered_bytes.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace tidemark::codec {
namespace {

std::string drawn_bytes(Random& random) {
  static constexpr char kAlphabet[] = {'\0', '\x01', 'a', '\xff'};
  std::string bytes(random.below(5), ' ');
  for (char& byte : bytes) byte = kAlphabet[random.below(4)];
  return bytes;
}

TEST(OrderedBytes, CompareAsTheirComponentsDo) {
  SeededRandom random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::pair<std::string, std::string> one{drawn_bytes(random), drawn_bytes(random)};
    const std::pair<std::string, std::string> two{drawn_bytes(random), drawn_bytes(random)};
    const std::string one_key = ordered(one.first) + ordered(one.second);
    const std::string two_key = ordered(two.first) + ordered(two.second);
    ASSERT_EQ(one < two, one_key < two_key);
    ASSERT_EQ(one == two, one_key.starts_with(two_key));
  }
}

TEST(OrderedBytes, ComeBackAsTheyWere) {
  const std::string text("a\0b", 3);
  const std::string key = ordered(text) + ordered("");
  std::string_view rest = key;
  EXPECT_EQ(take_ordered(rest).value(), text);
  EXPECT_EQ(take_ordered(rest).value(), "");
  EXPECT_TRUE(rest.empty());
}

TEST(OrderedBytes, RefuseWhatDoesNotEnd) {
  std::string_view unterminated = "abc";
  EXPECT_EQ(take_ordered(unterminated).error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace tidemark::codec

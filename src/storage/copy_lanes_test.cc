#include "storage/copy_lanes.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace tidemark::storage {

namespace {

TEST(CopyLanes, ReadBackAsTheyWereWritten) {
  const std::vector<CopyLane> lanes{{"", "m"}, {std::string("m\0", 2), std::string(300, 'z')}};

  const auto read = decode_lanes(encode_lanes(lanes));

  ASSERT_TRUE(read);
  EXPECT_EQ(read.value(), lanes);
  EXPECT_EQ(decode_lanes("\x05oops").error().code, Code::kCorrupt);
}

TEST(HalfWay, LiesBetweenAndInTheMiddleOfNumbers) {
  EXPECT_EQ(half_way("item-10", "item-30")->substr(0, 6), "item-2");
  EXPECT_FALSE(half_way("a", "a"));
  EXPECT_FALSE(half_way("b", "a"));
}

TEST(HalfWay, IsAlwaysAboveTheFirstAndNeverBeyondTheLast) {
  SeededRandom random(1);
  const auto some_bytes = [&] {
    std::string bytes(random.below(12), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(3) * 127);
    return bytes;
  };
  for (int i = 0; i < 10'000; ++i) {
    std::string first = some_bytes();
    std::string last = some_bytes();
    if (first == last) continue;
    if (first > last) first.swap(last);
    const auto middle = half_way(first, last);
    ASSERT_TRUE(middle);
    EXPECT_GT(*middle, first);
    EXPECT_LE(*middle, last);
  }
}

}  // namespace

}  // namespace tidemark::storage

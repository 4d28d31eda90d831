#include "api/hash_order.h"

#include <gtest/gtest.h>

namespace tidemark::api {
namespace {

using Names = std::vector<std::string>;

// Observed: AttributeDefinitions of five, and the keys that were used.
TEST(HashOrder, IsTheOneThatAwsPrints) {
  EXPECT_EQ(hash_order_text({"pk", "sk", "a", "b", "c"}, 5), "[sk, a, b, pk, c]");
  EXPECT_EQ(hash_order_text({"pk", "sk", "a"}), "[a, sk, pk]");
  EXPECT_EQ(hash_order_text({"pk", "sk"}, 2), "[sk, pk]");
  EXPECT_EQ(hash_order_text({"my-string", "my-int", "my-hash"}, 3), "[my-string, my-int, my-hash]");
  EXPECT_EQ(hash_order_text({"my-hash", "my-string"}), "[my-hash, my-string]");
}

TEST(HashOrder, HasEachNameOnce) {
  EXPECT_EQ(in_hash_order({"a", "a", "b"}, 0), (Names{"a", "b"}));
  EXPECT_EQ(in_hash_order({}, 0), Names{});
}

}  // namespace
}  // namespace tidemark::api

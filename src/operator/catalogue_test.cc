#include "operator/catalogue.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

TEST(Catalogue, KeepsTheLaterOfTwoWithOneKey) {
  const auto inventory = inventory_of_packages(
      "Package: a\nVersion: 1\nSize: 1\n\nPackage: a\nVersion: 1\nSize: 2\n\n"
      "Package: a\nVersion: 2\n");

  ASSERT_TRUE(inventory);
  EXPECT_EQ(inventory.value().size(), 2u);
}

TEST(Catalogue, RefusesOneWithoutPackages) {
  EXPECT_FALSE(inventory_of_packages(""));
  EXPECT_FALSE(inventory_of_packages("\n\n"));
}

TEST(Lines, AreBareItemsOrWrappedOnes) {
  const auto inventory =
      inventory_of_lines("{\"Id\":{\"N\":\"1\"}}\n\n{\"Item\":{\"Id\":{\"N\":\"2\"}}}\r\n", "Id");

  ASSERT_TRUE(inventory) << inventory.error().message;
  EXPECT_EQ(inventory.value().size(), 2u);
  EXPECT_EQ(inventory.value().keys().hash, (values::KeyAttribute{"Id", values::KeyType::kNumber}));
  EXPECT_FALSE(inventory.value().keys().range);
}

TEST(Lines, MayHaveAnAttributeNamedItem) {
  const auto inventory = inventory_of_lines(R"({"Item":{"S":"x"}})", "Item");

  ASSERT_TRUE(inventory) << inventory.error().message;
  EXPECT_EQ(inventory.value().size(), 1u);
}

TEST(Lines, TakeACataloguesKeyWhenNoneIsNamed) {
  const auto inventory = inventory_of_lines(R"({"Package":{"S":"a"},"Build":{"S":"1_all"}})", "");

  ASSERT_TRUE(inventory) << inventory.error().message;
  EXPECT_EQ(inventory.value().keys().range->name, "Build");
}

TEST(Lines, SayHowToNameTheKey) {
  const auto inventory = inventory_of_lines(R"({"Id":{"S":"a"}})", "");

  ASSERT_FALSE(inventory);
  EXPECT_EQ(inventory.error().message,
            "line 1: the first item has no attribute Package: name the table's key by "
            "--key HASH or --key HASH,RANGE");
}

TEST(Lines, NameTheLineThatIsWrong) {
  const auto message = [](std::string_view lines) {
    const auto inventory = inventory_of_lines(lines, "Id");
    return inventory ? std::string("accepted") : inventory.error().message;
  };

  EXPECT_TRUE(message("{\"Id\":{\"S\":\"a\"}}\n{").starts_with("line 2: "));
  EXPECT_TRUE(message("{\"Id\":{\"X\":\"a\"}}").starts_with("line 1 is no item: "));
  EXPECT_EQ(message("{\"Id\":{\"S\":\"a\"}}\n{\"Id\":{\"N\":\"1\"}}"),
            "line 2: key attribute Id is of type N, not S");
  EXPECT_EQ(message("{\"Id\":{\"BOOL\":true}}"),
            "line 1: attribute Id is of type BOOL; a key is S, N or B");
  EXPECT_EQ(message(""), "there is no item in it");
}

TEST(Lines, RefuseThreeKeys) {
  EXPECT_FALSE(inventory_of_lines(R"({"a":{"S":"a"},"b":{"S":"b"},"c":{"S":"c"}})", "a,b,c"));
}

TEST(Inventory, CountsAndSumsAsItemsComeAndGo) {
  const auto one = inventory_of_lines(R"({"Id":{"S":"a"},"n":{"N":"1"}})", "Id");
  ASSERT_TRUE(one);
  Inventory inventory = one.value();
  const values::Digest digest_of_one = inventory.digest();
  const std::size_t bytes_of_one = inventory.aws_bytes();
  values::Item second;
  second.set("Id", values::text_value("b"));
  ASSERT_TRUE(inventory.put(second));

  ASSERT_TRUE(inventory.erase(inventory.key_of(second).value()));

  EXPECT_EQ(inventory.size(), 1u);
  EXPECT_EQ(inventory.digest(), digest_of_one);
  EXPECT_EQ(inventory.aws_bytes(), bytes_of_one);
  EXPECT_EQ(bytes_of_one, 6u);  // "Id" "a" "n" and two bytes of number
}

}  // namespace
}  // namespace tidemark::runbooks

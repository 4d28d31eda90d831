#include "operator/table_shape.h"

#include "operator/json_members.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

constexpr const char* kDescription =
    R"({"TableStatus":"ACTIVE","ItemCount":7,"TableSizeBytes":900,)"
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},)"
    R"({"AttributeName":"day","AttributeType":"N"},{"AttributeName":"who","AttributeType":"B"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"},{"AttributeName":"day","KeyType":"RANGE"}],)"
    R"("GlobalSecondaryIndexes":[{"IndexName":"z","IndexStatus":"CREATING","KeySchema":[)"
    R"({"AttributeName":"day","KeyType":"HASH"},{"AttributeName":"who","KeyType":"HASH"}],)"
    R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["b","a"]}}],)"
    R"("LocalSecondaryIndexes":[{"IndexName":"l","KeySchema":[{"AttributeName":"id",)"
    R"("KeyType":"HASH"},{"AttributeName":"who","KeyType":"RANGE"}],)"
    R"("Projection":{"ProjectionType":"KEYS_ONLY"}}]})";

TableShape shape_in(std::string_view text) {
  const auto json = codec::parse_json(text);
  EXPECT_TRUE(json);
  auto shape = shape_of(json.value());
  EXPECT_TRUE(shape);
  return std::move(shape).value();
}

TEST(TableShape, IsWhatDescribeTableTells) {
  const TableShape shape = shape_in(kDescription);

  EXPECT_EQ(keys_text(shape.keys), "id (S, partition key), day (N, sort key)");
  ASSERT_EQ(shape.indexes.size(), 2u);
  EXPECT_EQ(shape.indexes[0].name, "l");
  EXPECT_FALSE(shape.indexes[0].global);
  EXPECT_EQ(keys_text(shape.indexes[1].keys), "day (N, partition key), who (B, partition key)");
  EXPECT_EQ(shape.indexes[1].others, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(shape.items, 7u);
  EXPECT_EQ(shape.bytes, 900u);
  EXPECT_EQ(shape.status, "ACTIVE");
}

TEST(TableShape, NeedsAKey) {
  EXPECT_EQ(shape_of(codec::parse_json("{}").value()).error().code, Code::kCorrupt);
}

TEST(TableShape, TellsWhatDiffers) {
  const TableShape wanted = shape_in(kDescription);
  TableShape found = wanted;
  EXPECT_TRUE(differences_in_shape(wanted, found).empty());

  found.items = 8;
  found.status = "UPDATING";
  EXPECT_TRUE(differences_in_shape(wanted, found).empty()) << "counts and states are no part";

  found.indexes[1].projection = "ALL";
  found.indexes[0].name = "m";
  EXPECT_EQ(differences_in_shape(wanted, found),
            (std::vector<std::string>{
                "index l is missing: local by id (S, partition key), who (B, sort key), KEYS_ONLY",
                "index z: global by day (N, partition key), who (B, partition key), ALL instead of "
                "global by day (N, partition key), who (B, partition key), INCLUDE a, b",
                "index m should not be there: local by id (S, partition key), who (B, sort key), "
                "KEYS_ONLY"}));
}

TEST(TableShape, GivesTheValueLayerItsKey) {
  const auto keys = key_schema_of(shape_in(kDescription));

  ASSERT_TRUE(keys);
  EXPECT_EQ(keys.value().hash.name, "id");
  EXPECT_EQ(keys.value().range->type, values::KeyType::kNumber);

  TableShape two_hashes = shape_in(kDescription);
  two_hashes.keys[1].role = "HASH";
  EXPECT_EQ(key_schema_of(two_hashes).error().code, Code::kInvalid);
}

TEST(JsonMembers, CanonicalTextSortsNamesAtEveryLevel) {
  const auto json = codec::parse_json(R"({"b":[{"d":1,"c":2.5}],"a":{"z":null,"y":true}})");

  EXPECT_EQ(canonical_text(json.value()), R"({"a":{"y":true,"z":null},"b":[{"c":2.5,"d":1}]})");
}

TEST(JsonMembers, ReadsNumbersThatAreTexts) {
  const auto json = codec::parse_json(R"({"a":"60","b":7,"c":"6x","d":2.0})").value();

  EXPECT_EQ(integer_in(json, "a"), 60);
  EXPECT_EQ(integer_in(json, "b"), 7);
  EXPECT_FALSE(integer_in(json, "c"));
  EXPECT_EQ(integer_in(json, "d"), 2);
  EXPECT_FALSE(integer_in(json, "e"));
}

}  // namespace
}  // namespace tidemark::runbooks

#include "codec/hex.h"
#include "tables/catalog.h"
#include "tables/reader.h"

#include <gtest/gtest.h>

namespace tidemark::tables {
namespace {

TableDescription example() {
  TableDescription table;
  table.name = {"1", "r", "t"};
  table.table_id = "u";
  table.stored_as = {16};
  table.keys.hash = {"k", KeyType::kString};
  table.billing = BillingMode::kPayPerRequest;
  table.created_at = {1};
  table.active_at = {1};
  return table;
}

TEST(TableRow, IsTheWorkedExampleOfTheFormatPage) {
  EXPECT_EQ(codec::to_hex(encode(example())),
            "01"
            "0131"
            "0172"
            "0174"
            "0175"
            "0000000000000010"
            "016b53"
            "00"
            "01"
            "0000"
            "0000"
            "00"
            "00"
            "0000000000000001"
            "0000000000000001"
            "0000000000000000"
            "00"
            "00");
}

TEST(TableRow, ReadsBackWithEveryFieldSet) {
  TableDescription table = example();
  table.keys.range = KeyAttribute{"s", KeyType::kBinary};
  table.billing = BillingMode::kProvisioned;
  table.provisioned = {5, 300};
  table.last_increase_at = Timestamp{-7};
  table.last_decrease_at = Timestamp{8};
  table.on_demand_maxima = Throughput{0, 9};
  table.deletion_protected = true;
  table.updated_at = {3};
  table.tags = {{"a", ""}, {"b", "2"}};
  table.restored_from = RestoredFrom{"arn:b", "arn:t", {4}, true};

  const auto read = decode_table(encode(table));

  ASSERT_TRUE(read);
  EXPECT_EQ(read.value(), table);
}

TEST(TableRow, IsCorruptWhenCutOrLongerOrOfAnotherVersion) {
  const std::string bytes = encode(example());

  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode_table(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().code, Code::kCorrupt);
  }
  EXPECT_FALSE(decode_table(bytes + '\0'));
  EXPECT_FALSE(decode_table("\2" + bytes.substr(1)));
}

TEST(SegmentOf, IsTheSameForEverySortKeyOfAPartition) {
  const std::string partition(
      "a\0\xff"
      "b\0\0",
      6);

  EXPECT_EQ(segment_of(partition + std::string("1\0\0", 3), 1000),
            segment_of(partition + std::string("2\0\0", 3), 1000));
  EXPECT_EQ(segment_of(partition, 1), 0u);
}

TEST(SegmentOf, SpreadsPartitionsEvenly) {
  std::vector<int> counts(4);
  for (int i = 0; i < 4000; ++i) {
    ++counts[segment_of("key-" + std::to_string(i) + std::string("\0\0", 2), 4)];
  }

  for (const int count : counts) EXPECT_NEAR(count, 1000, 150);
}

TEST(StatusAt, ChangesAtItsInstants) {
  TableDescription table = example();
  table.active_at = {10};
  table.updated_at = {20};

  EXPECT_EQ(status_at(table, {9}), TableStatus::kCreating);
  EXPECT_EQ(status_at(table, {10}), TableStatus::kUpdating);
  EXPECT_EQ(status_at(table, {19}), TableStatus::kUpdating);
  EXPECT_EQ(status_at(table, {20}), TableStatus::kActive);
}

}  // namespace
}  // namespace tidemark::tables

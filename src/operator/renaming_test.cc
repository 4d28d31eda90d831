#include "operator/renaming.h"

#include "operator/json_members.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

codec::JsonValue parsed(std::string_view text) {
  auto json = codec::parse_json(text);
  EXPECT_TRUE(json);
  return std::move(json).value();
}

TEST(Renaming, ExchangesTheTableInDimensionsAlone) {
  const auto alarm = parsed(
      R"({"AlarmActions":["arn:aws:sns:r:1:Orders"],"Metrics":[{"MetricStat":{"Metric":{"Dimensions":[)"
      R"({"Name":"TableName","Value":"Orders"},{"Name":"Operation","Value":"Orders"}]}}}]})");

  EXPECT_EQ(canonical_text(with_table_dimension(alarm, "Orders", "New")),
            R"({"AlarmActions":["arn:aws:sns:r:1:Orders"],"Metrics":[{"MetricStat":{"Metric":)"
            R"({"Dimensions":[{"Name":"TableName","Value":"New"},)"
            R"({"Name":"Operation","Value":"Orders"}]}}}]})");
  EXPECT_TRUE(has_table_dimension(alarm, "Orders"));
  EXPECT_FALSE(has_table_dimension(alarm, "Order"));
}

TEST(Renaming, KnowsWhereAnArnEnds) {
  EXPECT_EQ(with_arn(R"("table/Orders","table/Orders/index/*","table/Orders-old","table/Orders.x")",
                     "table/Orders", "table/New"),
            R"("table/New","table/New/index/*","table/Orders-old","table/Orders.x")");
}

TEST(Renaming, NamesCopiesAfterTheirTable) {
  EXPECT_EQ(name_for_table("Orders-throttled", "Orders", "Orders2"), "Orders2-throttled");
  EXPECT_EQ(name_for_table("throttled", "Orders", "Orders2"), "throttled-Orders2");
  EXPECT_EQ(name_for_table("alarm", "a", "b"), "alarm-b");
}

TEST(Renaming, FindsTheSameNameBehindCopies) {
  for (const char* name : {"Orders-throttled", "throttled", "too hot: Orders (prod)"}) {
    EXPECT_EQ(name_without_table(name_for_table(name, "Orders", "Orders2"), "Orders2"),
              name_without_table(name, "Orders"))
        << name;
  }
}

}  // namespace
}  // namespace tidemark::runbooks

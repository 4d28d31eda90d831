#include "client/xml_tree.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

std::string json_of(const Result<codec::JsonValue>& value) {
  if (!value) return to_text(value.error());
  codec::JsonWriter out;
  codec::write_json(out, value.value());
  return out.take();
}

TEST(QueryResult, MakesMembersAnArray) {
  EXPECT_EQ(
      json_of(query_result("ListXs",
                           "<ListXsResponse xmlns=\"http://x/\"><ListXsResult><Xs>"
                           "<member><A>1</A></member><member><A>two &amp; three</A></member></Xs>"
                           "<IsTruncated>false</IsTruncated></ListXsResult></ListXsResponse>")),
      R"({"Xs":[{"A":"1"},{"A":"two & three"}],"IsTruncated":"false"})");
}

TEST(QueryResult, MakesEntriesAnObject) {
  EXPECT_EQ(json_of(query_result("GetX",
                                 "<GetXResponse><GetXResult><M><entry><key>k</key>"
                                 "<value>v</value></entry></M></GetXResult></GetXResponse>")),
            R"({"M":{"k":"v"}})");
}

TEST(QueryResult, IsEmptyWithoutAResult) {
  EXPECT_EQ(json_of(query_result("TagX", "<TagXResponse><ResponseMetadata/></TagXResponse>")),
            "{}");
}

TEST(QueryResult, RefusesAnotherDocument) {
  for (const char* xml : {"", "nothing", "<html/>", "<GetYResponse/>", "<GetXResponse>"}) {
    const auto result = query_result("GetX", xml);
    ASSERT_FALSE(result) << xml;
    EXPECT_EQ(result.error().code, Code::kUnknown);
  }
}

TEST(QueryResult, EndsAtADepthThatNobodySends) {
  std::string xml;
  for (int depth = 0; depth < 50'000; ++depth) xml += "<a>";
  for (int depth = 0; depth < 50'000; ++depth) xml += "</a>";

  const auto result =
      query_result("GetX", "<GetXResponse><GetXResult>" + xml + "</GetXResult></GetXResponse>");

  EXPECT_TRUE(result);
}

TEST(QueryError, HasNameAndText) {
  const auto error = query_error(
      404,
      "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender"
      "</Type><Code>NoSuchEntity</Code><Message>The role with name x cannot be found.</Message>"
      "</Error><RequestId>r</RequestId></ErrorResponse>");

  ASSERT_TRUE(error);
  EXPECT_EQ(error->name, "NoSuchEntity");
  EXPECT_EQ(error->message, "The role with name x cannot be found.");
  EXPECT_EQ(error->status, 404);
}

TEST(QueryError, IsNoneInAnotherDocument) {
  EXPECT_FALSE(query_error(502, "<html><body>Bad Gateway</body></html>"));
  EXPECT_FALSE(query_error(500, "{}"));
}

}  // namespace
}  // namespace tidemark::client

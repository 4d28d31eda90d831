#include "wire/query_protocol.h"

#include "wire/xml_writer.h"

#include <gtest/gtest.h>

namespace tidemark::wire {
namespace {

QueryParameters parsed(std::string_view form) {
  auto result = QueryParameters::parse(form);
  EXPECT_TRUE(result) << form;
  return result ? std::move(result).value() : QueryParameters();
}

TEST(QueryParameters, ReadsBlanksInBothSpellings) {
  const QueryParameters form = parsed("Action=CreateTopic&Name=a+b%20c%2Bd&Empty=&Bare");

  EXPECT_EQ(*form.find("Action"), "CreateTopic");
  EXPECT_EQ(*form.find("Name"), "a b c+d");
  EXPECT_EQ(*form.find("Empty"), "");
  EXPECT_EQ(*form.find("Bare"), "");
  EXPECT_EQ(form.find("Nam"), nullptr);
}

TEST(QueryParameters, RefusesABrokenEscape) {
  EXPECT_FALSE(QueryParameters::parse("Name=a%2"));
  EXPECT_FALSE(QueryParameters::parse("Na%zzme=a"));
}

TEST(QueryParameters, ReadsListsInTheirNumericOrder) {
  std::string form;
  for (int i = 12; i >= 1; --i) form += fmt::format("Names.member.{}=n{}&", i, i);

  const auto names = parsed(form).list("Names");

  ASSERT_EQ(names.size(), 12u);
  EXPECT_EQ(*names[1].text(), "n2");
  EXPECT_EQ(*names[11].text(), "n12");
}

TEST(QueryParameters, EndsAListAtItsFirstGap) {
  EXPECT_EQ(parsed("A.member.1=x&A.member.3=y").list("A").size(), 1u);
  EXPECT_TRUE(parsed("A.member.2=y").list("A").empty());
  EXPECT_TRUE(parsed("A=").list("A").empty());
  EXPECT_TRUE(parsed("A=").has("A"));
  EXPECT_FALSE(parsed("AB.member.1=").has("A"));
}

TEST(QueryParameters, ReadsStructuresInLists) {
  const auto tags =
      parsed("Tags.member.1.Key=k1&Tags.member.1.Value=v1&Tags.member.2.Key=k2").list("Tags");

  ASSERT_EQ(tags.size(), 2u);
  EXPECT_EQ(*tags[0].find("Key"), "k1");
  EXPECT_EQ(*tags[0].find("Value"), "v1");
  EXPECT_EQ(tags[1].find("Value"), nullptr);
  EXPECT_EQ(tags[0].text(), nullptr);
}

TEST(QueryParameters, ReadsMapsAlsoThoseWithNamesOfTheirOwn) {
  const auto form = parsed(
      "Attributes.entry.1.key=FilterPolicy&Attributes.entry.1.value=%7B%7D&"
      "MessageAttributes.entry.1.Name=State&MessageAttributes.entry.1.Value.DataType=String&"
      "MessageAttributes.entry.1.Value.StringValue=COMPLETED");

  const auto attributes = form.entries("Attributes");
  const auto message = form.entries("MessageAttributes", "Name", "Value");

  ASSERT_EQ(attributes.size(), 1u);
  EXPECT_EQ(attributes[0].first, "FilterPolicy");
  EXPECT_EQ(*attributes[0].second.text(), "{}");
  ASSERT_EQ(message.size(), 1u);
  EXPECT_EQ(message[0].first, "State");
  EXPECT_EQ(*message[0].second.find("StringValue"), "COMPLETED");
}

TEST(QueryAnswer, WrapsAResultOrNone) {
  const QueryAnswered op{"GetX", "https://x.amazonaws.com/doc/1/"};

  EXPECT_EQ(
      query_answer(op, "<A>1</A>", "R"),
      "<GetXResponse xmlns=\"https://x.amazonaws.com/doc/1/\"><GetXResult><A>1</A></GetXResult>"
      "<ResponseMetadata><RequestId>R</RequestId></ResponseMetadata></GetXResponse>");
  EXPECT_EQ(query_answer(op, std::nullopt, "R"),
            "<GetXResponse xmlns=\"https://x.amazonaws.com/doc/1/\">"
            "<ResponseMetadata><RequestId>R</RequestId></ResponseMetadata></GetXResponse>");
}

TEST(QueryAnswer, WritesAnErrorWithItsTextEscaped) {
  EXPECT_EQ(query_error_body("ns", "NotFound", "a<b>&\"c\"\x01", true, "R"),
            "<ErrorResponse xmlns=\"ns\"><Error><Type>Sender</Type><Code>NotFound</Code>"
            "<Message>a&lt;b&gt;&amp;&quot;c&quot;\xEF\xBF\xBD</Message></Error>"
            "<RequestId>R</RequestId></ErrorResponse>");
}

TEST(QueryAnswer, NamesTheFrontEndsRefusalsAsThisProtocolDoes) {
  EXPECT_EQ(query_error_name("InvalidSignatureException").code, "SignatureDoesNotMatch");
  EXPECT_EQ(query_error_name("InvalidSignatureException").status, 403);
  EXPECT_EQ(query_error_name("UnrecognizedClientException").code, "InvalidClientTokenId");
  EXPECT_EQ(query_error_name("InternalServerError").status, 500);
  EXPECT_EQ(query_error_name("NewException").code, "New");
}

TEST(XmlWriter, NestsElements) {
  XmlWriter out;
  out.open("Role").text("Name", "r").number("N", -3).flag("Yes", true).close();
  EXPECT_EQ(out.take(), "<Role><Name>r</Name><N>-3</N><Yes>true</Yes></Role>");
}

}  // namespace
}  // namespace tidemark::wire

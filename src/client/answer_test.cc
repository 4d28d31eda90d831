#include "client/answer.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

TEST(DecodeError, KeepsTheNameWithoutItsNameSpace) {
  const ServiceError error = decode_error(
      400, "",
      R"({"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException","message":"Table not found: x"})");

  EXPECT_EQ(error.name, "TableNotFoundException");
  EXPECT_EQ(error.message, "Table not found: x");
  EXPECT_EQ(error.status, 400);
}

TEST(DecodeError, ReadsTheFrontEndsCapitalMessage) {
  const ServiceError error = decode_error(
      400, "", R"({"__type":"com.amazon.coral.service#SerializationException","Message":"no"})");

  EXPECT_EQ(error.name, "SerializationException");
  EXPECT_EQ(error.message, "no");
}

TEST(DecodeError, TakesTheHeaderWhenTheBodyHasNoType) {
  EXPECT_EQ(decode_error(400, "ThrottlingException:http://x/", "{}").name, "ThrottlingException");
}

TEST(DecodeError, NamesTheStatusWhenNothingElseDoes) {
  EXPECT_EQ(decode_error(502, "", "<html>bad gateway</html>").name, "Http502");
}

TEST(ToError, SaysWhatToDoNext) {
  const auto code = [](const char* name, int status) {
    return to_error("X", {.name = name, .message = "m", .status = status}).code;
  };

  EXPECT_EQ(code("ResourceNotFoundException", 400), Code::kNotFound);
  EXPECT_EQ(code("TableAlreadyExistsException", 400), Code::kConflict);
  EXPECT_EQ(code("AccessDeniedException", 400), Code::kDenied);
  EXPECT_EQ(code("UnrecognizedClientException", 400), Code::kDenied);
  EXPECT_EQ(code("LimitExceededException", 400), Code::kLimit);
  EXPECT_EQ(code("ThrottlingException", 400), Code::kBusy);
  EXPECT_EQ(code("InternalServerError", 500), Code::kUnknown);
  EXPECT_EQ(code("Http502", 502), Code::kUnknown);
  EXPECT_EQ(code("ValidationException", 400), Code::kInvalid);
}

TEST(ToError, NamesOperationAndAwsName) {
  EXPECT_EQ(
      to_error("PutItem", {.name = "ValidationException", .message = "no", .status = 400}).message,
      "PutItem: ValidationException: no");
}

TEST(HttpDate, ReadsTheFormThatServersSend) {
  // Oracle: date -ud 'Sat, 21 Nov 2026 04:05:06 GMT' +%s
  EXPECT_EQ(parse_http_date("Sat, 21 Nov 2026 04:05:06 GMT"), Timestamp::from_seconds(1795233906));
}

TEST(HttpDate, RefusesEveryOtherForm) {
  EXPECT_FALSE(parse_http_date(""));
  EXPECT_FALSE(parse_http_date("Sat, 21 Nov 2026 04:05:06 UTC"));
  EXPECT_FALSE(parse_http_date("Sat, 31 Feb 2026 04:05:06 GMT"));
  EXPECT_FALSE(parse_http_date("Sat, 21 ovN 2026 04:05:06 GMT"));
  EXPECT_FALSE(parse_http_date("Saturday, 21-Nov-26 04:05:06 GMT"));
}

}  // namespace
}  // namespace tidemark::client

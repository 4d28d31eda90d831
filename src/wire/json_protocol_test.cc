#include "wire/json_protocol.h"

#include <gtest/gtest.h>

namespace tidemark::wire {
namespace {

TEST(JsonProtocol, GivesEachErrorItsNameSpace) {
  EXPECT_EQ(error_body("ResourceNotFoundException", "gone"),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
            R"("message":"gone"})");
  EXPECT_EQ(error_body("ValidationException", "no"),
            R"({"__type":"com.amazon.coral.validate#ValidationException","message":"no"})");
  EXPECT_EQ(error_body("ThrottlingException", "no"),
            R"({"__type":"com.amazon.coral.availability#ThrottlingException","message":"no"})");
}

TEST(JsonProtocol, SpellsTheMessageOfASerializationExceptionWithACapital) {
  EXPECT_EQ(error_body("SerializationException", "x"),
            R"({"__type":"com.amazon.coral.service#SerializationException","Message":"x"})");
  EXPECT_EQ(error_body("SerializationException", ""),
            R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST(JsonProtocol, SplitsATargetAtItsOnlyDot) {
  const auto target = parse_target("DynamoDB_20120810.PutItem");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->prefix, "DynamoDB_20120810");
  EXPECT_EQ(target->operation, "PutItem");
  for (const char* other : {"", "a", ".b", "a.", "a.b.c", "."}) {
    EXPECT_FALSE(parse_target(other)) << other;
  }
}

TEST(JsonProtocol, WritesTheChecksumAsUnsignedDecimal) {
  EXPECT_EQ(checksum_text("123456789"), "3421780262");  // CRC-32's check value, 0xCBF43926
  EXPECT_EQ(checksum_text(""), "0");
}

TEST(JsonProtocol, AnswersOnly500ForOurOwnFaults) {
  EXPECT_EQ(status_of("InternalServerError"), 500);
  EXPECT_EQ(status_of("ResourceNotFoundException"), 400);
}

}  // namespace
}  // namespace tidemark::wire

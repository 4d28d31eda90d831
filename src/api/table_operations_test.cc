#include "api/testing/world.h"

#include <gtest/gtest.h>

namespace tidemark::api {
namespace {

using namespace std::chrono_literals;

constexpr auto kNoTable =
    "ResourceNotFoundException: Requested resource not found: Table: orders not found";

std::string text(const codec::JsonValue& object, std::string_view member) {
  const codec::JsonValue* value = object.find(member);
  return value != nullptr && value->string() != nullptr ? *value->string() : "(none)";
}

// CreateTable's body with the parts that differ.
std::string create(std::string_view definitions, std::string_view schema,
                   std::string_view rest = R"("BillingMode":"PAY_PER_REQUEST")") {
  return fmt::format(R"({{"TableName":"orders","AttributeDefinitions":{},"KeySchema":{},{}}})",
                     definitions, schema, rest);
}

constexpr auto kIdDefinition = R"([{"AttributeName":"Id","AttributeType":"S"}])";
constexpr auto kIdSchema = R"([{"AttributeName":"Id","KeyType":"HASH"}])";

TEST(CreateTable, SaysCreatingAndTheNextDescribeSaysActive) {
  World world;

  const auto created = world.good("CreateTable", create(kIdDefinition, kIdSchema));
  const auto described = world.good("DescribeTable", R"({"TableName":"orders"})");

  const auto& before = *created.find("TableDescription");
  const auto& after = *described.find("Table");
  EXPECT_EQ(text(before, "TableStatus"), "CREATING");
  EXPECT_EQ(text(after, "TableStatus"), "ACTIVE");
  EXPECT_EQ(text(before, "TableId"), text(after, "TableId"));
  EXPECT_EQ(text(after, "TableArn"), "arn:aws:dynamodb:eu-west-1:123456789012:table/orders");
}

TEST(CreateTable, WithAwsTimingIsCreatingUntilItsDelayHasPassed) {
  World world;
  world.engine->aws_timing = true;
  world.good("CreateTable", create(kIdDefinition, kIdSchema));
  const auto status = [&] {
    const auto described = world.good("DescribeTable", R"({"TableName":"orders"})");
    return text(*described.find("Table"), "TableStatus");
  };

  EXPECT_EQ(status(), "CREATING");
  EXPECT_EQ(world.problem("PutItem", R"({"TableName":"orders","Item":{"Id":{"S":"a"}}})"),
            "ResourceNotFoundException: Requested resource not found");
  world.clock.advance(6s - 1us);
  EXPECT_EQ(status(), "CREATING");
  world.clock.advance(1us);
  EXPECT_EQ(status(), "ACTIVE");
}

TEST(CreateTable, RefusesASecondTableOfThatName) {
  World world;
  world.make_table("orders");

  EXPECT_EQ(world.problem("CreateTable", create(kIdDefinition, kIdSchema)),
            "ResourceInUseException: Table already exists: orders");
}

TEST(CreateTable, CollectsConstraintErrorsWithTheirPaths) {
  World world;

  EXPECT_EQ(
      world.problem("CreateTable",
                    create(R"([{"AttributeName":"Id","AttributeType":"X"}])",
                           R"([{"AttributeName":"Id"}])", R"("BillingMode":"FREE")")),
      "ValidationException: 3 validation errors detected: Value 'X' at "
      "'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must "
      "satisfy enum value set: [B, N, S]; Value null at 'keySchema.1.member.keyType' failed to "
      "satisfy constraint: Member must not be null; Value 'FREE' at 'billingMode' failed to "
      "satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]");
}

TEST(CreateTable, ChecksTypesBeforeConstraintsBeforeKeysBeforeExistence) {
  World world;
  world.make_table("orders");
  const auto no_hash = R"([{"AttributeName":"Id","KeyType":"RANGE"}])";

  EXPECT_EQ(world.problem("CreateTable", create(kIdDefinition, "[{}]", R"("BillingMode":7)")),
            "SerializationException: NUMBER_VALUE cannot be converted to String");
  EXPECT_TRUE(world.problem("CreateTable", create(kIdDefinition, "[{}]"))
                  .starts_with("ValidationException: 2 validation errors detected"));
  EXPECT_EQ(world.problem("CreateTable", create(kIdDefinition, no_hash)),
            "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key "
            "type");
}

TEST(CreateTable, RefusesKeysThatAreNotDefinedAndDefinitionsThatAreNotKeys) {
  World world;

  EXPECT_EQ(world.problem("CreateTable",
                          create(R"([{"AttributeName":"A","AttributeType":"S"}])", kIdSchema)),
            "ValidationException: One or more parameter values were invalid: Some index key "
            "attributes are not defined in AttributeDefinitions. Keys: [Id], AttributeDefinitions: "
            "[A]");
  EXPECT_EQ(world.problem("CreateTable", create(R"([{"AttributeName":"Id","AttributeType":"S"},)"
                                                R"({"AttributeName":"A","AttributeType":"S"}])",
                                                kIdSchema)),
            "ValidationException: One or more parameter values were invalid: Number of attributes "
            "in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions");
}

TEST(CreateTable, RefusesByNameWhatComesLaterAndTakesWhatIsOffAnyway) {
  World world;
  const auto with = [&](std::string_view member) {
    return world.problem("CreateTable",
                         create(kIdDefinition, kIdSchema,
                                fmt::format(R"("BillingMode":"PAY_PER_REQUEST",{})", member)));
  };

  EXPECT_EQ(with(R"("StreamSpecification":{"StreamEnabled":false},"TableClass":"STANDARD")"), "");
}

TEST(CreateTable, RefusesARegionThatIsNotServed) {
  World world;
  world.region = "ap-south-1";

  EXPECT_TRUE(world.problem("CreateTable", create(kIdDefinition, kIdSchema))
                  .starts_with("ValidationException: The region ap-south-1 is not served here"));
}

TEST(CreateTable, AsksForThroughputExactlyWhenItIsProvisioned) {
  World world;
  const auto units = R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1})";

  EXPECT_EQ(world.problem("CreateTable", create(kIdDefinition, kIdSchema, R"("Tags":[])")),
            "ValidationException: One or more parameter values were invalid: ReadCapacityUnits and "
            "WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  EXPECT_EQ(world.problem("CreateTable",
                          create(kIdDefinition, kIdSchema,
                                 fmt::format(R"({},"BillingMode":"PAY_PER_REQUEST")", units))),
            "ValidationException: One or more parameter values were invalid: Neither "
            "ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST");
  EXPECT_EQ(world.problem("CreateTable", create(kIdDefinition, kIdSchema, units)), "");
}

TEST(DescribeTable, KnowsNoTableOfAnotherRegionOrNoTableAtAll) {
  World world;
  EXPECT_EQ(world.problem("DescribeTable", R"({"TableName":"orders"})"), kNoTable);

  world.make_table("orders");
  world.region = "us-east-1";

  EXPECT_EQ(world.problem("DescribeTable", R"({"TableName":"orders"})"), kNoTable);
}

TEST(DescribeTable, CountsItemsAndBytesExactly) {
  World world;
  world.make_table("orders");
  world.good("PutItem", R"({"TableName":"orders","Item":{"Id":{"S":"a"},"N":{"N":"12"}}})");
  world.good("PutItem", R"({"TableName":"orders","Item":{"Id":{"S":"b"}}})");
  world.good("DeleteItem", R"({"TableName":"orders","Key":{"Id":{"S":"b"}}})");

  const auto described = world.good("DescribeTable", R"({"TableName":"orders"})");

  EXPECT_EQ(*described.find("Table")->find("ItemCount")->integer(), 1);
  EXPECT_EQ(*described.find("Table")->find("TableSizeBytes")->integer(), 2 + 1 + 1 + 2);
}

TEST(TableName, IsThreeTo255CharactersOrAnArnOfThisAccountAndRegion) {
  World world;
  const auto describe = [&](const std::string& name) {
    return world.problem("DescribeTable", fmt::format(R"({{"TableName":"{}"}})", name));
  };
  const auto length = [](const std::string& name, std::string_view rule) {
    return fmt::format(
        "ValidationException: 1 validation error detected: Value '{}' at 'tableName' failed to "
        "satisfy constraint: Member must have length {}",
        name, rule);
  };
  world.make_table(std::string(255, 'x'));

  EXPECT_EQ(describe("ab"), length("ab", "greater than or equal to 3"));
  EXPECT_EQ(describe(std::string(255, 'x')), "");
  EXPECT_EQ(describe(std::string(256, 'x')),
            length(std::string(256, 'x'), "less than or equal to 255"));
  EXPECT_EQ(describe(fmt::format("arn:aws:dynamodb:eu-west-1:123456789012:table/{}",
                                 std::string(255, 'x'))),
            "");
  EXPECT_EQ(describe("arn:aws:dynamodb:eu-west-1:999999999999:table/abc"),
            "AccessDeniedException: Access is denied");
  EXPECT_EQ(world.problem("DescribeTable", "{}"),
            "ValidationException: The parameter 'TableName' is required but was not present in the "
            "request");
}

TEST(ListTables, PagesByName) {
  World world;
  for (const char* name : {"ccc", "aaa", "bbb"}) world.make_table(name);

  const auto first = world.ask("ListTables", R"({"Limit":2})");
  const auto second = world.ask("ListTables", R"({"Limit":2,"ExclusiveStartTableName":"bbb"})");

  EXPECT_EQ(first.body, R"({"TableNames":["aaa","bbb"],"LastEvaluatedTableName":"bbb"})");
  EXPECT_EQ(second.body, R"({"TableNames":["ccc"]})");
  EXPECT_EQ(world.problem("ListTables", R"({"Limit":101})"),
            "ValidationException: 1 validation error detected: Value '101' at 'limit' failed to "
            "satisfy constraint: Member must have value less than or equal to 100");
}

TEST(UpdateTable, EchoesTheOldThroughputAndHasTheNewOne) {
  World world;
  const auto units = [](int read, int write) {
    return fmt::format(
        R"("ProvisionedThroughput":{{"ReadCapacityUnits":{},"WriteCapacityUnits":{}}})", read,
        write);
  };
  const auto read_units = [](const codec::JsonValue& table) {
    return *table.find("ProvisionedThroughput")->find("ReadCapacityUnits")->integer();
  };
  world.make_table("orders");
  world.good("UpdateTable",
             R"({"TableName":"orders","BillingMode":"PROVISIONED",)" + units(1, 1) + "}");

  const auto reply = world.good("UpdateTable", R"({"TableName":"orders",)" + units(2, 1) + "}");
  const auto described = world.good("DescribeTable", R"({"TableName":"orders"})");

  EXPECT_EQ(text(*reply.find("TableDescription"), "TableStatus"), "UPDATING");
  EXPECT_EQ(read_units(*reply.find("TableDescription")), 1);
  EXPECT_EQ(read_units(*described.find("Table")), 2);
  EXPECT_EQ(text(*described.find("Table"), "TableStatus"), "ACTIVE");
}

TEST(UpdateTable, LetsThroughputFallFourTimesADayAndThenOnceAnHour) {
  World world;
  const auto to = [](int read) {
    return fmt::format(
        R"({{"TableName":"orders","ProvisionedThroughput":{{"ReadCapacityUnits":{},"WriteCapacityUnits":1}}}})",
        read);
  };
  world.make_table("orders");
  world.good("UpdateTable",
             R"({"TableName":"orders","BillingMode":"PROVISIONED","ProvisionedThroughput":)"
             R"({"ReadCapacityUnits":10,"WriteCapacityUnits":1}})");
  for (const int read : {9, 8, 7, 6}) world.good("UpdateTable", to(read));

  EXPECT_EQ(world.problem("UpdateTable", to(5)),
            "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases "
            "are limited within a given UTC day. After the first 4 decreases, each subsequent "
            "decrease in the same UTC day can be performed at most once every 3600 seconds. Number "
            "of decreases today: 4. Last decrease at Friday, January 15, 2027 at 8:00:00 AM "
            "Coordinated Universal Time. Next decrease can be made at Friday, January 15, 2027 at "
            "9:00:00 AM Coordinated Universal Time");
  world.clock.advance(std::chrono::seconds(3'601));
  EXPECT_EQ(world.problem("UpdateTable", to(5)), "");
  EXPECT_TRUE(world.problem("UpdateTable", to(4)).starts_with("LimitExceededException"));
  world.clock.advance(std::chrono::hours(16));
  EXPECT_EQ(world.problem("UpdateTable", to(4)), "");
  EXPECT_EQ(*world.good("DescribeTable", R"({"TableName":"orders"})")
                 .find("Table")
                 ->find("ProvisionedThroughput")
                 ->find("NumberOfDecreasesToday")
                 ->integer(),
            1);
}

TEST(UpdateTable, HasDeletionProtectionAtOnce) {
  World world;
  world.make_table("orders");

  const auto reply =
      world.good("UpdateTable", R"({"TableName":"orders","DeletionProtectionEnabled":true})");

  EXPECT_EQ(text(*reply.find("TableDescription"), "TableStatus"), "ACTIVE");
  EXPECT_TRUE(*reply.find("TableDescription")->find("DeletionProtectionEnabled")->boolean());
}

TEST(UpdateTable, RefusesNothingToDoMixturesAndTheSameAgain) {
  World world;
  world.make_table("orders");
  const auto update = [&](std::string_view rest) {
    return world.problem("UpdateTable", fmt::format(R"({{"TableName":"orders"{}}})", rest));
  };
  const auto to_one =
      R"(,"BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1})";

  EXPECT_TRUE(update("").starts_with("ValidationException: At least one of"));
  EXPECT_EQ(update(R"(,"DeletionProtectionEnabled":true,"BillingMode":"PAY_PER_REQUEST")"),
            "ValidationException: One or more parameter values were invalid: DeletionProtection "
            "modification must be the only operation in the request");
  EXPECT_EQ(update(to_one), "");
  EXPECT_TRUE(update(to_one).starts_with(
      "ValidationException: The provisioned throughput for the table will not change."));
}

TEST(Tags, AreAddedReplacedRemovedAndListed) {
  World world;
  world.make_table("orders");
  const std::string arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
  world.good("TagResource", fmt::format(R"({{"ResourceArn":"{}","Tags":[{{"Key":"a","Value":"1"}},)"
                                        R"({{"Key":"b","Value":"2"}}]}})",
                                        arn));
  world.good("TagResource",
             fmt::format(R"({{"ResourceArn":"{}","Tags":[{{"Key":"a","Value":"3"}}]}})", arn));
  world.good("UntagResource", fmt::format(R"({{"ResourceArn":"{}","TagKeys":["b"]}})", arn));

  EXPECT_EQ(world.ask("ListTagsOfResource", fmt::format(R"({{"ResourceArn":"{}"}})", arn)).body,
            R"({"Tags":[{"Key":"a","Value":"3"}]})");
}

TEST(Tags, AreFiftyAtMost) {
  World world;
  world.make_table("orders");
  const auto tag = [&](int from, int until) {
    std::string tags;
    for (int i = from; i < until; ++i) {
      tags += fmt::format(R"({}{{"Key":"k{}","Value":""}})", i > from ? "," : "", i);
    }
    return world.problem(
        "TagResource",
        fmt::format(
            R"({{"ResourceArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders","Tags":[{}]}})",
            tags));
  };

  EXPECT_EQ(tag(0, 0), "ValidationException: Atleast one Tag needs to be provided as Input.");
  EXPECT_EQ(tag(0, 50), "");
  EXPECT_EQ(tag(50, 51),
            "ValidationException: Number of Tags exceed the current limit for the provided "
            "ResourceArn");
}

TEST(Dispatch, NamesWhatIsUnknownUnsupportedAndNoJson) {
  World world;

  EXPECT_EQ(world.ask("Frobnicate", "{}").body,
            R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
  EXPECT_EQ(world.problem("ImportTable", "{}"),
            "UnknownOperationException: ImportTable is not supported by this version of "
            "Tidemark");
  EXPECT_EQ(world.ask("ListTables", "").body,
            R"({"__type":"com.amazon.coral.service#SerializationException"})");
  EXPECT_EQ(world.ask("ListTables", "[]").body,
            R"({"__type":"com.amazon.coral.service#SerializationException"})");
}

TEST(Dispatch, RefusesTidemarksHeadersWhereTheyMeanNothing) {
  World world;

  EXPECT_EQ(world.problem("ListTables", "{}", "2026-11-20T14:05:00Z"),
            "ValidationException: ListTables does not take the header x-tidemark-as-of");
}

TEST(Fidelity, ListsEveryOperationOnce) {
  const auto parsed = codec::parse_json(fidelity());
  ASSERT_TRUE(parsed);
  const auto* dynamodb = parsed.value().find("services")->find("dynamodb");

  EXPECT_EQ(text(*dynamodb->find("GetItem"), "fidelity"), "same");
  EXPECT_EQ(text(*dynamodb->find("DescribeLimits"), "fidelity"), "same");
  EXPECT_EQ(text(*dynamodb->find("ImportTable"), "fidelity"), "refused");
}

}  // namespace
}  // namespace tidemark::api

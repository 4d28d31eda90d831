#include "api/testing/world.h"
#include "codec/iso8601.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::api {
namespace {

using namespace std::chrono_literals;

constexpr auto kMismatch =
    "ValidationException: The provided key element does not match the schema";

class Items : public testing::Test {
 protected:
  Items() {
    world_.make_table("orders");
    world_.make_table("events", true);
  }

  std::string put(std::string_view item, std::string_view rest = "") {
    return world_.problem("PutItem",
                          fmt::format(R"({{"TableName":"orders","Item":{}{}}})", item, rest));
  }

  std::string get(std::string_view id) {
    return world_
        .ask("GetItem", fmt::format(R"({{"TableName":"orders","Key":{{"Id":{{"S":"{}"}}}}}})", id))
        .body;
  }

  std::string update(std::string_view rest) {
    return world_
        .ask("UpdateItem",
             fmt::format(R"({{"TableName":"orders","Key":{{"Id":{{"S":"a"}}}},{}}})", rest))
        .body;
  }

  void put_event(int at) {
    world_.good(
        "PutItem",
        fmt::format(R"({{"TableName":"events","Item":{{"Id":{{"S":"a"}},"Seq":{{"N":"{}"}}}}}})",
                    at));
  }

  // The sort keys of Query's answer, as they come, and "+" if there is more.
  std::string query(std::string_view condition, std::string_view values,
                    std::string_view rest = "") {
    const auto answer = world_.good(
        "Query",
        fmt::format(
            R"({{"TableName":"events","KeyConditionExpression":"{}","ExpressionAttributeValues":{}{}}})",
            condition, values, rest));
    std::string text;
    for (const auto& item : *answer.find("Items")->array()) {
      text += *item.find("Seq")->find("N")->string() + " ";
    }
    return answer.find("LastEvaluatedKey") != nullptr ? text + "+" : text;
  }

  World world_;
};

TEST_F(Items, AreReadAsTheyWerePut) {
  const std::string item =
      R"({"B":{"B":"AAE="},"Id":{"S":"a"},"L":{"L":[{"NULL":true},{"BOOL":false}]},"M":{"M":{"x":{"N":"1.5"}}},"SS":{"SS":["p","q"]}})";

  EXPECT_EQ(put(item), "");

  EXPECT_EQ(get("a"), fmt::format(R"({{"Item":{}}})", item));
  EXPECT_EQ(get("b"), "{}");
}

TEST_F(Items, PutChecksTypesThenConstraintsThenValuesThenReturnValuesThenTableThenKey) {
  const auto put_to = [&](std::string_view table, std::string_view item, std::string_view rest) {
    return world_.problem("PutItem",
                          fmt::format(R"({{"TableName":"{}","Item":{}{}}})", table, item, rest));
  };
  const auto bad_return = R"(,"ReturnValues":"ALL_NEW")";

  EXPECT_EQ(put_to("", R"({"Id":{"S":1}})", ""),
            "SerializationException: NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(put_to("", R"({"Id":{}})", ""),
            "ValidationException: 1 validation error detected: Value at 'TableName' failed to "
            "satisfy constraint: Member must have length greater than or equal to 1");
  EXPECT_EQ(
      put_to("nowhere", R"({"Id":{}})", bad_return),
      "ValidationException: 1 validation error detected: Supplied AttributeValue is empty, must "
      "contain exactly one of the supported datatypes");
  EXPECT_EQ(
      put_to("nowhere", "{}", bad_return),
      "ValidationException: 1 validation error detected: ReturnValues can only be ALL_OLD or NONE");
  EXPECT_EQ(put_to("nowhere", "{}", ""), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(put_to("orders", "{}", ""),
            "ValidationException: One or more parameter values were invalid: Missing the key Id in "
            "the item");
  EXPECT_EQ(put_to("orders", R"({"Id":{"N":"1"}})", ""),
            "ValidationException: One or more parameter values were invalid: Type mismatch for key "
            "Id expected: S actual: N");
}

TEST_F(Items, MayBe400KilobytesAndNotAByteMore) {
  const auto of_size = [](std::size_t bytes) {  // names "Id" and "V", key "a"
    return fmt::format(R"({{"Id":{{"S":"a"}},"V":{{"S":"{}"}}}})", std::string(bytes - 4, 'x'));
  };

  EXPECT_EQ(put(of_size(409'600)), "");
  EXPECT_EQ(put(of_size(409'601)),
            "ValidationException: Item size has exceeded the maximum allowed size");
}

TEST_F(Items, KeysMayBe2048BytesAndNotAByteMore) {
  const auto with_key = [](std::size_t bytes) {
    return fmt::format(R"({{"Id":{{"S":"{}"}}}})", std::string(bytes, 'k'));
  };

  EXPECT_EQ(put(with_key(2048)), "");
  EXPECT_EQ(put(with_key(2049)),
            "ValidationException: One or more parameter values were invalid: Size of hashkey has "
            "exceeded the maximum size limit of2048 bytes");
  EXPECT_EQ(put(with_key(0)),
            "ValidationException: One or more parameter values are not valid. The AttributeValue "
            "for a key attribute cannot contain an empty string value. Key: Id");
}

TEST_F(Items, KeysThatDoNotMatchTheSchemaAreRefused) {
  for (const char* key : {R"({"Id":{"N":"1"}})", R"({"Other":{"S":"a"}})", "{}",
                          R"({"Id":{"S":"a"},"Other":{"S":"a"}})"}) {
    for (const char* operation : {"GetItem", "DeleteItem", "UpdateItem"}) {
      EXPECT_EQ(world_.problem(operation, fmt::format(R"({{"TableName":"orders","Key":{}}})", key)),
                kMismatch)
          << operation << key;
    }
  }
}

TEST_F(Items, PutAndDeleteReturnWhatWasThere) {
  put(R"({"Id":{"S":"a"},"N":{"N":"1"}})");

  const auto replaced = world_.ask(
      "PutItem", R"({"TableName":"orders","Item":{"Id":{"S":"a"}},"ReturnValues":"ALL_OLD"})");
  const auto deleted = world_.ask(
      "DeleteItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}},"ReturnValues":"ALL_OLD"})");
  const auto again = world_.ask(
      "DeleteItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}},"ReturnValues":"ALL_OLD"})");

  EXPECT_EQ(replaced.body, R"({"Attributes":{"Id":{"S":"a"},"N":{"N":"1"}}})");
  EXPECT_EQ(deleted.body, R"({"Attributes":{"Id":{"S":"a"}}})");
  EXPECT_EQ(again.body, "{}");
}

TEST_F(Items, UpdateMakesWhatIsMissingAndReturnsEveryForm) {
  const auto set = [&](int value, std::string_view wanted) {
    return update(fmt::format(
        R"("UpdateExpression":"SET N = :n","ExpressionAttributeValues":{{":n":{{"N":"{}"}}}},"ReturnValues":"{}")",
        value, wanted));
  };

  EXPECT_EQ(set(1, "ALL_OLD"), "{}");
  EXPECT_EQ(set(2, "UPDATED_OLD"), R"({"Attributes":{"N":{"N":"1"}}})");
  EXPECT_EQ(set(3, "UPDATED_NEW"), R"({"Attributes":{"N":{"N":"3"}}})");
  EXPECT_EQ(set(4, "ALL_OLD"), R"({"Attributes":{"Id":{"S":"a"},"N":{"N":"3"}}})");
  EXPECT_EQ(set(5, "ALL_NEW"), R"({"Attributes":{"Id":{"S":"a"},"N":{"N":"5"}}})");
  EXPECT_EQ(set(6, "NONE"), "{}");
}

TEST_F(Items, UpdateRefusesToTouchTheKeyAndToGrowTooLarge) {
  const auto with = [&](std::string_view expression, const std::string& value) {
    return world_.problem(
        "UpdateItem",
        fmt::format(
            R"({{"TableName":"orders","Key":{{"Id":{{"S":"a"}}}},"UpdateExpression":"{}","ExpressionAttributeValues":{{":v":{{"S":"{}"}}}}}})",
            expression, value));
  };

  EXPECT_EQ(with("SET Id = :v", "b"),
            "ValidationException: One or more parameter values were invalid: Cannot update "
            "attribute Id. This attribute is part of the key");
  EXPECT_EQ(with("SET V = :v", std::string(409'600 - 23, 'x')), "");
  EXPECT_EQ(with("SET V = :v", std::string(409'601 - 23, 'x')),
            "ValidationException: Item size to update has exceeded the maximum allowed size");
}

TEST_F(Items, ConditionsAreAskedOfTheItemAsItIs) {
  constexpr auto kFailed = "ConditionalCheckFailedException: The conditional request failed";
  constexpr auto kAbsent = R"j(,"ConditionExpression":"attribute_not_exists(Id)")j";
  EXPECT_EQ(put(R"({"Id":{"S":"a"},"v":{"N":"1"}})", kAbsent), "");
  EXPECT_EQ(put(R"({"Id":{"S":"a"},"v":{"N":"2"}})", kAbsent), kFailed);
  EXPECT_EQ(put(R"({"Id":{"S":"a"},"v":{"N":"2"}})", R"(,"Expected":{"Id":{"Exists":false}})"),
            kFailed);
  EXPECT_EQ(get("a"), R"({"Item":{"Id":{"S":"a"},"v":{"N":"1"}}})");
  EXPECT_EQ(update(R"("UpdateExpression":"SET v = :n","ConditionExpression":"v = :o",
      "ExpressionAttributeValues":{":n":{"N":"3"},":o":{"N":"2"}},
      "ReturnValuesOnConditionCheckFailure":"ALL_OLD")"),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
            R"("message":"The conditional request failed","Item":{"Id":{"S":"a"},"v":{"N":"1"}}})");
  EXPECT_EQ(update(R"("AttributeUpdates":{"v":{"Action":"ADD","Value":{"N":"4"}}},
      "Expected":{"v":{"Value":{"N":"1"}}},"ReturnValues":"UPDATED_NEW")"),
            R"({"Attributes":{"v":{"N":"5"}}})");
}

TEST_F(Items, CapacityIsCountedWhenAskedFor) {
  const auto reply = world_.ask(
      "PutItem",
      R"({"TableName":"orders","Item":{"Id":{"S":"a"}},"ReturnConsumedCapacity":"TOTAL"})");
  const auto read = world_.ask(
      "GetItem",
      R"({"TableName":"orders","Key":{"Id":{"S":"a"}},"ReturnConsumedCapacity":"INDEXES"})");

  EXPECT_EQ(reply.body, R"({"ConsumedCapacity":{"TableName":"orders","CapacityUnits":1}})");
  EXPECT_EQ(
      read.body,
      R"({"Item":{"Id":{"S":"a"}},"ConsumedCapacity":{"TableName":"orders","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}})");
}

TEST_F(Items, QueriesFollowSortKeysBothWaysWithinTheirRange) {
  for (const int at : {10, -5, 2, 0, 7}) put_event(at);
  const auto a = R"({":p":{"S":"a"}})";
  const auto range = R"({":p":{"S":"a"},":x":{"N":"0"},":y":{"N":"7"}})";

  EXPECT_EQ(query("Id = :p", a), "-5 0 2 7 10 ");
  EXPECT_EQ(query("Id = :p", a, R"(,"ScanIndexForward":false)"), "10 7 2 0 -5 ");
  EXPECT_EQ(query("Id = :p AND Seq BETWEEN :x AND :y", range), "0 2 7 ");
  EXPECT_EQ(query("Id = :p AND Seq < :x", R"({":p":{"S":"a"},":x":{"N":"0"}})"), "-5 ");
  EXPECT_EQ(query("Id = :p", R"({":p":{"S":"b"}})"), "");
}

TEST_F(Items, QueriesGoOnWhereTheyEnded) {
  for (int at = 0; at < 5; ++at) put_event(at);
  const auto a = R"({":p":{"S":"a"}})";
  const auto after = [](int at, std::string_view rest = "") {
    return fmt::format(
        R"(,"Limit":2,"ExclusiveStartKey":{{"Id":{{"S":"a"}},"Seq":{{"N":"{}"}}}}{})", at, rest);
  };

  EXPECT_EQ(query("Id = :p", a, R"(,"Limit":2)"), "0 1 +");
  EXPECT_EQ(query("Id = :p", a, after(1)), "2 3 +");
  EXPECT_EQ(query("Id = :p", a, after(3)), "4 ");
  EXPECT_EQ(query("Id = :p", a, after(3, R"(,"ScanIndexForward":false)")), "2 1 +");
  EXPECT_EQ(query("Id = :p", a, after(2, R"(,"Limit":2)")), "3 4 +");
}

TEST_F(Items, QueriesRefuseAStartOutsideTheirBounds) {
  const auto problem = [&](std::string_view condition, std::string_view start) {
    return world_.problem(
        "Query",
        fmt::format(
            R"({{"TableName":"events","KeyConditionExpression":"{}","ExpressionAttributeValues":{{":p":{{"S":"a"}},":x":{{"N":"5"}}}},"ExclusiveStartKey":{}}})",
            condition, start));
  };

  EXPECT_EQ(problem("Id = :p AND Seq > :x", R"({"Id":{"S":"b"},"Seq":{"N":"6"}})"),
            "ValidationException: The query can return at most one row and cannot be restarted");
  EXPECT_EQ(problem("Id = :p AND Seq > :x", R"({"Id":{"S":"a"},"Seq":{"N":"5"}})"),
            "ValidationException: The provided starting key does not match the range key "
            "predicate");
  EXPECT_EQ(problem("Id = :p AND Seq > :x", R"({"Id":{"S":"a"}})"),
            "ValidationException: The provided starting key is invalid");
  EXPECT_EQ(world_.problem("Query", R"({"TableName":"events"})"),
            "ValidationException: Either the KeyConditions or KeyConditionExpression parameter "
            "must be specified in the request.");
}

TEST_F(Items, PagesEndBeforeOneMegabyte) {
  for (int at = 0; at < 4; ++at) {
    world_.good(
        "PutItem",
        fmt::format(
            R"({{"TableName":"events","Item":{{"Id":{{"S":"a"}},"Seq":{{"N":"{}"}},"V":{{"S":"{}"}}}}}})",
            at, std::string(400'000, 'x')));
  }

  EXPECT_EQ(query("Id = :p", R"({":p":{"S":"a"}})"), "0 1 +");
}

TEST_F(Items, SegmentsShareTheTableBetweenThem) {
  for (int i = 0; i < 40; ++i) put(fmt::format(R"({{"Id":{{"S":"k{}"}}}})", i));
  std::multiset<std::string> seen;
  std::size_t largest = 0;

  for (int segment = 0; segment < 3; ++segment) {
    std::size_t mine = 0;
    std::string start;
    do {
      const auto page = world_.good(
          "Scan",
          fmt::format(R"({{"TableName":"orders","Segment":{},"TotalSegments":3,"Limit":4{}}})",
                      segment, start));
      for (const auto& item : *page.find("Items")->array()) {
        seen.insert(*item.find("Id")->find("S")->string());
        ++mine;
      }
      start.clear();
      if (const auto* key = page.find("LastEvaluatedKey")) {
        codec::JsonWriter out;
        codec::write_json(out, *key);
        start = R"(,"ExclusiveStartKey":)" + out.take();
      }
    } while (!start.empty());
    largest = std::max(largest, mine);
  }

  EXPECT_EQ(seen.size(), 40u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 40u);
  EXPECT_LT(largest, 40u);
}

TEST_F(Items, SegmentsGoInPairsAndCountFromZero) {
  const auto scan = [&](std::string_view rest) {
    return world_.problem("Scan", fmt::format(R"({{"TableName":"orders",{}}})", rest));
  };

  EXPECT_EQ(scan(R"("Segment":0)"),
            "ValidationException: The TotalSegments parameter is required but was not present in "
            "the request when Segment parameter is present");
  EXPECT_EQ(scan(R"("Segment":2,"TotalSegments":2)"),
            "ValidationException: The Segment parameter is zero-based and must be less than "
            "parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2");
  EXPECT_EQ(scan(R"("Segment":1,"TotalSegments":2)"), "");
}

TEST_F(Items, CountsComeWithoutItems) {
  put(R"({"Id":{"S":"a"}})");

  EXPECT_EQ(world_.ask("Scan", R"({"TableName":"orders","Select":"COUNT"})").body,
            R"({"Count":1,"ScannedCount":1})");
}

std::string batch(int puts) {
  std::string requests;
  for (int i = 0; i < puts; ++i) {
    requests +=
        fmt::format(R"({}{{"PutRequest":{{"Item":{{"Id":{{"S":"k{}"}}}}}}}})", i > 0 ? "," : "", i);
  }
  return fmt::format(R"({{"RequestItems":{{"orders":[{}]}}}})", requests);
}

TEST_F(Items, BatchesWriteUpTo25Items) {
  EXPECT_EQ(world_.ask("BatchWriteItem", batch(25)).body, R"({"UnprocessedItems":{}})");
  EXPECT_NE(get("k24"), "{}");
  const std::string too_many = world_.problem("BatchWriteItem", batch(26));
  EXPECT_TRUE(too_many.starts_with(
      "ValidationException: 1 validation error detected: Value '{orders=[WriteRequest("))
      << too_many;
  EXPECT_TRUE(
      too_many.ends_with("}' at 'requestItems' failed to satisfy constraint: Map value must "
                         "satisfy constraint: [Member must have length less than or equal to 25, "
                         "Member must have length greater than or equal to 1]"))
      << too_many;
}

TEST_F(Items, BatchesWriteAllOrNothing) {
  EXPECT_EQ(
      world_.problem(
          "BatchWriteItem",
          R"({"RequestItems":{"orders":[{"PutRequest":{"Item":{"Id":{"S":"a"}}}},{"DeleteRequest":{"Key":{"Id":{"S":"a"}}}}]}})"),
      "ValidationException: Provided list of item keys contains duplicates");
  EXPECT_EQ(
      world_.problem(
          "BatchWriteItem",
          R"({"RequestItems":{"orders":[{"PutRequest":{"Item":{"Id":{"S":"a"}}}}],"nowhere":[{"DeleteRequest":{"Key":{"Id":{"S":"a"}}}}]}})"),
      "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(get("a"), "{}");
}

TEST_F(Items, BatchesReadWhatIsThere) {
  put(R"({"Id":{"S":"a"}})");

  EXPECT_EQ(
      world_
          .ask(
              "BatchGetItem",
              R"({"RequestItems":{"orders":{"Keys":[{"Id":{"S":"a"}},{"Id":{"S":"b"}}]},"events":{"Keys":[{"Id":{"S":"a"},"Seq":{"N":"1"}}]}}})")
          .body,
      R"({"Responses":{"orders":[{"Id":{"S":"a"}}],"events":[]},"UnprocessedKeys":{}})");
}

TEST_F(Items, AreReadAsTheyWereWhileContinuousBackupsAreOn) {
  world_.good(
      "UpdateContinuousBackups",
      R"({"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})");
  world_.clock.advance(1s);
  put(R"({"Id":{"S":"a"},"N":{"N":"1"}})");
  world_.clock.advance(1s);
  const std::string then = codec::to_iso8601(world_.clock.now(), codec::Fraction::kMicros);
  world_.clock.advance(1s);
  put(R"({"Id":{"S":"a"},"N":{"N":"2"}})");
  put(R"({"Id":{"S":"b"}})");

  EXPECT_EQ(world_.ask("GetItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}}})", then).body,
            R"({"Item":{"Id":{"S":"a"},"N":{"N":"1"}}})");
  EXPECT_EQ(world_.ask("Scan", R"({"TableName":"orders"})", then).body,
            R"({"Items":[{"Id":{"S":"a"},"N":{"N":"1"}}],"Count":1,"ScannedCount":1})");
  EXPECT_EQ(world_.problem("PutItem", R"({"TableName":"orders","Item":{"Id":{"S":"a"}}})", then),
            "ValidationException: PutItem does not take the header x-tidemark-as-of");
}

TEST_F(Items, AreNotReadOutsideTheWindowWhichTheAnswerNames) {
  const std::string now = codec::to_iso8601(world_.clock.now(), codec::Fraction::kMicros);
  const auto problem = world_.problem("GetItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}}})",
                                      "2026-11-20T14:05:00Z");

  EXPECT_TRUE(problem.starts_with(
      "ValidationException: x-tidemark-as-of 2026-11-20T14:05:00.000000Z is outside the window of "
      "table orders, which can be read from"))
      << problem;
  EXPECT_NE(problem.find(" to " + now.substr(0, 19)), std::string::npos) << problem;
  EXPECT_TRUE(world_
                  .problem("GetItem", R"({"TableName":"orders","Key":{"Id":{"S":"a"}}})",
                           "2100-01-01T00:00:00Z")
                  .starts_with("ValidationException: x-tidemark-as-of 2100"));
}

TEST_F(Items, FiltersAfterCounting) {
  for (int i = 0; i < 10; ++i) {
    world_.good("PutItem", fmt::format(R"({{"TableName":"events","Item":{{"Id":{{"S":"a"}},)"
                                       R"("Seq":{{"N":"{}"}},"Odd":{{"BOOL":{}}}}}}})",
                                       i, i % 2 == 1));
  }
  const std::string filter =
      R"(,"FilterExpression":"Odd = :t","ExpressionAttributeValues":{":t":{"BOOL":true}})";
  const auto scan = [&](std::string_view rest) {
    return world_.good("Scan", fmt::format(R"({{"TableName":"events"{}{}}})", filter, rest));
  };
  const auto all = scan("");
  EXPECT_EQ(*all.find("Count")->integer(), 5);
  EXPECT_EQ(*all.find("ScannedCount")->integer(), 10);
  EXPECT_EQ(all.find("Items")->array()->size(), 5u);
  EXPECT_EQ(all.find("LastEvaluatedKey"), nullptr);
  const auto page = scan(R"(,"Limit":3)");
  EXPECT_EQ(*page.find("Count")->integer(), 1);
  EXPECT_EQ(*page.find("ScannedCount")->integer(), 3);
  EXPECT_EQ(*page.find("LastEvaluatedKey")->find("Seq")->find("N")->string(), "2");

  EXPECT_EQ(query("Id = :a AND Seq > :n", R"({":a":{"S":"a"},":n":{"N":"4"},":t":{"BOOL":true}})",
                  R"(,"FilterExpression":"Odd = :t")"),
            "5 7 9 ");
}

TEST_F(Items, RefusesFiltersInTheServicesWords) {
  const auto problem = [this](std::string_view operation, std::string_view rest) {
    return world_.problem(std::string(operation),
                          fmt::format(R"({{"TableName":"events",{}}})", rest));
  };
  const std::string key =
      R"("KeyConditionExpression":"Id = :a","ExpressionAttributeValues":{":a":{"S":"a"}},)";
  const std::string values = R"(,"ExpressionAttributeValues":{":a":{"S":"a"}})";
  EXPECT_EQ(problem("Query", key + R"("FilterExpression":"Seq <> :a")"),
            "ValidationException: Filter Expression can only contain non-primary key attributes: "
            "Primary key attribute: Seq");
  EXPECT_EQ(problem("Query", key + R"("FilterExpression":"")"),
            "ValidationException: Invalid FilterExpression: The expression can not be empty;");
  EXPECT_EQ(problem("Scan", R"("FilterExpression":"Id.x = :a")" + values),
            "ValidationException: Key attributes must be scalars; list random access '[]' and map "
            "lookup '.' are not allowed: Key: Id");
  EXPECT_EQ(problem("Scan", R"x("FilterExpression":"size(Id)")x"),
            "ValidationException: Invalid FilterExpression: The function is not allowed to be used "
            "this way in an expression; function: size");
  EXPECT_EQ(problem("Scan", R"("ProjectionExpression":"Seq")" + values),
            "ValidationException: ExpressionAttributeValues can only be specified when using "
            "expressions: FilterExpression is null");
  EXPECT_EQ(problem("Scan", R"("FilterExpression":"Seq = :b OR Id = :a")" + values),
            "ValidationException: Invalid FilterExpression: An expression attribute value used in "
            "expression is not defined; attribute value: :b");
}

TEST_F(Items, ChangesPartsOfDocuments) {
  put(R"({"Id":{"S":"a"},"Tags":{"L":[{"S":"x"},{"S":"y"}]},"Doc":{"M":{"n":{"N":"1"}}}})");

  EXPECT_EQ(update(R"("UpdateExpression":"SET Doc.n = Doc.n + :n REMOVE Tags[0]",)"
                   R"("ExpressionAttributeValues":{":n":{"N":"4"}},"ReturnValues":"UPDATED_NEW")"),
            R"({"Attributes":{"Doc":{"M":{"n":{"N":"5"}}},"Tags":{"L":[{"S":"y"}]}}})");
  EXPECT_EQ(update(R"("UpdateExpression":"REMOVE Doc.n","ReturnValues":"UPDATED_OLD")"),
            R"({"Attributes":{"Doc":{"M":{"n":{"N":"5"}}}}})");
  EXPECT_EQ(
      world_
          .ask("GetItem",
               R"({"TableName":"orders","Key":{"Id":{"S":"a"}},"ProjectionExpression":"Tags[0]"})")
          .body,
      R"({"Item":{"Tags":{"L":[{"S":"y"}]}}})");
}

TEST_F(Items, SaysWhyAnItemCannotBeUpdated) {
  const auto problem = [this](std::string_view expression) {
    return world_.problem(
        "UpdateItem",
        fmt::format(
            R"({{"TableName":"orders","Key":{{"Id":{{"S":"a"}}}},"UpdateExpression":"{}"}})",
            expression));
  };
  EXPECT_EQ(problem("SET a = b"),
            "ValidationException: The provided expression refers to an attribute that does not "
            "exist in the item");
  EXPECT_EQ(problem("SET a.b = Id"),
            "ValidationException: The document path provided in the update expression is invalid "
            "for update");
  EXPECT_EQ(get("a"), "{}");
  EXPECT_EQ(update(R"("UpdateExpression":"REMOVE b","ReturnValues":"ALL_NEW")"), "{}");
  EXPECT_EQ(get("a"), "{}");
}

}  // namespace
}  // namespace tidemark::api

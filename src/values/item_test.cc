#include "base/random.h"
#include "values/digest.h"
#include "values/dynamodb_json.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <gtest/gtest.h>

namespace tidemark::values {
namespace {

Item item(std::string_view json) {
  return std::get<Item>(read_item(codec::parse_json(json).value()));
}

ValueProblem problem(std::string_view json) {
  return std::get<ValueProblem>(read_item(codec::parse_json(json).value()));
}

constexpr std::string_view kEveryType =
    R"({"b":{"B":"AP8="},"bool":{"BOOL":false},"bs":{"BS":["AA==","AQ=="]},)"
    R"("l":{"L":[{"S":"x"},{"L":[]}]},"m":{"M":{"k":{"N":"-1.5"}}},"n":{"N":"12"},)"
    R"("ns":{"NS":["2","10"]},"null":{"NULL":true},"s":{"S":""},"ss":{"SS":["a","b"]}})";

TEST(Item, ChangesManyAttributesAsOneByOne) {
  SeededRandom random(11);
  for (int round = 0; round < 500; ++round) {
    Item one_by_one;
    std::vector<Item::Change> changes;
    for (char name = 'a'; name < 'j'; ++name) {
      if (random.next() % 2 == 0) one_by_one.set({name}, text_value("old"));
      if (random.next() % 3 == 0)
        changes.emplace_back(std::string{name}, text_value("new"));
      else if (random.next() % 3 == 0)
        changes.emplace_back(std::string{name}, std::nullopt);
    }
    Item at_once = one_by_one;
    for (const auto& [name, value] : changes) {
      if (value)
        one_by_one.set(name, *value);
      else
        one_by_one.erase(name);
    }

    at_once.change(std::move(changes));

    ASSERT_EQ(to_json(at_once), to_json(one_by_one));
  }
}

TEST(DynamoDbJson, WritesEveryTypeAsItWasRead) {
  EXPECT_EQ(to_json(item(kEveryType)), kEveryType);
}

TEST(DynamoDbJson, NamesWhatIsWrongWithAValue) {
  const auto invalid = [](std::string_view text) {
    return "One or more parameter values were invalid: " + std::string(text);
  };
  const std::pair<const char*, std::string> cases[] = {
      {R"({"a":{}})",
       "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
      {R"({"a":{"S":"x","N":"1"}})",
       "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
       "supported datatypes"},
      {R"({"a":{"NULL":false}})",
       invalid("Null attribute value types must have the value of true")},
      {R"({"a":{"SS":[]}})", invalid("An string set  may not be empty")},
      {R"({"a":{"NS":[]}})", invalid("An number set  may not be empty")},
      {R"({"a":{"BS":[]}})", invalid("Binary sets should not be empty")},
      {R"({"a":{"SS":["b","a","b"]}})",
       invalid(R"(Input collection ["a", "b", "b"] contains duplicates.)")},
      {R"({"a":{"NS":["1","1.0"]}})", invalid("Input collection contains duplicates.")},
      {R"({"a":{"BS":["/w==","AA==","AA=="]}})",
       invalid(R"(Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.)")},
      {R"({"a":{"N":""}})", "The parameter cannot be converted to a numeric value: "},
      {R"({"a":{"N":"b"}})", "The parameter cannot be converted to a numeric value: b"}};
  for (const auto& [json, message] : cases) {
    EXPECT_EQ(problem(json).message, message) << json;
    EXPECT_EQ(problem(json).kind, ValueProblem::Kind::kValidation) << json;
  }
}

TEST(DynamoDbJson, HasTheWordsOfTheOlderChecksToo) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a":{"SS":["b","a","b"]}})",
       "One or more parameter values were invalid: Input collection [b, a, b] contains "
       "duplicates."},
      {R"({"a":{"BS":["/w==","AA==","AA=="]}})",
       "One or more parameter values were invalid: Input collection [/w==, AA==, AA==]of type BS "
       "contains duplicates."},
      {R"({"a":{"NS":["2","1","2"]}})", "Input collection contains duplicates"},
      {R"({"a":{"N":""}})", "The parameter cannot be converted to a numeric value"},
      {R"({"a":{"N":"1e2147483647"}})",
       "Number underflow. Attempting to store a number with magnitude smaller than supported "
       "range"},
      {R"({"a":{"N":"1e2147483648"}})",
       "The parameter cannot be converted to a numeric value: 1e2147483648"},
      {R"({"a":{"NS":[]}})",
       "One or more parameter values were invalid: An number set  may not be empty"}};
  for (const auto& [json, message] : cases) EXPECT_EQ(older_text(problem(json)), message) << json;
}

TEST(DynamoDbJson, TellsAWrongShapeFromAWrongValue) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a":{"S":1}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"S":true}})", "TRUE_VALUE cannot be converted to String"},
      {R"({"a":{"N":false}})", "FALSE_VALUE cannot be converted to String"},
      {R"({"a":{"S":1.5}})", "DECIMAL_VALUE cannot be converted to String"},
      {R"({"a":{"BOOL":"x"}})", "Unexpected token received from parser"},
      {R"({"a":{"BOOL":1}})", "NUMBER_VALUE cannot be converted to Boolean"},
      {R"({"a":{"SS":"x"}})", "Unexpected field type"},
      {R"({"a":{"SS":{}}})", "Start of structure or map found where not expected"},
      {R"({"a":{"S":[]}})", "Unrecognized collection type class java.lang.String"},
      {R"({"a":{"B":[]}})", "Unrecognized collection type class java.nio.ByteBuffer"},
      {R"({"a":{"B":7}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"a":{"M":7}})", "Unexpected field type"},
      {R"({"a":{"M":[]}})",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {R"({"a":{"L":[[]]}})",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
      {R"({"a":{"L":[7]}})", "Unexpected value type in payload"},
      {R"({"a":{"S":{}}})", "Start of structure or map found where not expected"},
      {R"({"a":{"B":"abc"}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 3"},
      {R"({"a":{"B":"=+/="}})", "Invalid last non-pad Base64 character dectected"},
      {R"({"a":{"B":"Zh=="}})", "Invalid last non-pad Base64 character dectected"}};
  for (const auto& [json, message] : cases) {
    EXPECT_EQ(problem(json).message, message) << json;
    EXPECT_EQ(problem(json).kind, ValueProblem::Kind::kSerialization) << json;
  }
}

TEST(DynamoDbJson, TellsAWrongShapeBeforeAnEarlierWrongValue) {
  EXPECT_EQ(problem(R"({"a":{"N":"x"},"b":{"L":[{"M":{"c":{"S":1}}}]}})").message,
            "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(problem(R"({"a":{"N":"x"},"b":{"SS":[]}})").message,
            "The parameter cannot be converted to a numeric value: x");
}

// Cases of the dynalite test suite (getItem, "empty/invalid numbers in Key").
TEST(DynamoDbJson, JudgesEachTypeBeforeTheirNumber) {
  EXPECT_EQ(problem(R"({"a":{"S":"a","N":"b"}})").message,
            "The parameter cannot be converted to a numeric value: b");
  EXPECT_EQ(
      problem(R"({"a":{"X":"a"}})").message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(to_json(item(R"({"a":{"S":"x","N":null}})")), R"({"a":{"S":"x"}})");
}

TEST(DynamoDbJson, TakesSomeStringsForABoolean) {
  EXPECT_EQ(to_json(item(R"({"a":{"BOOL":"True"},"b":{"NULL":"yes"}})")),
            R"({"a":{"BOOL":true},"b":{"NULL":true}})");
  EXPECT_EQ(problem(R"({"a":{"NULL":"no"}})").message,
            "One or more parameter values were invalid: Null attribute value types must have the "
            "value of true");
}

TEST(DynamoDbJson, SortsAttributesAndMembers) {
  EXPECT_EQ(to_json(item(R"({"b":{"S":""},"é":{"S":""},"Z":{"NS":["10","9","-1"]}})")),
            R"({"Z":{"NS":["-1","9","10"]},"b":{"S":""},"é":{"S":""}})");
}

std::string nested(int levels) {
  std::string json = R"({"S":"x"})";
  for (int i = 0; i < levels; ++i) json = R"({"L":[)" + json + "]}";
  return R"({"a":)" + json + "}";
}

TEST(DynamoDbJson, HasThirtyTwoLevelsAndNoMore) {
  EXPECT_EQ(to_json(item(nested(31))), nested(31));
  EXPECT_EQ(problem(nested(32)).message, kTooDeep);
}

TEST(ItemSize, CountsNamesAndValues) {
  EXPECT_EQ(bytes_of(item(R"({"ab":{"S":"é"}})")), 4u);
  EXPECT_EQ(bytes_of(item(R"({"a":{"L":[{"S":"x"},{"BOOL":true}]}})")), 1u + 3 + 2 + 2);
  EXPECT_EQ(bytes_of(item(R"({"a":{"M":{"kk":{"NULL":true}}}})")), 1u + 3 + 1 + 2 + 1);
  EXPECT_EQ(bytes_of(item(R"({"a":{"B":"AP8="}})")), 3u);
  EXPECT_EQ(bytes_of(item(R"({"a":{"SS":["a","bc"]}})")), 4u);
}

TEST(ItemBytes, ComeBackForEveryType) {
  EXPECT_EQ(item_from_bytes(to_bytes(item(kEveryType))).value(), item(kEveryType));
}

TEST(ItemBytes, AreAsTheFormatPageSays) {
  EXPECT_EQ(to_bytes(item(R"({"a":{"S":"x"},"n":{"N":"1.50"}})")), std::string("\x01\x02\x01"
                                                                               "aS\x01x\x01"
                                                                               "nN\x03"
                                                                               "1.5"));
}

TEST(ItemBytes, RefuseWhatTheWriterCannotHaveWritten) {
  using namespace std::string_literals;
  const std::string refused[] = {""s,
                                 "\x01\x01\x01\x61"s,             // no value
                                 "\x01\x01\x01\x61N\x03\x31.0"s,  // 1.0 is not canonical
                                 "\x01\x01\x01\x61N\x02-0"s,
                                 "\x01\x01\x01\x61s\x00"s,                  // an empty set
                                 "\x01\x01\x01\x61s\x02\x01\x62\x01\x61"s,  // not sorted
                                 "\x01\x01\x01\x61n\x02\x01\x31\x01\x31"s,  // a duplicate
                                 "\x01\x02\x01\x62\x30\x01\x61\x30"s,       // names not sorted
                                 "\x01\x00\x00"s,                           // a byte too many
                                 "\x01\x01\x01\x61?"s};
  for (const std::string& bytes : refused) {
    EXPECT_EQ(item_from_bytes(bytes).error().code, Code::kCorrupt);
  }
  EXPECT_EQ(item_from_bytes("\x02\x00"s).error().message,
            "an item is stored in format 2, this is 1");
}

TEST(ItemBytes, RefuseTruncationAndTakeNothingTheyWouldNotWrite) {
  const std::string bytes = to_bytes(item(kEveryType));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(item_from_bytes(std::string_view(bytes).substr(0, length))) << length;
  }
  SeededRandom random(9);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    damaged[random.below(damaged.size())] = static_cast<char>(random.next());
    const Result<Item> read = item_from_bytes(damaged);
    if (!read) continue;
    ASSERT_EQ(to_bytes(read.value()), damaged);
  }
}

// Computed apart, with Python's hashlib, from the bytes in docs/formats/digest.md.
TEST(Digest, AgreesWithTheWorkedExample) {
  EXPECT_EQ(digest_text(digest_of(item(R"({"a":{"S":"x"},"n":{"N":"1.50"}})"))),
            "26e92b4ec44c4e29931682220a12a7de");
}

TEST(Digest, DiffersWhenAnyValueDiffers) {
  const Digest whole = digest_of(item(kEveryType));
  for (const auto& [name, value] : item(kEveryType)) {
    Item changed = item(kEveryType);
    changed.set(name, text_value("other"));
    EXPECT_NE(digest_of(changed), whole) << name;
  }
}

TEST(Digest, DoesNotDependOnTheOrderOfMembers) {
  EXPECT_EQ(digest_of(item(R"({"a":{"NS":["10","9"]},"b":{"S":""}})")),
            digest_of(item(R"({"b":{"S":""},"a":{"NS":["9","10"]}})")));
}

}  // namespace
}  // namespace tidemark::values

#include "services/topics/filter_policy.h"

#include <gtest/gtest.h>

namespace tidemark::services {
namespace {

// What is wrong with a policy; "" when nothing is.
std::string problem(std::string_view text, FilterScope scope = FilterScope::kMessageAttributes) {
  const auto policy = FilterPolicy::parse(text, scope);
  return policy ? "" : policy.error().message;
}

bool wants(std::string_view policy, std::vector<MessageAttribute> attributes) {
  const auto parsed = FilterPolicy::parse(policy, FilterScope::kMessageAttributes);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed && parsed.value().wants(attributes, "");
}

bool wants_body(std::string_view policy, std::string_view message) {
  const auto parsed = FilterPolicy::parse(policy, FilterScope::kMessageBody);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed && parsed.value().wants({}, message);
}

MessageAttribute text(std::string name, std::string value) {
  return {std::move(name), "String", std::move(value)};
}

MessageAttribute number(std::string name, std::string value) {
  return {std::move(name), "Number", std::move(value)};
}

TEST(FilterPolicy, TakesOneOfTheValuesOfEveryName) {
  const auto* policy = R"({"State":["FAILED","EXPIRED"],"EventType":["BACKUP_JOB"]})";

  EXPECT_TRUE(wants(policy, {text("State", "FAILED"), text("EventType", "BACKUP_JOB")}));
  EXPECT_FALSE(wants(policy, {text("State", "COMPLETED"), text("EventType", "BACKUP_JOB")}));
  EXPECT_FALSE(wants(policy, {text("State", "FAILED")}));
  EXPECT_TRUE(wants("{}", {}));
}

TEST(FilterPolicy, TakesTextsByTheirEndsAndWithoutCase) {
  EXPECT_TRUE(wants(R"({"a":[{"prefix":"ab"}]})", {text("a", "abc")}));
  EXPECT_FALSE(wants(R"({"a":[{"prefix":"ab"}]})", {text("a", "bab")}));
  EXPECT_TRUE(wants(R"({"a":[{"suffix":"bc"}]})", {text("a", "abc")}));
  EXPECT_FALSE(wants(R"({"a":[{"suffix":"bc"}]})", {text("a", "bca")}));
  EXPECT_TRUE(wants(R"({"a":[{"equals-ignore-case":"AbC"}]})", {text("a", "aBc")}));
  EXPECT_FALSE(wants(R"({"a":[{"equals-ignore-case":"AbC"}]})", {text("a", "ab")}));
}

TEST(FilterPolicy, TakesNumbersByRange) {
  const auto* policy = R"({"n":[{"numeric":[">",1,"<=",5]}]})";

  EXPECT_FALSE(wants(policy, {number("n", "1")}));
  EXPECT_TRUE(wants(policy, {number("n", "1.5")}));
  EXPECT_TRUE(wants(policy, {number("n", "5")}));
  EXPECT_FALSE(wants(policy, {number("n", "5.01")}));
  EXPECT_FALSE(wants(policy, {text("n", "3")}));
  EXPECT_TRUE(wants(R"({"n":[{"numeric":["=",3]}]})", {number("n", "3.0")}));
  EXPECT_TRUE(wants(R"({"n":[3]})", {number("n", "3.0")}));
}

TEST(FilterPolicy, TakesAnythingBut) {
  const auto* policy = R"({"State":[{"anything-but":["COMPLETED","RUNNING"]}]})";

  EXPECT_TRUE(wants(policy, {text("State", "FAILED")}));
  EXPECT_FALSE(wants(policy, {text("State", "COMPLETED")}));
  EXPECT_FALSE(wants(policy, {}));  // there must be a value
  EXPECT_TRUE(wants(R"({"a":[{"anything-but":"x"}]})", {text("a", "y")}));
  EXPECT_FALSE(wants(R"({"a":[{"anything-but":{"prefix":"x"}}]})", {text("a", "xy")}));
  EXPECT_TRUE(wants(R"({"a":[{"anything-but":{"suffix":"x"}}]})", {text("a", "xy")}));
}

TEST(FilterPolicy, AsksWhetherANameIsThere) {
  EXPECT_TRUE(wants(R"({"a":[{"exists":true}]})", {text("a", "")}));
  EXPECT_FALSE(wants(R"({"a":[{"exists":true}]})", {}));
  EXPECT_TRUE(wants(R"({"a":[{"exists":false}]})", {text("b", "")}));
  EXPECT_FALSE(wants(R"({"a":[{"exists":false}]})", {text("a", "")}));
}

TEST(FilterPolicy, LooksIntoListsOfTextsAndNotIntoBytes) {
  EXPECT_TRUE(wants(R"({"a":["x"]})", {{"a", "String.Array", R"(["y","x"])"}}));
  EXPECT_FALSE(wants(R"({"a":["x"]})", {{"a", "String.Array", R"(["y"])"}}));
  EXPECT_TRUE(wants(R"({"a":[null]})", {{"a", "String.Array", "[null]"}}));
  EXPECT_FALSE(wants(R"({"a":["eA=="]})", {{"a", "Binary", "eA=="}}));
}

TEST(FilterPolicy, LooksIntoTheBodyHoweverDeep) {
  EXPECT_TRUE(wants_body(R"({"a":{"b":["x"]}})", R"({"a":{"b":"x"}})"));
  EXPECT_FALSE(wants_body(R"({"a":{"b":["x"]}})", R"({"a":{"b":"y"}})"));
  EXPECT_FALSE(wants_body(R"({"a":{"b":["x"]}})", R"({"a":"x"})"));
  EXPECT_TRUE(wants_body(R"({"a":{"b":["x"]}})", R"({"a":[{"b":"y"},{"b":["z","x"]}]})"));
  EXPECT_TRUE(wants_body(R"({"a":[true]})", R"({"a":true})"));
  EXPECT_FALSE(wants_body(R"({"a":["x"]})", "plain text"));
  EXPECT_TRUE(wants_body(R"({"a":{"b":[{"exists":false}]}})", R"({"a":{"c":1}})"));
}

TEST(FilterPolicy, SaysWhatIsWrong) {
  EXPECT_EQ(problem("[]"), "Filter policy must be a JSON object");
  EXPECT_TRUE(problem("{").starts_with("failed to parse JSON"));
  EXPECT_EQ(problem(R"({"a":"x"})"), "\"a\" must be an object or an array");
  EXPECT_EQ(problem(R"({"a":[]})"), "Empty arrays are not allowed");
  EXPECT_EQ(problem(R"({"a":[["x"]]})"),
            "Match value must be String, number, true, false, or null");
  EXPECT_EQ(problem(R"({"a":[{"exists":"yes"}]})"),
            "exists match pattern must be either true or false.");
  EXPECT_EQ(problem(R"({"a":[{"prefix":1}]})"), "prefix match pattern must be a string");
  EXPECT_EQ(problem(R"({"a":[{"numeric":["<"]}]})"), "Too many elements in numeric expression");
  EXPECT_EQ(problem(R"({"a":[{"numeric":["!",1]}]})"), "Unrecognized numeric range operator");
  EXPECT_EQ(problem(R"({"a":[{"numeric":["<","1"]}]})"), "Value of < must be numeric");
  EXPECT_EQ(problem(R"({"a":[{"odd":1}]})"), "Unrecognized match type odd");
  EXPECT_EQ(problem(R"({"a":[{"prefix":"a","suffix":"b"}]})"),
            "Only one key allowed in match expression");
  EXPECT_EQ(problem(R"({"a":[1000000001]})"),
            "Filter policy number must be within the range -10^9 to 10^9");
  EXPECT_EQ(problem(R"({"a":{"b":["x"]}})"),
            "Filter policy scope MessageAttributes does not support nested filter policy");
}

TEST(FilterPolicy, RefusesByNameWhatItCannotDo) {
  for (const char* name : {"wildcard", "cidr"}) {
    const std::string why = problem(std::string(R"({"a":[{")") + name + R"(":"x"}]})");
    EXPECT_TRUE(why.starts_with(std::string(name) + " is not supported")) << why;
  }
  EXPECT_TRUE(problem(R"({"$or":[{"a":["x"]}]})").starts_with("$or is not supported"));
}

TEST(FilterPolicy, HasBounds) {
  const auto names = [](int count) {
    std::string policy = "{";
    for (int i = 0; i < count; ++i) {
      policy += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":[1]";
    }
    return policy + "}";
  };
  const auto values = [](int count) {
    std::string policy = R"({"a":[0)";
    for (int i = 1; i < count; ++i) policy += "," + std::to_string(i);
    return policy + "]}";
  };

  EXPECT_EQ(problem(names(5)), "");
  EXPECT_EQ(problem(names(6)), "Filter policy can not have more than 5 keys");
  EXPECT_EQ(problem(values(150)), "");
  EXPECT_EQ(problem(values(151)), "Filter policy is too complex");
}

}  // namespace
}  // namespace tidemark::services

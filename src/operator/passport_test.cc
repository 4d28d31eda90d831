#include "operator/passport.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::runbooks {
namespace {

// Every setting there is, so that what is forgotten in one of the forms is seen.
Passport full_passport() {
  Passport passport;
  passport.table = "Orders";
  passport.arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders";
  passport.region = "eu-west-1";
  passport.read_at = Timestamp::from_seconds(1795233906);
  passport.shape = {.keys = {{"id", "S", "HASH"}, {"day", "N", "RANGE"}},
                    .indexes = {{.name = "by-day",
                                 .global = true,
                                 .keys = {{"day", "N", "HASH"}},
                                 .projection = "INCLUDE",
                                 .others = {"a", "b"}}},
                    .items = 12'345,
                    .bytes = 6'789'012,
                    .status = "ACTIVE"};
  passport.recovery_days = 14;
  passport.protection = true;
  passport.tags = {{"cost centre", "42 \"quoted\""}, {"team", "parks"}};
  passport.capacity = {
      .provisioned = Units{5, 6}, .on_demand_limits = Units{100, -1}, .warm = Units{12'000, 4'000}};
  passport.index_capacity["by-day"] = {
      .provisioned = Units{1, 2}, .on_demand_limits = std::nullopt, .warm = std::nullopt};
  passport.table_class = "STANDARD_INFREQUENT_ACCESS";
  passport.encryption = {"KMS", "arn:aws:kms:eu-west-1:123456789012:key/abc"};
  passport.stream = "NEW_AND_OLD_IMAGES";
  passport.time_to_live = "expires";
  passport.policy =
      R"({"Statement":[{"Resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Orders"}]})";
  passport.insights = {{"", "THROTTLED_KEYS"}, {"by-day", ""}};
  passport.kinesis = {{"arn:aws:kinesis:eu-west-1:123456789012:stream/s", "MICROSECOND"}};
  passport.scaling = {{.kind = ScalingRule::Kind::kTarget,
                       .index = "",
                       .dimension = "dynamodb:table:ReadCapacityUnits",
                       .name = "",
                       .definition = R"({"MaxCapacity":50,"MinCapacity":5})"},
                      {.kind = ScalingRule::Kind::kPolicy,
                       .index = "by-day",
                       .dimension = "dynamodb:index:WriteCapacityUnits",
                       .name = "half",
                       .definition = R"({"PolicyType":"TargetTrackingScaling"})"}};
  passport.alarms = {{"Orders-throttled",
                      R"({"Dimensions":[{"Name":"TableName","Value":"Orders"}],"Period":"60"})"}};
  passport.replicas = {
      {.region = "eu-central-1", .key_arn = "", .table_class = "STANDARD", .read_units = 7}};
  passport.notes = {"a note"};
  return passport;
}

std::vector<std::string> told(const PassportDifference& difference) {
  std::vector<std::string> lines;
  for (const SettingDifference& setting : difference.settings) {
    lines.push_back(fmt::format("{}: {} -> {}", setting.what, setting.wanted, setting.found));
  }
  return lines;
}

TEST(Passport, KeepsEverySettingAsJson) {
  const Passport passport = full_passport();

  const auto back = passport_from_json(passport_json(passport));

  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(passport_json(back.value()), passport_json(passport));
  EXPECT_EQ(facts_of(back.value()), facts_of(passport));
  EXPECT_TRUE(differences_in_shape(passport.shape, back.value().shape).empty());
  EXPECT_EQ(back.value().shape.items, 12'345u);
}

TEST(Passport, KeepsGapsAsJson) {
  Passport passport = full_passport();
  passport.gaps = {{Aspect::kAlarms, Why::kDenied, "DescribeAlarms: AccessDenied: not you"},
                   {Aspect::kScaling, Why::kUnreachable, "no connection"}};

  const auto back = passport_from_json(passport_json(passport));

  ASSERT_TRUE(back);
  EXPECT_EQ(back.value().gaps, passport.gaps);
}

TEST(Passport, TakesWhatAFileDoesNotTellForUnknown) {
  std::string text = passport_json(full_passport());
  const std::string member = R"("tableClass":"STANDARD_INFREQUENT_ACCESS",)";
  text.erase(text.find(member), member.size());

  const auto back = passport_from_json(text);

  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back.value().has_gap(Aspect::kTableClass));
  EXPECT_TRUE(difference(back.value(), full_passport()).none());
}

TEST(Passport, EverySettingHasAFact) {
  std::set<Aspect> aspects;
  for (const Fact& fact : facts_of(full_passport())) aspects.insert(fact.aspect);

  EXPECT_EQ(aspects.size(), kAspects);
}

TEST(Passport, EveryAspectHasAKeyOfItsOwn) {
  for (std::size_t number = 0; number < kAspects; ++number) {
    const auto aspect = static_cast<Aspect>(number);
    EXPECT_EQ(aspect_of_key(key_of(aspect)), aspect);
  }
  EXPECT_FALSE(aspect_of_key("nothing"));
}

TEST(Passport, RefusesWhatIsNone) {
  EXPECT_FALSE(passport_from_json("[]"));
  EXPECT_FALSE(passport_from_json("{}"));
  EXPECT_EQ(passport_from_json(R"({"schema":2})").error().message,
            "no passport: schema 2 where this version reads 1");
  EXPECT_EQ(passport_from_json(R"({"schema":1})").error().message,
            "no passport: it names no table");
}

TEST(Difference, IsNoneBetweenEquals) {
  const PassportDifference same = difference(full_passport(), full_passport());

  EXPECT_TRUE(same.none()) << difference_text(same);
  EXPECT_EQ(difference_text(same), "All settings are the same.\n");
}

TEST(Difference, TellsEachSettingThatARestoreLoses) {
  Passport restored;
  restored.table = "Orders";
  restored.arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders";
  restored.encryption = {"KMS", "arn:aws:kms:eu-west-1:123456789012:key/abc"};
  restored.index_capacity["by-day"] = {};

  std::set<Aspect> aspects;
  for (const auto& setting : difference(full_passport(), restored).settings) {
    aspects.insert(setting.aspect);
  }

  EXPECT_EQ(aspects.size(), kAspects - 1);
  EXPECT_FALSE(aspects.contains(Aspect::kEncryption));
}

TEST(Difference, SaysWhatWasWantedAndWhatWasFound) {
  Passport found = full_passport();
  found.tags["team"] = "lakes";
  found.tags["extra"] = "x";
  found.tags.erase("cost centre");
  found.recovery_days = 35;

  EXPECT_EQ(
      told(difference(full_passport(), found)),
      (std::vector<std::string>{"point-in-time recovery: 14 days -> 35 days",
                                "tag cost centre: \"42 \"quoted\"\" -> none",
                                "tag team: \"parks\" -> \"lakes\"", "tag extra: none -> \"x\""}));
}

TEST(Difference, SeesTheSameInACopyUnderAnotherName) {
  Passport copy = full_passport();
  copy.table = "Orders-restored";
  copy.arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders-restored";
  copy.policy =
      R"({"Statement":[{"Resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Orders-restored"}]})";
  copy.alarms = {
      {"Orders-restored-throttled",
       R"({"Dimensions":[{"Name":"TableName","Value":"Orders-restored"}],"Period":"60"})"}};
  copy.scaling[1].name = "half-Orders-restored";

  EXPECT_EQ(told(difference(full_passport(), copy)), std::vector<std::string>{});
}

TEST(Difference, DoesNotCompareWhatCouldNotBeRead) {
  Passport found = full_passport();
  found.tags.clear();
  found.gaps = {{Aspect::kTags, Why::kDenied, "ListTagsOfResource: AccessDeniedException"}};

  const PassportDifference difference_found = difference(full_passport(), found);

  EXPECT_TRUE(difference_found.none());
  ASSERT_EQ(difference_found.not_compared.size(), 1u);
  EXPECT_EQ(difference_text(difference_found),
            "All settings that could be compared are the same.\n\nNot compared:\n"
            "  tags                   denied: ListTagsOfResource: AccessDeniedException\n");
}

TEST(Difference, LetsScalingMoveWithinItsBounds) {
  Passport found = full_passport();
  found.capacity.provisioned = Units{50, 6};
  EXPECT_TRUE(difference(full_passport(), found).none());

  found.capacity.provisioned = Units{51, 6};
  EXPECT_FALSE(difference(full_passport(), found).none());

  found.capacity.provisioned = Units{5, 7};  // nothing scales writes
  EXPECT_FALSE(difference(full_passport(), found).none());
}

TEST(Difference, LetsATableBeWarmer) {
  Passport found = full_passport();
  found.capacity.warm = Units{20'000, 4'000};
  EXPECT_TRUE(difference(full_passport(), found).none());

  found.capacity.warm = Units{20'000, 3'999};
  EXPECT_FALSE(difference(full_passport(), found).none());
}

TEST(PassportText, IsForPeople) {
  Passport passport = full_passport();
  passport.gaps = {
      {Aspect::kAlarms, Why::kUnsupported, "DescribeAlarms: InvalidAction: none here"}};

  const std::string text = passport_text(passport);

  EXPECT_TRUE(text.starts_with("Passport of Orders in eu-west-1, read 2026-11-21T04:05:06Z\n"));
  EXPECT_NE(text.find("\n  point-in-time recovery 14 days\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  items                  12,345, 6.5 MiB, as AWS counted last\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nCould not be read:\n  alarms                 unsupported: DescribeAlarms: "
                      "InvalidAction: none here\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("Orders-throttled"), std::string::npos) << "alarms are not known";
}

}  // namespace
}  // namespace tidemark::runbooks

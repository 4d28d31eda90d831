#include "services/identity/policy_condition.h"

#include "services/identity/glob.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tidemark::services {
namespace {

TEST(Glob, MatchesAsAWholeTextAndArnPartByPart) {
  struct Case {
    std::string_view pattern, text;
    bool whole, arn;
  };

  for (const Case& c : std::initializer_list<Case>{
           {"*", "", true, true},
           {"*", "arn:aws:x:y:z:w", true, true},
           {"a?c*e", "abcdde", true, true},
           {"a?c*e", "abcdd", false, false},
           {"**b", "aab", true, true},
           {"a*b*c", "axbxbxc", true, true},
           {"a*b*c", "axbxbx", false, false},
           {"arn:aws:dynamodb:*:1:table/*", "arn:aws:dynamodb:eu-west-1:1:table/a/index/b", true,
            true},
           {"arn:aws:dynamodb:*:1:table/*", "arn:aws:dynamodb:eu-west-1:2:table/a", false, false},
           // '*' in the middle does not pass a colon, at the end it does.
           {"arn:aws:dynamodb:*:table/a", "arn:aws:dynamodb:eu-west-1:1:table/a", true, false},
           {"arn:aws:dynamodb:*", "arn:aws:dynamodb:eu-west-1:1:table/a", true, true},
           {"arn:aws:backup:*:*:recovery-point:*", "arn:aws:backup:r:1:recovery-point:x:y", true,
            true},
           {"arn:aws:backup:*:*:recovery-point:?", "arn:aws:backup:r:1:recovery-point:xy", false,
            false},
           {"arn:aws:s3:::b/*", "arn:aws:s3:::b/k", true, true},
           {"ARN:aws:s3:::b", "arn:aws:s3:::b", false, false},
       }) {
    EXPECT_EQ(Glob(c.pattern).matches(c.text), c.whole) << c.pattern << " " << c.text;
    EXPECT_EQ(Glob(c.pattern).matches_arn(c.text), c.arn) << c.pattern << " " << c.text;
  }
  EXPECT_TRUE(Glob("BACKUP:start*").matches_ignoring_case("backup:StartBackupJob"));
}

TEST(Glob, TakesLongPatternsOfStarsInReasonableTime) {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "a*";
  EXPECT_FALSE(Glob(pattern + "b").matches(std::string(2000, 'a')));
}

RequestContext usual() {
  RequestContext context;
  context.set("aws:username", "ann");
  context.set("aws:SourceIp", "10.1.2.3");
  context.set("aws:CurrentTime", "2026-11-21T12:00:00Z");
  context.set("aws:SecureTransport", "false");
  context.set("aws:PrincipalArn", "arn:aws:iam::123456789012:user/team/ann");
  context.set("backup:MinRetentionDays", "10");
  context.set_all("aws:TagKeys", {"team", "stage"});
  context.set_all("backup:CopyTargets", {});
  context.set("aws:star", "a*c");
  return context;
}

// "true", "false", or what is not known.
std::string asked(std::string_view operation, std::string_view key,
                  std::vector<std::string> values) {
  const auto condition = read_condition(operation, key, std::move(values));
  if (!condition) return condition.error().message;
  const Truth truth = holds(condition.value(), usual(), true);
  if (const auto* unknown = std::get_if<NotKnown>(&truth)) return unknown->what;
  return std::get<bool>(truth) ? "true" : "false";
}

struct ConditionCase {
  std::string_view operation;
  std::string_view key;
  std::vector<std::string> values;
  std::string_view answer;
};

class Conditions : public ::testing::TestWithParam<ConditionCase> {};

TEST_P(Conditions, HoldAsDocumented) {
  const ConditionCase& c = GetParam();
  EXPECT_EQ(asked(c.operation, c.key, c.values), c.answer) << c.operation << " " << c.key;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Conditions,
    ::testing::Values(
        ConditionCase{"StringEquals", "aws:username", {"ann"}, "true"},
        ConditionCase{"StringEquals", "AWS:UserName", {"bob", "ann"}, "true"},
        ConditionCase{"StringEquals", "aws:username", {"Ann"}, "false"},
        ConditionCase{"StringEquals", "aws:username", {"a*"}, "false"},
        ConditionCase{"StringEqualsIgnoreCase", "aws:username", {"ANN"}, "true"},
        ConditionCase{"StringNotEquals", "aws:username", {"bob", "eve"}, "true"},
        ConditionCase{"StringNotEquals", "aws:username", {"bob", "ann"}, "false"},
        ConditionCase{"StringNotEqualsIgnoreCase", "aws:username", {"ANN"}, "false"},
        ConditionCase{"StringLike", "aws:username", {"a*"}, "true"},
        ConditionCase{"StringLike", "aws:username", {"?n?"}, "true"},
        ConditionCase{"StringNotLike", "aws:username", {"a*"}, "false"},
        ConditionCase{"StringLike", "aws:username", {"${aws:username}"}, "true"},
        ConditionCase{"StringEquals", "aws:star", {"${aws:star}"}, "true"},
        ConditionCase{"StringLike", "aws:username", {"a${*}"}, "false"},
        ConditionCase{"StringLike", "aws:star", {"a${*}c"}, "true"},
        ConditionCase{"StringEquals", "aws:username", {"${aws:SourceVpc, 'ann'}"}, "true"},
        ConditionCase{"StringEquals", "aws:username", {"${aws:SourceVpc}"}, "false"},
        ConditionCase{"StringEquals", "aws:username", {"${aws:Shoe}"}, "policy variable aws:Shoe"},
        ConditionCase{"StringEquals", "aws:username", {"${aws:Shoe}", "ann"}, "true"},
        ConditionCase{"BinaryEquals", "aws:username", {"ann"}, "true"}));

INSTANTIATE_TEST_SUITE_P(
    Others, Conditions,
    ::testing::Values(
        ConditionCase{"NumericEquals", "backup:MinRetentionDays", {"10.0"}, "true"},
        ConditionCase{"NumericNotEquals", "backup:MinRetentionDays", {"10"}, "false"},
        ConditionCase{"NumericLessThan", "backup:MinRetentionDays", {"9"}, "false"},
        ConditionCase{"NumericLessThan", "backup:MinRetentionDays", {"100"}, "true"},
        ConditionCase{"NumericLessThanEquals", "backup:MinRetentionDays", {"10"}, "true"},
        ConditionCase{"NumericGreaterThan", "backup:MinRetentionDays", {"10"}, "false"},
        ConditionCase{"NumericGreaterThanEquals", "backup:MinRetentionDays", {"10"}, "true"},
        ConditionCase{"NumericEquals", "aws:username", {"1"}, "false"},
        ConditionCase{"NumericEquals",
                      "aws:username",
                      {"x"},
                      "x is no value for condition operator NumericEquals"},
        ConditionCase{"DateGreaterThan", "aws:CurrentTime", {"2026-11-21"}, "true"},
        ConditionCase{"DateLessThan", "aws:CurrentTime", {"2026-11-21T12:00:01Z"}, "true"},
        ConditionCase{"DateEquals", "aws:CurrentTime", {"1795262400"}, "true"},
        ConditionCase{"DateNotEquals", "aws:CurrentTime", {"1795262400"}, "false"},
        ConditionCase{"DateLessThanEquals", "aws:CurrentTime", {"2026-11-21T11:59:59Z"}, "false"},
        ConditionCase{
            "DateGreaterThanEquals", "aws:CurrentTime", {"2026-11-21T13:00:00+01:00"}, "true"},
        ConditionCase{"Bool", "aws:SecureTransport", {"False"}, "true"},
        ConditionCase{"Bool", "aws:SecureTransport", {"true"}, "false"},
        ConditionCase{"IpAddress", "aws:SourceIp", {"10.0.0.0/8"}, "true"},
        ConditionCase{"IpAddress", "aws:SourceIp", {"10.1.2.4", "10.1.2.3"}, "true"},
        ConditionCase{"IpAddress", "aws:SourceIp", {"2001:db8::/32"}, "false"},
        ConditionCase{"NotIpAddress", "aws:SourceIp", {"10.1.2.0/24"}, "false"},
        ConditionCase{"NotIpAddress", "aws:SourceIp", {"10.1.3.0/24"}, "true"},
        ConditionCase{"IpAddress",
                      "aws:SourceIp",
                      {"10.0.0.0/33"},
                      "10.0.0.0/33 is no value for condition operator IpAddress"},
        ConditionCase{"ArnLike", "aws:PrincipalArn", {"arn:aws:iam::*:user/team/*"}, "true"},
        ConditionCase{"ArnEquals", "aws:PrincipalArn", {"arn:aws:iam::*:user/*"}, "true"},
        ConditionCase{"ArnLike", "aws:PrincipalArn", {"arn:aws:*:user/team/ann"}, "false"},
        ConditionCase{"ArnNotLike", "aws:PrincipalArn", {"arn:aws:iam::*:role/*"}, "true"},
        ConditionCase{"ArnNotEquals", "aws:PrincipalArn", {"arn:aws:iam::*:user/*"}, "false"},
        ConditionCase{"StringSortOf",
                      "aws:username",
                      {"a"},
                      "condition operator StringSortOf is not known"}));

INSTANTIATE_TEST_SUITE_P(
    WithoutTheKey, Conditions,
    ::testing::Values(ConditionCase{"StringEquals", "aws:SourceVpc", {"v"}, "false"},
                      ConditionCase{"StringNotEquals", "aws:SourceVpc", {"v"}, "true"},
                      ConditionCase{"StringEqualsIfExists", "aws:SourceVpc", {"v"}, "true"},
                      ConditionCase{"StringEqualsIfExists", "aws:username", {"v"}, "false"},
                      ConditionCase{
                          "BoolIfExists", "aws:MultiFactorAuthPresent", {"false"}, "true"},
                      ConditionCase{"Bool", "aws:MultiFactorAuthPresent", {"false"}, "false"},
                      ConditionCase{"Null", "aws:MultiFactorAuthPresent", {"true"}, "true"},
                      ConditionCase{"Null", "aws:username", {"true"}, "false"},
                      ConditionCase{"Null", "aws:username", {"false"}, "true"},
                      ConditionCase{"NullIfExists",
                                    "aws:username",
                                    {"false"},
                                    "condition operator NullIfExists is not known"},
                      ConditionCase{"StringEquals", "aws:Shoe", {"v"}, "condition key aws:Shoe"},
                      ConditionCase{"Null", "aws:Shoe", {"true"}, "condition key aws:Shoe"}));

INSTANTIATE_TEST_SUITE_P(
    Sets, Conditions,
    ::testing::Values(
        ConditionCase{"ForAllValues:StringEquals", "aws:TagKeys", {"team", "stage", "x"}, "true"},
        ConditionCase{"ForAllValues:StringEquals", "aws:TagKeys", {"team"}, "false"},
        ConditionCase{"ForAnyValue:StringEquals", "aws:TagKeys", {"team"}, "true"},
        ConditionCase{"ForAnyValue:StringEquals", "aws:TagKeys", {"x"}, "false"},
        ConditionCase{"ForAllValues:StringNotEquals", "aws:TagKeys", {"x"}, "true"},
        ConditionCase{"ForAllValues:StringNotEquals", "aws:TagKeys", {"team"}, "false"},
        ConditionCase{"ForAnyValue:StringNotEquals", "aws:TagKeys", {"team"}, "true"},
        ConditionCase{"ForAnyValue:StringNotEquals", "aws:TagKeys", {"team", "stage"}, "false"},
        ConditionCase{"StringEquals", "aws:TagKeys", {"stage"}, "true"},
        ConditionCase{"StringNotEquals", "aws:TagKeys", {"stage"}, "false"},
        ConditionCase{"ForAllValues:StringLike", "aws:SourceVpc", {"x"}, "true"},
        ConditionCase{"ForAnyValue:StringLike", "aws:SourceVpc", {"x"}, "false"},
        ConditionCase{"ForAnyValue:StringNotLike", "aws:SourceVpc", {"x"}, "false"},
        ConditionCase{"ForAllValues:ArnLike", "backup:CopyTargets", {"arn:x"}, "true"},
        ConditionCase{"ForAnyValue:ArnLike", "backup:CopyTargets", {"arn:x"}, "false"},
        ConditionCase{"ForSomeValues:StringLike",
                      "aws:TagKeys",
                      {"x"},
                      "condition operator ForSomeValues:StringLike is not known"}));

}  // namespace
}  // namespace tidemark::services

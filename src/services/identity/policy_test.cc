#include "services/identity/policy.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tidemark::services {
namespace {

std::string problem(std::string_view text, PolicyKind kind) {
  const auto policy = read_policy(text, kind);
  return policy ? "" : policy.error().message;
}

TEST(ReadPolicy, TakesOneStatementOrAListAndTextsLikewise) {
  const auto policy = read_policy(
      R"({"Version":"2012-10-17","Id":"p","Statement":{"Sid":"s","Effect":"Deny",
          "NotAction":"backup:*","NotResource":["arn:aws:backup:*:*:*","*"],
          "Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"backup:MinRetentionDays":[7,"8"]}}}})",
      PolicyKind::kIdentity);

  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_TRUE(policy.value().with_variables);
  const Statement& statement = policy.value().statements.at(0);
  EXPECT_FALSE(statement.allow);
  EXPECT_TRUE(statement.not_actions);
  EXPECT_TRUE(statement.not_resources);
  EXPECT_EQ(statement.actions, std::vector<std::string>{"backup:*"});
  EXPECT_EQ(statement.resources.size(), 2u);
  ASSERT_EQ(statement.conditions.size(), 2u);
  EXPECT_EQ(statement.conditions[0].values, std::vector<std::string>{"false"});
  EXPECT_EQ(statement.conditions[1].values, (std::vector<std::string>{"7", "8"}));
}

TEST(ReadPolicy, ReadsPrincipalsOfEachKind) {
  const auto policy = read_policy(
      R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":{
          "AWS":["111122223333","arn:aws:iam::123456789012:role/a/b"],"Service":"backup.amazonaws.com",
          "Federated":"cognito-identity.amazonaws.com"}},
         {"Effect":"Deny","Action":"*","Resource":"*","NotPrincipal":{"AWS":"*"}}]})",
      PolicyKind::kResource);

  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_FALSE(policy.value().with_variables);
  const Principals& first = *policy.value().statements[0].principals;
  EXPECT_EQ(first.aws, (std::vector<std::string>{"arn:aws:iam::111122223333:root",
                                                 "arn:aws:iam::123456789012:role/a/b"}));
  EXPECT_EQ(first.services, std::vector<std::string>{"backup.amazonaws.com"});
  EXPECT_FALSE(first.anyone);
  EXPECT_TRUE(policy.value().statements[1].principals->anyone);
  EXPECT_TRUE(policy.value().statements[1].not_principals);
}

TEST(ReadPolicy, NamesWhatIsWrong) {
  struct Case {
    std::string_view text;
    PolicyKind kind;
    std::string_view problem;
  };
  using enum PolicyKind;
  for (
      const Case& c : std::initializer_list<Case>{
          {"", kIdentity, "This policy contains invalid Json"},
          {"[]", kIdentity, "This policy contains invalid Json"},
          {R"({"Statement":[]})", kIdentity, "Syntax errors in policy. Statement is empty"},
          {R"({})", kIdentity, "Syntax errors in policy. Statement is missing"},
          {R"({"Version":"2011","Statement":[]})", kIdentity,
           "Syntax errors in policy. Version is 2012-10-17 or 2008-10-17"},
          {R"({"Version":"2008-10-17","Statement":[]})", kIdentity,
           "Policy document must be version 2012-10-17 or greater."},
          {R"({"Rules":1,"Statement":[]})", kIdentity,
           "Syntax errors in policy. Policy element Rules is not known"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","When":1}})", kIdentity,
           "Syntax errors in policy. Statement element When is not known"},
          {R"({"Statement":{"Action":"a:b","Resource":"*"}})", kIdentity,
           "Missing required field Effect"},
          {R"({"Statement":{"Effect":"allow","Action":"a:b","Resource":"*"}})", kIdentity,
           "Invalid effect: allow"},
          {R"({"Statement":{"Effect":"Allow","Resource":"*"}})", kIdentity,
           "Policy statement must contain actions."},
          {R"({"Statement":{"Effect":"Allow","Action":"list","Resource":"*"}})", kIdentity,
           "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
          {R"({"Statement":{"Effect":"Allow","Action":"*:list","Resource":"*"}})", kIdentity,
           "Vendor * is not valid"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b"}})", kIdentity,
           "Policy statement must contain resources."},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"orders"}})", kIdentity,
           "Resource orders must be in ARN format or \"*\"."},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","NotAction":"a:b","Resource":"*"}})",
           kIdentity, "Syntax errors in policy. A statement has Action or NotAction, not both"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":"*"}})",
           kIdentity, "Policy document should not specify a principal."},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}})", kResource,
           "Missing required field Principal"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":"me"}})",
           kResource, "Invalid principal in policy: \"me\""},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":{"AWS":"arn:aws:iam::123456789012:user/*"}}})",
           kResource, "Invalid principal in policy: \"AWS\":\"arn:aws:iam::123456789012:user/*\""},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":{"Robot":"r"}}})",
           kResource, "Syntax errors in policy. Principal kind Robot is not known"},
          {R"({"Statement":{"Effect":"Allow","Action":"s3:Get","Principal":"*"}})", kTrust,
           "AssumeRole policy may only specify STS AssumeRole actions."},
          {R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Principal":"*"}})",
           kTrust, "Has prohibited field Resource"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"Sort":{"a:b":"c"}}}})",
           kIdentity, "Syntax errors in policy. condition operator Sort is not known"},
          {R"({"Statement":[{"Sid":"x","Effect":"Allow","Action":"a:b","Resource":"*"},
                {"Sid":"x","Effect":"Allow","Action":"a:b","Resource":"*"}]})",
           kIdentity, "Statement IDs (SID) in a single policy must be unique."},
      }) {
    EXPECT_EQ(problem(c.text, c.kind), c.problem) << c.text;
  }
}

}  // namespace
}  // namespace tidemark::services

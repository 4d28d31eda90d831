#include "operator/plan.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

Plan a_plan() {
  Plan plan;
  plan.kind = "delete-table";
  plan.table = "Orders";
  plan.account = "012345678901";
  plan.region = "eu-west-1";
  plan.caller = "arn:aws:iam::012345678901:user/oncall";
  plan.made_at = Timestamp::from_seconds(1795233906);
  plan.inputs = {{"original-backup", "Orders--orig"}};
  plan.steps = {{.name = "look", .title = "look at Orders"},
                {.name = "delete", .title = "delete Orders", .destroys = true}};
  plan.costs = {"its history ends"};
  return plan;
}

TEST(Plan, ReadsBackWhatItWrote) {
  const Plan plan = a_plan();

  const Result<Plan> read = parse_plan(json_of(plan));

  ASSERT_TRUE(read);
  EXPECT_EQ(json_of(read.value()), json_of(plan));
  EXPECT_EQ(read.value().account, "012345678901");
  EXPECT_EQ(read.value().steps, plan.steps);
}

TEST(Plan, MarksWhatDestroys) {
  EXPECT_EQ(text_of(a_plan()),
            "delete-table of Orders in account 012345678901, region eu-west-1\n\n"
            "  1. look at Orders\n"
            "  2. delete Orders  [destroys]\n\n"
            "What to know:\n"
            "  - its history ends\n");
}

TEST(Plan, OfAnotherSchemaIsRefused) {
  std::string json = json_of(a_plan());
  json.replace(json.find("\"schema\":1"), 10, "\"schema\":2");

  const Result<Plan> read = parse_plan(json);

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "this is no plan of tidemark's: its \"schema\" is not 1");
}

TEST(Plan, WithoutAMemberIsRefusedByName) {
  for (const char* member :
       {"kind", "table", "account", "region", "caller", "made_at", "inputs", "steps", "costs"}) {
    std::string json = json_of(a_plan());
    json.replace(json.find(fmt::format("\"{}\":", member)) + 1, 1, "X");

    const Result<Plan> read = parse_plan(json);

    ASSERT_FALSE(read) << member;
    EXPECT_NE(read.error().message.find(member), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace tidemark::runbooks

#include "operator/passport_steps.h"

#include "operator/passport_reader.h"
#include "operator/testing/settings_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tidemark::runbooks {
namespace {

using testing::Refusal;
using testing::SettingsServer;

struct Desk {
  explicit Desk(const std::string& table) : server(table) {}

  SettingsServer server;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  client::Session session{
      {.region = "eu-west-1",
       .endpoint = "http://127.0.0.1:8000",
       .credentials = client::fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
       .retry = {.attempts = 2}},
      server,
      clock,
      random,
      [this](std::chrono::milliseconds wait) { clock.advance(wait); }};

  Passport read(const std::string& table) {
    auto passport = read_passport(session, table);
    EXPECT_TRUE(passport) << passport.error().message;
    return std::move(passport).value();
  }
};

constexpr const char* kStream = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

void furnish(SettingsServer& server, const std::string& table) {
  server.tags = {{"team", "parks"}, {"backup", "daily"}};
  server.recovery_days = "14";
  server.protection = true;
  server.billing = "PROVISIONED";
  server.indexes = {"by-day"};
  server.units = {{"", "5/6"}, {"by-day", "1/2"}};
  server.limits = {{"", "100/-1"}};
  server.warm = {{"", "12000/4000"}, {"by-day", "12000/4000"}};
  server.table_class = "STANDARD_INFREQUENT_ACCESS";
  server.key_arn = "arn:aws:kms:eu-west-1:123456789012:key/abc";
  server.stream = "NEW_IMAGE";
  server.time_to_live = "expires";
  server.policy = fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Resource":"{}/index/*"}}]}})", server.arn());
  server.insights = {{"", "THROTTLED_KEYS"}, {"by-day", "ACCESSED_AND_THROTTLED_KEYS"}};
  server.kinesis = {{kStream, "MICROSECOND"}};
  server.replicas = {"eu-central-1", "eu-north-1"};
  const auto scaling = [&](std::string_view list, std::string_view index, std::string_view entry) {
    server.scaling[fmt::format("{} table/{}{} {}", list, table, index, server.scaling.size())] =
        std::string(entry);
  };
  scaling(
      "ScalableTargets", "",
      R"({"ScalableDimension":"dynamodb:table:ReadCapacityUnits","MinCapacity":5,"MaxCapacity":50,)"
      R"("RoleARN":"arn:aws:iam::123456789012:role/aws-service-role/dynamodb/x"})");
  scaling("ScalingPolicies", "",
          R"({"ScalableDimension":"dynamodb:table:ReadCapacityUnits","PolicyName":"half",)"
          R"("PolicyType":"TargetTrackingScaling","PolicyARN":"arn:p","Alarms":[],)"
          R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.0}})");
  scaling(
      "ScalableTargets", "/index/by-day",
      R"({"ScalableDimension":"dynamodb:index:WriteCapacityUnits","MinCapacity":2,"MaxCapacity":9})");
  scaling(
      "ScheduledActions", "/index/by-day",
      R"({"ScalableDimension":"dynamodb:index:WriteCapacityUnits","ScheduledActionName":"night",)"
      R"x("Schedule":"rate(1 day)","ScalableTargetAction":{"MinCapacity":1}})x");
  server.alarms[table + "-throttled"] = fmt::format(
      "<AlarmName>{0}-throttled</AlarmName><AlarmArn>arn:a</AlarmArn><StateValue>OK</StateValue>"
      "<Namespace>AWS/DynamoDB</Namespace><MetricName>ThrottledRequests</MetricName>"
      "<AlarmActions><member>arn:aws:sns:eu-west-1:1:{0}</member></AlarmActions><OKActions/>"
      "<Dimensions><member><Name>TableName</Name><Value>{0}</Value></member></Dimensions>"
      "<Period>60</Period><Threshold>1.0</Threshold>",
      table);
  server.alarms["other"] =
      "<AlarmName>other</AlarmName><Dimensions><member><Name>TableName</Name>"
      "<Value>Other</Value></member></Dimensions>";
  server.alarms["TargetTracking-table/T-High"] = fmt::format(
      "<AlarmName>TargetTracking-table/T-High</AlarmName><Dimensions><member>"
      "<Name>TableName</Name><Value>{}</Value></member></Dimensions>",
      table);
}

PassportApplied applied(Desk& desk, const Passport& wanted, const std::string& table,
                        const ApplyOptions& options = {}) {
  auto answer = apply_passport(desk.session, wanted, table, options, nullptr);
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? std::move(answer).value() : PassportApplied{};
}

std::vector<std::string> lines(const std::vector<Gap>& gaps) {
  std::vector<std::string> all;
  for (const Gap& gap : gaps) {
    all.push_back(fmt::format("{}: {}: {}", key_of(gap.aspect), word_of(gap.why), gap.detail));
  }
  return all;
}

TEST(PassportReader, ReadsEverySetting) {
  Desk desk("Orders");
  furnish(desk.server, "Orders");

  const Passport passport = desk.read("Orders");

  EXPECT_EQ(lines(passport.gaps), std::vector<std::string>{});
  std::set<Aspect> aspects;
  for (const Fact& fact : facts_of(passport)) aspects.insert(fact.aspect);
  EXPECT_EQ(aspects.size(), kAspects);
  ASSERT_EQ(passport.scaling.size(), 4u);
  EXPECT_EQ(passport.scaling[0].definition, R"({"MaxCapacity":50,"MinCapacity":5})")
      << "a role of the service itself is not named again";
  ASSERT_EQ(passport.alarms.size(), 1u) << "neither another table's nor auto scaling's own";
  EXPECT_EQ(passport.alarms[0].definition,
            R"({"AlarmActions":["arn:aws:sns:eu-west-1:1:Orders"],)"
            R"("Dimensions":[{"Name":"TableName","Value":"Orders"}],)"
            R"("MetricName":"ThrottledRequests","Namespace":"AWS/DynamoDB","Period":"60",)"
            R"("Threshold":"1.0"})");
  ASSERT_EQ(passport.notes.size(), 1u);
  EXPECT_NE(passport.notes[0].find("/stream/1"), std::string::npos);
}

TEST(PassportReader, KnowsWhatIsOffFromWhatIsUnknown) {
  Desk desk("Orders");
  desk.server.refuse = {{"ListTagsOfResource", {400, "AccessDeniedException", "not you"}},
                        {"DescribeTimeToLive", {400, "UnknownOperationException", ""}},
                        {"DescribeAlarms", {403, "AccessDenied", "nor here"}}};
  desk.server.unreachable = {"DescribeScalableTargets"};

  const Passport passport = desk.read("Orders");

  EXPECT_EQ(lines(passport.gaps),
            (std::vector<std::string>{
                "tags: denied: ListTagsOfResource: AccessDeniedException: not you",
                "timeToLive: unsupported: DescribeTimeToLive: UnknownOperationException",
                "scaling: unreachable: DescribeScalableTargets: connection refused",
                "alarms: denied: DescribeAlarms: AccessDenied: nor here"}));
  EXPECT_TRUE(passport.policy.empty()) << "AWS says PolicyNotFoundException for none";
}

TEST(PassportReader, DoesNotTakeTroubleForAnAnswer) {
  Desk desk("Orders");
  for (const char* name : {"ExpiredTokenException", "ThrottlingException"}) {
    desk.server.refuse = {{"ListTagsOfResource", {400, name, "x"}}};
    EXPECT_FALSE(read_passport(desk.session, "Orders")) << name;
  }
  desk.server.refuse = {{"ListTagsOfResource", {500, "InternalServerError", "x"}}};
  EXPECT_FALSE(read_passport(desk.session, "Orders"));
  desk.server.refuse = {{"DescribeTable", {400, "ResourceNotFoundException", "x"}}};
  EXPECT_EQ(read_passport(desk.session, "Orders").error().code, Code::kNotFound);
}

TEST(PassportReader, NotesCompositeAlarmsThatKnowTheTablesAlarmsByName) {
  Desk desk("Orders");
  furnish(desk.server, "Orders");
  desk.server.composites =
      "<member><AlarmName>all</AlarmName><AlarmRule>ALARM(\"Orders-throttled\")</AlarmRule></"
      "member>";

  EXPECT_EQ(desk.read("Orders").notes.size(), 2u);
}

TEST(PassportSteps, PutBackEverything) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.indexes = {"by-day"};
  desk.server.warm = {{"", "4000/4000"}, {"by-day", "4000/1000"}};

  const PassportApplied answer = applied(desk, wanted, "Orders");

  EXPECT_EQ(lines(answer.gaps), std::vector<std::string>{});
  EXPECT_EQ(answer.steps.size(), kAspects);
  EXPECT_EQ(difference_text(difference(wanted, desk.read("Orders"))),
            "All settings are the same.\n");
  EXPECT_EQ(desk.server.changes.front(), "UpdateContinuousBackups")
      << "what makes the table safe comes first";
}

TEST(PassportSteps, ChangeNothingTheSecondTime) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.indexes = {"by-day"};
  desk.server.warm = {{"", "4000/4000"}, {"by-day", "4000/1000"}};
  applied(desk, wanted, "Orders");
  const std::size_t changes = desk.server.changes.size();

  const PassportApplied again = applied(desk, wanted, "Orders");

  EXPECT_EQ(desk.server.changes.size(), changes);
  for (const PassportStepResult& step : again.steps) {
    EXPECT_EQ(step.end, PassportStepResult::End::kThereAlready) << key_of(step.aspect);
  }
}

TEST(PassportSteps, MayBeKilledAfterEveryChangeAndCarriedOutAgain) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  int kills = 0;
  for (;; ++kills) {
    Desk desk("Orders");
    desk.server.indexes = {"by-day"};
    desk.server.warm = {{"", "4000/4000"}, {"by-day", "4000/1000"}};
    desk.server.fail_at_change = kills;
    const auto first = apply_passport(desk.session, wanted, "Orders", {}, nullptr);
    if (first) break;  // there are not so many changes
    EXPECT_TRUE(first.error().message.ends_with(": killed")) << first.error().message;

    EXPECT_TRUE(applied(desk, wanted, "Orders").whole());

    EXPECT_TRUE(difference(wanted, desk.read("Orders")).none()) << kills;
  }
  EXPECT_GT(kills, 15);
}

TEST(PassportSteps, ServeATableOfAnotherName) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  Desk desk("Orders-restored");
  desk.server.indexes = {"by-day"};
  desk.server.warm = {{"", "4000/4000"}, {"by-day", "4000/1000"}};

  const PassportApplied answer = applied(desk, wanted, "Orders-restored");

  EXPECT_EQ(lines(answer.gaps), std::vector<std::string>{});
  EXPECT_EQ(difference_text(difference(wanted, desk.read("Orders-restored"))),
            "All settings are the same.\n");
  EXPECT_TRUE(desk.server.alarms.contains("Orders-restored-throttled"));
  EXPECT_NE(desk.server.alarms["Orders-restored-throttled"].find("arn:aws:sns:eu-west-1:1:Orders<"),
            std::string::npos)
      << "the topic keeps its name";
  EXPECT_NE(desk.server.policy.find("table/Orders-restored/index/*"), std::string::npos);
}

TEST(PassportSteps, GoOnAfterARefusalAndSayWhy) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  Passport wanted = before.read("Orders");
  wanted.tags["aws:cloudformation:stack-name"] = "shop";
  Desk desk("Orders");  // without the index
  desk.server.refuse = {{"RegisterScalableTarget", {400, "AccessDeniedException", "no"}},
                        {"PutScalingPolicy", {400, "ObjectNotFoundException", "no target"}},
                        {"PutResourcePolicy", {400, "UnknownOperationException", ""}}};
  desk.server.unreachable = {"PutMetricAlarm"};

  const PassportApplied answer = applied(desk, wanted, "Orders");

  const auto gaps = lines(answer.gaps);
  const auto has = [&](std::string_view line) {
    return std::ranges::find(gaps, line) != gaps.end();
  };
  EXPECT_TRUE(
      has("tags: impossible: tag aws:cloudformation:stack-name is AWS's own: nobody else "
          "can set it"));
  EXPECT_TRUE(has("throughput: impossible: table Orders has no global index by-day"));
  EXPECT_TRUE(has("contributorInsights: impossible: table Orders has no global index by-day"));
  EXPECT_TRUE(has("scaling: denied: RegisterScalableTarget: AccessDeniedException: no"));
  EXPECT_TRUE(has("resourcePolicy: unsupported: PutResourcePolicy: UnknownOperationException"));
  EXPECT_TRUE(has("alarms: unreachable: PutMetricAlarm: connection refused"));
  EXPECT_EQ(desk.server.tags.size(), 2u) << "the other tags are set";
  EXPECT_EQ(desk.server.replicas.size(), 2u) << "the last step is carried out";
  EXPECT_FALSE(answer.whole());
}

TEST(PassportSteps, WaitOutRefusalsThatPass) {
  Desk before("Orders");
  before.server.tags = {{"team", "parks"}};
  before.server.recovery_days = "35";
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.refuse = {
      {"UpdateContinuousBackups", {400, "ContinuousBackupsUnavailableException", "soon"}},
      {"TagResource", {400, "ResourceInUseException", "being updated"}}};
  desk.server.refuse_only = {{"UpdateContinuousBackups", 3}, {"TagResource", 2}};
  desk.server.ignore_changes_of_tags = 2;

  EXPECT_EQ(lines(applied(desk, wanted, "Orders").gaps), std::vector<std::string>{});
  EXPECT_EQ(desk.server.recovery_days, "35");
}

TEST(PassportSteps, DoNotWaitForEver) {
  Desk before("Orders");
  before.server.tags = {{"team", "parks"}};
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.ignore_changes_of_tags = 1'000'000;
  const Timestamp began = desk.clock.now();

  const auto gaps = lines(applied(desk, wanted, "Orders").gaps);

  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0], "tags: impossible: tag team is none although \"parks\" was accepted");
  EXPECT_LT(desk.clock.now() - began, std::chrono::minutes(10));
}

TEST(PassportSteps, TakeNothingAway) {
  Desk before("Orders");
  const Passport wanted = before.read("Orders");  // everything off
  Desk desk("Orders");
  furnish(desk.server, "Orders");
  desk.server.billing = "PAY_PER_REQUEST";
  desk.server.units.clear();
  desk.server.table_class = "STANDARD";
  desk.server.key_arn.clear();

  EXPECT_TRUE(applied(desk, wanted, "Orders").whole());

  EXPECT_EQ(desk.server.changes, std::vector<std::string>{});
  EXPECT_FALSE(difference(wanted, desk.read("Orders")).none()) << "but it is told";
}

TEST(PassportSteps, DoNotEndAStreamOrMoveATimeToLive) {
  Desk before("Orders");
  before.server.stream = "NEW_IMAGE";
  before.server.time_to_live = "expires";
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.stream = "KEYS_ONLY";
  desk.server.time_to_live = "until";

  EXPECT_EQ(lines(applied(desk, wanted, "Orders").gaps),
            (std::vector<std::string>{
                "stream: impossible: the stream of Orders is on with KEYS_ONLY: another view would "
                "end it and its records",
                "timeToLive: impossible: time to live of Orders is on with attribute until: it "
                "must be off for an hour before it can have another"}));
}

TEST(PassportSteps, LeaveOutWhatIsAskedToBeLeftOut) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  Desk desk("Orders");
  desk.server.indexes = {"by-day"};

  const PassportApplied answer =
      applied(desk, wanted, "Orders", {.leave_out = {Aspect::kReplicas, Aspect::kWarmThroughput}});

  EXPECT_EQ(lines(answer.gaps),
            (std::vector<std::string>{"warmThroughput: impossible: left out as asked",
                                      "replicas: impossible: left out as asked"}));
  EXPECT_TRUE(desk.server.replicas.empty());
}

TEST(PassportSteps, SayThePlan) {
  Desk before("Orders");
  furnish(before.server, "Orders");
  const Passport wanted = before.read("Orders");
  const PassportSteps steps(before.session, wanted, "Orders", {});

  ASSERT_EQ(steps.all().size(), kAspects);
  EXPECT_EQ(steps.all()[0].text, "point-in-time recovery on, 14 days back");
  EXPECT_EQ(steps.all()[2].text, "2 tags");
}

}  // namespace
}  // namespace tidemark::runbooks

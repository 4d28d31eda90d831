#include "api/shard_iterator.h"
#include "api/testing/world.h"
#include "codec/iso8601.h"
#include "recovery/expiry_jobs.h"
#include "tables/stream_reader.h"
#include "tables/table_jobs.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark::api {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A table "orders" with a stream of both images; time passes with its jobs.
class StreamWorld : public World {
 public:
  StreamWorld() {
    tables::add_kinds(jobs, clock);
    recovery::add_kinds(jobs, clock);
    make("orders");
  }

  void make(const std::string& name) {
    good("CreateTable",
         fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                     R"("AttributeDefinitions":[{{"AttributeName":"k","AttributeType":"S"}}],)"
                     R"("KeySchema":[{{"AttributeName":"k","KeyType":"HASH"}}],{}}})",
                     name, on()));
  }

  static std::string on() {
    return R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"})";
  }

  void put(const std::string& value) {
    pass(seconds(1));
    good("PutItem",
         fmt::format(R"({{"TableName":"orders","Item":{{"k":{{"S":"a"}},"v":{{"S":"{}"}}}}}})",
                     value));
  }

  void update(const std::string& rest) {
    pass(seconds(1));
    good("UpdateTable", R"({"TableName":"orders",)" + rest + "}");
  }

  void backups(bool enabled) {
    pass(seconds(1));
    good("UpdateContinuousBackups",
         fmt::format(R"({{"TableName":"orders","PointInTimeRecoverySpecification":)"
                     R"({{"PointInTimeRecoveryEnabled":{}}}}})",
                     enabled));
  }

  void pass(std::chrono::microseconds time) {
    const Timestamp target = clock.now() + time;
    while (true) {
      while (jobs.turn()) {
      }
      const auto due = jobs.next_due_at();
      if (!due || *due > target) break;
      clock.advance(std::max(*due - clock.now(), std::chrono::microseconds(0)));
    }
    clock.advance(target - clock.now());
    while (jobs.turn()) {
    }
  }

  std::string arn() {
    const auto answer = good("DescribeTable", R"({"TableName":"orders"})");
    const auto* found = answer.find("Table")->find("LatestStreamArn");
    return found == nullptr ? "" : *found->string();
  }

  codec::JsonValue::Array shards(const std::string& stream) {
    const auto answer = good("DescribeStream", fmt::format(R"({{"StreamArn":"{}"}})", stream));
    return *answer.find("StreamDescription")->find("Shards")->array();
  }

  static std::string request(const std::string& stream, const std::string& shard,
                             const std::string& rest) {
    return fmt::format(R"({{"StreamArn":"{}","ShardId":"{}",{}}})", stream, shard, rest);
  }

  std::string iterator(const std::string& stream, const std::string& shard,
                       const std::string& rest = R"("ShardIteratorType":"TRIM_HORIZON")") {
    return *good("GetShardIterator", request(stream, shard, rest)).find("ShardIterator")->string();
  }

  codec::JsonValue read(const std::string& iterator) {
    return good("GetRecords", fmt::format(R"({{"ShardIterator":"{}"}})", iterator));
  }

  static std::string value_in(const codec::JsonValue& record, std::string_view image) {
    const auto* found = record.find("dynamodb")->find(image);
    return found == nullptr ? "-" : *found->find("v")->find("S")->string();
  }

  // "-one one-two": the images of every record, shard by shard.
  std::string story(const std::string& stream) {
    std::string story;
    for (const auto& shard : shards(stream)) {
      const auto page = read(iterator(stream, *shard.find("ShardId")->string()));
      for (const auto& record : *page.find("Records")->array()) {
        if (!story.empty()) story += ' ';
        story += value_in(record, "OldImage") + ">" + value_in(record, "NewImage");
      }
    }
    return story;
  }

  std::string backups_status() {
    const std::string body = ask("DescribeContinuousBackups", R"({"TableName":"orders"})").body;
    return body.find(R"("PointInTimeRecoveryStatus":"ENABLED")") == std::string::npos ? "off"
                                                                                      : "on";
  }
};

TEST(Streams, HaveOneShardForEachFourHoursAndCloseThoseThatAreOver) {
  StreamWorld world;
  const std::string stream = world.arn();
  world.put("one");
  world.pass(hours(9));
  world.put("two");

  const auto shards = world.shards(stream);

  ASSERT_EQ(shards.size(), 3u);
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(*shards[i].find("ParentShardId")->string(), *shards[i - 1].find("ShardId")->string());
  }
  const auto first = world.read(world.iterator(stream, *shards[0].find("ShardId")->string()));
  EXPECT_EQ(first.find("Records")->array()->size(), 1u);
  EXPECT_EQ(first.find("NextShardIterator"), nullptr);
  const auto last = world.read(world.iterator(stream, *shards[2].find("ShardId")->string()));
  EXPECT_EQ(last.find("Records")->array()->size(), 1u);
  EXPECT_NE(last.find("NextShardIterator"), nullptr);
}

TEST(Streams, ForgetRecordsAfterADayAndSaySo) {
  StreamWorld world;
  const std::string stream = world.arn();
  world.put("one");
  const auto page =
      world.read(world.iterator(stream, *world.shards(stream)[0].find("ShardId")->string()));
  const std::string sequence =
      *(*page.find("Records")->array())[0].find("dynamodb")->find("SequenceNumber")->string();
  const std::string shard = *world.shards(stream)[0].find("ShardId")->string();
  const std::string at =
      fmt::format(R"("ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"{}")", sequence);
  world.pass(hours(23));
  EXPECT_EQ(world.story(stream), "->one");

  world.pass(hours(1) + minutes(1));

  EXPECT_EQ(world.story(stream), "");
  EXPECT_EQ(world.problem("GetShardIterator", StreamWorld::request(stream, shard, at)),
            "TrimmedDataAccessException: The data you are trying to access has been trimmed");
}

TEST(Streams, LetIteratorsExpireAfterAQuarterOfAnHour) {
  StreamWorld world;
  const std::string stream = world.arn();
  const std::string iterator =
      world.iterator(stream, *world.shards(stream)[0].find("ShardId")->string());
  const std::string body = fmt::format(R"({{"ShardIterator":"{}"}})", iterator);
  world.clock.advance(minutes(15));
  EXPECT_EQ(world.problem("GetRecords", body), "");

  world.clock.advance(seconds(1));

  EXPECT_EQ(world.problem("GetRecords", body),
            "ExpiredIteratorException: Shard iterator has expired");
}

TEST(Streams, ShowTheirImagesInWhateverOrderBackupsAndStreamsAreSwitched) {
  // p backups on, q off; s the stream on, t off. It is on at first, backups are off.
  for (const char* const order :
       {"pq", "pqpq", "tpsq", "ptqs", "tsp", "pts", "tps", "ptsq", "tsq", "tpqs", "qp"}) {
    StreamWorld world;
    std::string stream = world.arn();
    std::string expected = "->0";
    std::string last = "0";
    bool on = true;
    bool backed = false;
    world.put("0");
    for (const char step : std::string(order)) {
      if (step == 'p' || step == 'q') world.backups(backed = step == 'p');
      if (step == 't') world.update(R"("StreamSpecification":{"StreamEnabled":false})");
      if (step == 's') world.update(StreamWorld::on());
      if (step == 't') {
        EXPECT_EQ(world.story(stream), expected) << order;
        on = false;
      }
      if (step == 's') {
        on = true;
        stream = world.arn();
        expected.clear();
      }
      const std::string next = last + step;
      world.put(next);
      if (on) expected += fmt::format("{}{}>{}", expected.empty() ? "" : " ", last, next);
      last = next;
      EXPECT_EQ(world.backups_status(), backed ? "on" : "off") << order;
    }
    EXPECT_EQ(world.story(stream), expected) << order;
    world.pass(hours(22));
    EXPECT_EQ(world.story(stream), expected) << order << ", 22 hours later";
  }
}

TEST(Streams, KeepNoPastThatAnybodyCouldRead) {
  StreamWorld world;
  world.put("one");
  world.put("two");
  world.pass(minutes(1));
  const std::string before = codec::to_iso8601(world.clock.now() - minutes(1));

  EXPECT_NE(world.problem("GetItem", R"({"TableName":"orders","Key":{"k":{"S":"a"}}})", before),
            "");
  EXPECT_EQ(world
                .problem("RestoreTableToPointInTime",
                         R"({"SourceTableName":"orders","TargetTableName":"then",)"
                         R"("UseLatestRestorableTime":true})")
                .substr(0, 36),
            "PointInTimeRecoveryUnavailableExcept");
  world.backups(true);
  EXPECT_NE(world.problem("GetItem", R"({"TableName":"orders","Key":{"k":{"S":"a"}}})", before),
            "");
}

TEST(Streams, OutliveTheirTableForADay) {
  StreamWorld world;
  const std::string stream = world.arn();
  world.put("one");
  world.put("two");
  world.good("DeleteTable", R"({"TableName":"orders"})");
  world.make("orders");
  world.pass(hours(23));
  EXPECT_EQ(world.story(stream), "->one one>two");

  world.pass(hours(2));

  EXPECT_TRUE(
      world.problem("DescribeStream", fmt::format(R"({{"StreamArn":"{}"}})", stream))
          .starts_with("ResourceNotFoundException: Requested resource not found: Stream: "));
  EXPECT_NE(world.arn(), stream);
}

TEST(Streams, LeaveNothingBehindWhenTheyAreDisabledForADay) {
  StreamWorld world;
  world.put("one");
  world.update(R"("StreamSpecification":{"StreamEnabled":false})");

  world.pass(hours(25));

  EXPECT_EQ(world.arn(), "");
  const auto* store = world.engine->regions.find("eu-west-1");
  for (const auto& table : store->tables()) {
    EXPECT_EQ(table.history.kept, table.id == storage::kCatalog);
  }
  EXPECT_TRUE(store->jobs().empty());
}

TEST(TimeToLive, TakesItemsInTheirSecondAndAsksForNothingInBetween) {
  StreamWorld world;
  const std::int64_t now = world.clock.now().micros / 1'000'000;
  const auto put = [&](const std::string& key, std::int64_t expires) {
    world.good("PutItem", fmt::format(R"({{"TableName":"orders","Item":{{"k":{{"S":"{}"}},)"
                                      R"("v":{{"S":"x"}},"t":{{"N":"{}"}}}}}})",
                                      key, expires));
  };
  const auto there = [&](const std::string& key) {
    return world
               .good("GetItem",
                     fmt::format(R"({{"TableName":"orders","Key":{{"k":{{"S":"{}"}}}}}})", key))
               .find("Item") != nullptr;
  };
  put("before", now + 7200);
  world.good("UpdateTimeToLive", R"({"TableName":"orders","TimeToLiveSpecification":)"
                                 R"({"AttributeName":"t","Enabled":true}})");
  world.pass(seconds(5));
  put("later", now + 36'000);
  put("sooner", now + 3600);

  world.pass(seconds(3590));
  EXPECT_TRUE(there("sooner"));
  world.pass(seconds(10));
  EXPECT_FALSE(there("sooner"));
  EXPECT_TRUE(there("before"));
  world.pass(hours(1));
  EXPECT_FALSE(there("before"));
  EXPECT_TRUE(there("later"));
  world.good("UpdateTimeToLive", R"({"TableName":"orders","TimeToLiveSpecification":)"
                                 R"({"AttributeName":"t","Enabled":false}})");
  world.pass(hours(20));
  EXPECT_TRUE(there("later"));
}

TEST(SequenceNumbers, RiseWithPlacesAndReadBack) {
  SeededRandom random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto place = [&] {
      return tables::RecordPlace{{static_cast<std::int64_t>(random.below(1ull << 53))},
                                 static_cast<std::uint32_t>(random.next()),
                                 static_cast<std::uint32_t>(random.next())};
    };
    const tables::RecordPlace a = place();
    const tables::RecordPlace b = random.below(2) == 0 ? a.next() : place();
    const std::string text = tables::sequence_number(a);
    ASSERT_EQ(text.size(), 38u);
    ASSERT_EQ(tables::parse_sequence_number(text), a);
    ASSERT_EQ(a < b, text < tables::sequence_number(b));
    ASSERT_EQ(a < b, tables::encode(a) < tables::encode(b));
    ASSERT_EQ(tables::decode_place(tables::encode(a)).value(), a);
  }
}

TEST(ShardIterators, AreTakenOnlyAsTheyWereGiven) {
  tables::StreamDescription stream;
  stream.table = {"123456789012", "eu-west-1", "orders"};
  stream.label_at = Timestamp::from_seconds(1'800'000'000);
  stream.secret = "00112233445566778899aabbccddeeff";
  const ShardIterator given{3, {{12}, 4, 5}, true, {99}};
  const std::string text = to_text(stream, given);
  EXPECT_EQ(parse_iterator(stream, text), given);

  SeededRandom random(3);
  const std::size_t from = text.find("|1|") + 3;
  for (int i = 0; i < 2000; ++i) {
    std::string other = text;
    const std::size_t at = from + random.below(text.size() - from);
    other[at] = static_cast<char>(33 + random.below(94));
    if (random.below(8) == 0) other.resize(at);
    if (other == text) continue;
    ASSERT_EQ(parse_iterator(stream, other), std::nullopt) << other;
  }
  stream.secret.back() = '0';
  EXPECT_EQ(parse_iterator(stream, text), std::nullopt);
}

TEST(StreamRecords, AreCorruptWhenCutOrChangedInTheirFrame) {
  const tables::StreamRecord record{tables::RecordKind::kModify, tables::ChangedBy::kExpiry, "key",
                                    "old"};
  const std::string bytes = tables::encode(record);
  EXPECT_EQ(tables::decode_record(bytes).value(), record);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(tables::decode_record(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(tables::decode_record(bytes + "x"));
}

}  // namespace
}  // namespace tidemark::api

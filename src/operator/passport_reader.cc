#include "operator/passport_reader.h"

#include "operator/asking.h"
#include "operator/json_members.h"
#include "operator/neighbours.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::Service;
using codec::JsonValue;
using codec::JsonWriter;

// What DescribeContinuousBackups leaves out stands for the longest period.
// Source: API reference, PointInTimeRecoverySpecification.
constexpr std::int64_t kDefaultRecoveryDays = 35;

std::string one_member(std::string_view name, std::string_view text) {
  return JsonWriter().begin_object().key(name).string(text).end_object().take();
}

bool is_on(std::string_view status) {
  return status == "ENABLED" || status == "ENABLING" || status == "ACTIVE" || status == "UPDATING";
}

std::optional<Units> units_in(const JsonValue& json, std::string_view read,
                              std::string_view write) {
  if (json.object() == nullptr) return std::nullopt;
  return Units{integer_in(json, read).value_or(-1), integer_in(json, write).value_or(-1)};
}

Capacity capacity_of(const JsonValue& description, bool provisioned) {
  Capacity capacity;
  if (provisioned) {
    capacity.provisioned = units_in(value_in(description, "ProvisionedThroughput"),
                                    "ReadCapacityUnits", "WriteCapacityUnits");
  }
  capacity.on_demand_limits = units_in(value_in(description, "OnDemandThroughput"),
                                       "MaxReadRequestUnits", "MaxWriteRequestUnits");
  capacity.warm = units_in(value_in(description, "WarmThroughput"), "ReadUnitsPerSecond",
                           "WriteUnitsPerSecond");
  return capacity;
}

void take_throughput(const JsonValue& table, Passport& passport) {
  // A table that was never switched has no summary: it is provisioned.
  const bool provisioned =
      text_in(value_in(table, "BillingModeSummary"), "BillingMode") != "PAY_PER_REQUEST";
  passport.capacity = capacity_of(table, provisioned);
  for (const JsonValue& index : list_in(table, "GlobalSecondaryIndexes")) {
    passport.index_capacity[text_in(index, "IndexName")] = capacity_of(index, provisioned);
  }
}

void take_encryption(const JsonValue& table, Passport& passport) {
  const JsonValue& encryption = value_in(table, "SSEDescription");
  const std::string status = text_in(encryption, "Status");
  if (status.empty() || status == "DISABLED" || status == "DISABLING") return;
  passport.encryption = {text_in(encryption, "SSEType"), text_in(encryption, "KMSMasterKeyArn")};
}

void take_stream(const JsonValue& table, Passport& passport) {
  const JsonValue& stream = value_in(table, "StreamSpecification");
  if (!flag_in(stream, "StreamEnabled")) return;
  passport.stream = text_in(stream, "StreamViewType");
  passport.notes.push_back(fmt::format(
      "whoever reads the stream (functions, pipes) does so by its ARN, and a new stream has a new "
      "one; now {}",
      text_in(table, "LatestStreamArn")));
}

void take_replicas(const JsonValue& table, Passport& passport) {
  for (const JsonValue& one : list_in(table, "Replicas")) {
    const std::string status = text_in(one, "ReplicaStatus");
    if (status == "DELETING" || text_in(one, "RegionName") == passport.region) continue;
    const JsonValue& units = value_in(one, "ProvisionedThroughputOverride");
    passport.replicas.push_back(
        {.region = text_in(one, "RegionName"),
         .key_arn = text_in(one, "KMSMasterKeyId"),
         .table_class = text_in(value_in(one, "ReplicaTableClassSummary"), "TableClass"),
         .read_units = integer_in(units, "ReadCapacityUnits")});
  }
  std::ranges::sort(passport.replicas, {}, &Replica::region);
}

// What one service is asked about one table.
class Reader {
 public:
  Reader(client::Session& session, const std::string& table) : session_(session), asking_(session) {
    passport_.table = table;
    passport_.region = session.region();
  }

  Status describe();
  Status read(Aspect aspect);

  Passport take() { return std::move(passport_); }

 private:
  Status read_recovery();
  Status read_tags();
  Status read_time_to_live();
  Status read_policy();
  Status read_insights();
  Status read_insights_of(const std::string& index);
  Status read_kinesis();

  client::Session& session_;
  Asking asking_;
  Passport passport_;
};

Status Reader::describe() {
  TM_TRY(const client::Reply reply,
         client::accepted("DescribeTable",
                          session_.of(Service::kDynamoDb)
                              .call("DescribeTable", one_member("TableName", passport_.table))));
  const JsonValue& table = value_in(reply.body, "Table");
  TM_TRY(passport_.shape, shape_of(table));
  passport_.arn = text_in(table, "TableArn");
  passport_.read_at = reply.server_time.value_or(Timestamp{});
  passport_.protection = flag_in(table, "DeletionProtectionEnabled");
  take_throughput(table, passport_);
  const std::string table_class = text_in(value_in(table, "TableClassSummary"), "TableClass");
  if (!table_class.empty()) passport_.table_class = table_class;
  take_encryption(table, passport_);
  take_stream(table, passport_);
  take_replicas(table, passport_);
  return Ok{};
}

Status Reader::read_recovery() {
  TM_TRY(const auto told,
         asking_.ask({Aspect::kRecovery, Service::kDynamoDb, "DescribeContinuousBackups"},
                     one_member("TableName", passport_.table), passport_.gaps));
  if (!told) return Ok{};
  const JsonValue& recovery =
      value_in(value_in(*told, "ContinuousBackupsDescription"), "PointInTimeRecoveryDescription");
  if (text_in(recovery, "PointInTimeRecoveryStatus") != "ENABLED") return Ok{};
  passport_.recovery_days =
      integer_in(recovery, "RecoveryPeriodInDays").value_or(kDefaultRecoveryDays);
  return Ok{};
}

Status Reader::read_tags() {
  const auto body = [&](const std::string& token) {
    JsonWriter out;
    out.begin_object().key("ResourceArn").string(passport_.arn);
    if (!token.empty()) out.key("NextToken").string(token);
    return out.end_object().take();
  };
  TM_TRY_STATUS(asking_.ask_pages({Aspect::kTags, Service::kDynamoDb, "ListTagsOfResource"}, body,
                                  passport_.gaps, [&](const JsonValue& page) {
                                    for (const JsonValue& tag : list_in(page, "Tags")) {
                                      passport_.tags[text_in(tag, "Key")] = text_in(tag, "Value");
                                    }
                                  }));
  return Ok{};
}

Status Reader::read_time_to_live() {
  TM_TRY(const auto told,
         asking_.ask({Aspect::kTimeToLive, Service::kDynamoDb, "DescribeTimeToLive"},
                     one_member("TableName", passport_.table), passport_.gaps));
  if (!told) return Ok{};
  const JsonValue& description = value_in(*told, "TimeToLiveDescription");
  if (is_on(text_in(description, "TimeToLiveStatus"))) {
    passport_.time_to_live = text_in(description, "AttributeName");
  }
  return Ok{};
}

Status Reader::read_policy() {
  TM_TRY(const auto told, asking_.ask({Aspect::kPolicy, Service::kDynamoDb, "GetResourcePolicy"},
                                      one_member("ResourceArn", passport_.arn), passport_.gaps,
                                      "PolicyNotFoundException"));
  if (!told) return Ok{};
  const std::string text = text_in(*told, "Policy");
  const auto policy = codec::parse_json(text);
  if (!policy) return fail(Code::kCorrupt, "GetResourcePolicy: the policy is no JSON");
  passport_.policy = canonical_text(policy.value());
  return Ok{};
}

Status Reader::read_insights_of(const std::string& index) {
  JsonWriter body;
  body.begin_object().key("TableName").string(passport_.table);
  if (!index.empty()) body.key("IndexName").string(index);
  TM_TRY(const auto told,
         asking_.ask({Aspect::kInsights, Service::kDynamoDb, "DescribeContributorInsights"},
                     body.end_object().text(), passport_.gaps));
  if (told && is_on(text_in(*told, "ContributorInsightsStatus"))) {
    passport_.insights[index] = text_in(*told, "ContributorInsightsMode");
  }
  return Ok{};
}

Status Reader::read_insights() {
  TM_TRY_STATUS(read_insights_of(""));
  for (const auto& [index, capacity] : passport_.index_capacity) {
    // What is refused for the table is refused for its indexes.
    if (passport_.has_gap(Aspect::kInsights)) return Ok{};
    TM_TRY_STATUS(read_insights_of(index));
  }
  return Ok{};
}

Status Reader::read_kinesis() {
  TM_TRY(const auto told,
         asking_.ask({Aspect::kKinesis, Service::kDynamoDb, "DescribeKinesisStreamingDestination"},
                     one_member("TableName", passport_.table), passport_.gaps));
  if (!told) return Ok{};
  for (const JsonValue& one : list_in(*told, "KinesisDataStreamDestinations")) {
    if (!is_on(text_in(one, "DestinationStatus"))) continue;
    passport_.kinesis.push_back(
        {.stream_arn = text_in(one, "StreamArn"),
         .precision = text_in(one, "ApproximateCreationDateTimePrecision")});
  }
  std::ranges::sort(passport_.kinesis, {}, &KinesisDestination::stream_arn);
  return Ok{};
}

Status Reader::read(Aspect aspect) {
  switch (aspect) {
    case Aspect::kRecovery: return read_recovery();
    case Aspect::kTags: return read_tags();
    case Aspect::kTimeToLive: return read_time_to_live();
    case Aspect::kPolicy: return read_policy();
    case Aspect::kInsights: return read_insights();
    case Aspect::kKinesis: return read_kinesis();
    case Aspect::kScaling: return read_scaling(asking_, passport_);
    case Aspect::kAlarms: return read_alarms(asking_, passport_);
    case Aspect::kProtection:
    case Aspect::kThroughput:
    case Aspect::kOnDemandLimits:
    case Aspect::kWarmThroughput:
    case Aspect::kTableClass:
    case Aspect::kEncryption:
    case Aspect::kStream:
    case Aspect::kReplicas: break;  // DescribeTable told
  }
  return Ok{};
}

}  // namespace

Result<Passport> read_passport(client::Session& session, const std::string& table) {
  Reader reader(session, table);
  TM_TRY_STATUS(reader.describe());
  for (std::size_t number = 0; number < kAspects; ++number) {
    TM_TRY_STATUS(reader.read(static_cast<Aspect>(number)));
  }
  return reader.take();
}

Result<Passport> read_aspect(client::Session& session, const std::string& table, Aspect aspect) {
  Reader reader(session, table);
  TM_TRY_STATUS(reader.describe());
  TM_TRY_STATUS(reader.read(aspect));
  return reader.take();
}

}  // namespace tidemark::runbooks

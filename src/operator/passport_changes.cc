#include "operator/passport_changes.h"

#include "operator/json_members.h"
#include "operator/neighbours.h"
#include "operator/renaming.h"
#include "operator/table_update.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::Service;
using codec::JsonValue;
using codec::JsonWriter;

PassportChange dynamodb_change(Aspect aspect, std::string_view operation, std::string body) {
  return {.question = {aspect, Service::kDynamoDb, operation}, .body = std::move(body)};
}

const std::optional<Units>& capacity_member(Aspect aspect, const Capacity& capacity) {
  if (aspect == Aspect::kThroughput) return capacity.provisioned;
  return aspect == Aspect::kOnDemandLimits ? capacity.on_demand_limits : capacity.warm;
}

// Collects what has to be done for one aspect.
class Changes {
 public:
  Changes(Aspect aspect, const Passport& wanted, const Passport& found)
      : aspect_(aspect), wanted_(wanted), found_(found) {}

  void recovery();
  void protection();
  void tags();
  void table_class();
  void encryption();
  void stream();
  void time_to_live();
  void policy();
  void insights();
  void kinesis();
  void scaling();
  void alarms();
  void replicas();
  void throughput();

  PassportChanges take() { return std::move(changes_); }

 private:
  void call(std::string_view operation, std::string body) {
    changes_.calls.push_back(dynamodb_change(aspect_, operation, std::move(body)));
  }

  void impossible(std::string detail) {
    changes_.gaps.push_back({aspect_, Why::kImpossible, std::move(detail)});
  }

  [[nodiscard]] bool has_index(const std::string& index) {
    if (index.empty() || found_.index_capacity.contains(index)) return true;
    impossible(fmt::format("table {} has no global index {}", found_.table, index));
    return false;
  }

  JsonWriter body() const {
    JsonWriter out;
    out.begin_object().key("TableName").string(found_.table);
    return out;
  }

  const Aspect aspect_;
  const Passport& wanted_;
  const Passport& found_;
  PassportChanges changes_;
};

void Changes::recovery() {
  if (!wanted_.recovery_days || wanted_.recovery_days == found_.recovery_days) return;
  JsonWriter out = body();
  out.key("PointInTimeRecoverySpecification").begin_object();
  out.key("PointInTimeRecoveryEnabled").boolean(true);
  out.key("RecoveryPeriodInDays").number(*wanted_.recovery_days);
  call("UpdateContinuousBackups", out.end_object().end_object().take());
}

void Changes::protection() {
  if (!wanted_.protection || found_.protection) return;
  call("UpdateTable", body().key("DeletionProtectionEnabled").boolean(true).end_object().take());
}

void Changes::tags() {
  JsonWriter out;
  out.begin_object().key("ResourceArn").string(found_.arn).key("Tags").begin_array();
  bool any = false;
  for (const auto& [key, value] : wanted_.tags) {
    const auto other = found_.tags.find(key);
    if (other != found_.tags.end() && other->second == value) continue;
    if (key.starts_with("aws:")) {
      impossible(fmt::format("tag {} is AWS's own: nobody else can set it", key));
      continue;
    }
    out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
    any = true;
  }
  if (any) call("TagResource", out.end_array().end_object().take());
}

void Changes::table_class() {
  if (wanted_.table_class == found_.table_class) return;
  call("UpdateTable", body().key("TableClass").string(wanted_.table_class).end_object().take());
}

void Changes::encryption() {
  if (wanted_.encryption == found_.encryption) return;
  JsonWriter out = body();
  out.key("SSESpecification").begin_object();
  const bool own_key = wanted_.encryption.kind != "AWS_OWNED";
  out.key("Enabled").boolean(own_key);
  if (own_key) {
    out.key("SSEType").string(wanted_.encryption.kind);
    if (!wanted_.encryption.key_arn.empty()) {
      out.key("KMSMasterKeyId").string(wanted_.encryption.key_arn);
    }
  }
  call("UpdateTable", out.end_object().end_object().take());
}

void Changes::stream() {
  if (wanted_.stream.empty() || wanted_.stream == found_.stream) return;
  if (!found_.stream.empty()) {
    impossible(
        fmt::format("the stream of {} is on with {}: another view would end it and its "
                    "records",
                    found_.table, found_.stream));
    return;
  }
  JsonWriter out = body();
  out.key("StreamSpecification").begin_object().key("StreamEnabled").boolean(true);
  out.key("StreamViewType").string(wanted_.stream).end_object();
  call("UpdateTable", out.end_object().take());
}

void Changes::time_to_live() {
  if (wanted_.time_to_live.empty() || wanted_.time_to_live == found_.time_to_live) return;
  if (!found_.time_to_live.empty()) {
    impossible(
        fmt::format("time to live of {} is on with attribute {}: it must be off for an hour "
                    "before it can have another",
                    found_.table, found_.time_to_live));
    return;
  }
  JsonWriter out = body();
  out.key("TimeToLiveSpecification").begin_object().key("Enabled").boolean(true);
  out.key("AttributeName").string(wanted_.time_to_live).end_object();
  call("UpdateTimeToLive", out.end_object().take());
}

void Changes::policy() {
  const std::string policy = with_arn(wanted_.policy, wanted_.arn, found_.arn);
  if (policy.empty() || policy == found_.policy) return;
  JsonWriter out;
  out.begin_object().key("ResourceArn").string(found_.arn).key("Policy").string(policy);
  call("PutResourcePolicy", out.end_object().take());
}

void Changes::insights() {
  for (const auto& [index, mode] : wanted_.insights) {
    const auto other = found_.insights.find(index);
    if (other != found_.insights.end() && (mode.empty() || other->second == mode)) continue;
    if (!has_index(index)) continue;
    JsonWriter out = body();
    if (!index.empty()) out.key("IndexName").string(index);
    out.key("ContributorInsightsAction").string("ENABLE");
    if (!mode.empty()) out.key("ContributorInsightsMode").string(mode);
    call("UpdateContributorInsights", out.end_object().take());
  }
}

void Changes::kinesis() {
  for (const KinesisDestination& destination : wanted_.kinesis) {
    const auto other =
        std::ranges::find(found_.kinesis, destination.stream_arn, &KinesisDestination::stream_arn);
    if (other != found_.kinesis.end() && *other == destination) continue;
    const bool there = other != found_.kinesis.end();
    if (there && destination.precision.empty()) continue;
    JsonWriter out = body();
    out.key("StreamArn").string(destination.stream_arn);
    if (!destination.precision.empty()) {
      out.key(there ? "UpdateKinesisStreamingConfiguration"
                    : "EnableKinesisStreamingConfiguration");
      out.begin_object().key("ApproximateCreationDateTimePrecision");
      out.string(destination.precision).end_object();
    }
    call(there ? "UpdateKinesisStreamingDestination" : "EnableKinesisStreamingDestination",
         out.end_object().take());
  }
}

void Changes::scaling() {
  for (const ScalingRule& rule : wanted_.scaling) {
    ScalingRequest request = request_for(rule, wanted_.table, found_.table);
    const bool there = std::ranges::any_of(found_.scaling, [&](const ScalingRule& other) {
      return other.kind == rule.kind &&
             request_for(other, found_.table, found_.table).body == request.body;
    });
    if (there || !has_index(rule.index)) continue;
    changes_.calls.push_back({.question = {aspect_, Service::kAutoScaling, request.operation},
                              .body = std::move(request.body)});
  }
}

void Changes::alarms() {
  for (const Alarm& alarm : wanted_.alarms) {
    client::Parameters parameters = parameters_for(alarm, wanted_.table, found_.table);
    const bool there = std::ranges::any_of(found_.alarms, [&](const Alarm& other) {
      return parameters_for(other, found_.table, found_.table) == parameters;
    });
    if (there) continue;
    changes_.calls.push_back({.question = {aspect_, Service::kCloudWatch, "PutMetricAlarm"},
                              .body = {},
                              .parameters = std::move(parameters)});
  }
}

void Changes::replicas() {
  for (const Replica& replica : wanted_.replicas) {
    if (std::ranges::find(found_.replicas, replica.region, &Replica::region) !=
        found_.replicas.end()) {
      continue;
    }
    JsonWriter out = body();
    out.key("ReplicaUpdates").begin_array().begin_object().key("Create").begin_object();
    out.key("RegionName").string(replica.region);
    if (!replica.key_arn.empty()) out.key("KMSMasterKeyId").string(replica.key_arn);
    if (!replica.table_class.empty()) out.key("TableClassOverride").string(replica.table_class);
    if (replica.read_units) {
      out.key("ProvisionedThroughputOverride").begin_object();
      out.key("ReadCapacityUnits").number(*replica.read_units).end_object();
    }
    call("UpdateTable", out.end_object().end_object().end_array().end_object().take());
  }
}

void Changes::throughput() {
  for (const auto& [index, capacity] : wanted_.index_capacity) {
    if (capacity_member(aspect_, capacity)) static_cast<void>(has_index(index));
  }
  for (std::string& update : throughput_updates(aspect_, wanted_, found_)) {
    call("UpdateTable", std::move(update));
  }
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return number == 0 ? std::string() : fmt::format("{} {}", number, number == 1 ? one : many);
}

bool any_capacity(const Passport& passport, std::optional<Units> Capacity::* member) {
  if (passport.capacity.*member) return true;
  return std::ranges::any_of(passport.index_capacity,
                             [&](const auto& index) { return bool(index.second.*member); });
}

std::string short_text(std::string_view format, const std::string& value) {
  return value.empty() ? std::string() : fmt::format(fmt::runtime(format), value);
}

}  // namespace

PassportChanges changes_for(Aspect aspect, const Passport& wanted, const Passport& found) {
  Changes changes(aspect, wanted, found);
  switch (aspect) {
    case Aspect::kRecovery: changes.recovery(); break;
    case Aspect::kProtection: changes.protection(); break;
    case Aspect::kTags: changes.tags(); break;
    case Aspect::kThroughput:
    case Aspect::kOnDemandLimits:
    case Aspect::kWarmThroughput: changes.throughput(); break;
    case Aspect::kTableClass: changes.table_class(); break;
    case Aspect::kEncryption: changes.encryption(); break;
    case Aspect::kStream: changes.stream(); break;
    case Aspect::kTimeToLive: changes.time_to_live(); break;
    case Aspect::kPolicy: changes.policy(); break;
    case Aspect::kInsights: changes.insights(); break;
    case Aspect::kKinesis: changes.kinesis(); break;
    case Aspect::kScaling: changes.scaling(); break;
    case Aspect::kAlarms: changes.alarms(); break;
    case Aspect::kReplicas: changes.replicas(); break;
  }
  return changes.take();
}

std::string step_text(Aspect aspect, const Passport& wanted) {
  switch (aspect) {
    case Aspect::kRecovery:
      return wanted.recovery_days
                 ? fmt::format("point-in-time recovery on, {} days back", *wanted.recovery_days)
                 : std::string();
    case Aspect::kProtection: return wanted.protection ? "deletion protection on" : "";
    case Aspect::kTags: return counted(wanted.tags.size(), "tag", "tags");
    case Aspect::kThroughput:
      return wanted.capacity.provisioned ? "provisioned throughput, of the table and its indexes"
                                         : "billing by request";
    case Aspect::kOnDemandLimits:
      return any_capacity(wanted, &Capacity::on_demand_limits) ? "limits of on-demand throughput"
                                                               : "";
    case Aspect::kWarmThroughput:
      return any_capacity(wanted, &Capacity::warm)
                 ? "warm throughput, as far as it is below (AWS charges once for what is added)"
                 : "";
    case Aspect::kTableClass: return fmt::format("table class {}", wanted.table_class);
    case Aspect::kEncryption: return fmt::format("encryption {}", wanted.encryption.kind);
    case Aspect::kStream: return short_text("stream on, {}", wanted.stream);
    case Aspect::kTimeToLive:
      return short_text("time to live by attribute {}", wanted.time_to_live);
    case Aspect::kPolicy: return wanted.policy.empty() ? "" : "resource policy";
    case Aspect::kInsights:
      return wanted.insights.empty() ? "" : "contributor insights, of the table and its indexes";
    case Aspect::kKinesis:
      return counted(wanted.kinesis.size(), "Kinesis destination", "Kinesis destinations");
    case Aspect::kScaling:
      return counted(wanted.scaling.size(), "auto scaling rule", "auto scaling rules");
    case Aspect::kAlarms: return counted(wanted.alarms.size(), "alarm", "alarms");
    case Aspect::kReplicas: break;
  }
  return counted(wanted.replicas.size(), "replica", "replicas");
}

}  // namespace tidemark::runbooks

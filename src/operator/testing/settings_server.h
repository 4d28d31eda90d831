// One table's settings as AWS keeps them, in this process: DynamoDB's, Application Auto Scaling's
// and CloudWatch's operations that a passport needs. For tests of the passport.
//
//   SettingsServer server("Orders");
//   server.refuse["ListTagsOfResource"] = {400, "AccessDeniedException", "not you"};
//   Session session({… .endpoint = "http://127.0.0.1:8000" …}, server, clock, random, pause);
//
// An UpdateTable leaves the table UPDATING for the next two looks; a change meanwhile is refused.
//
// Threads   One.
#pragma once

#include "client/aws_client.h"
#include "codec/uri.h"
#include "operator/json_members.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidemark::runbooks::testing {

struct Refusal {
  int status = 400;
  std::string name;
  std::string message;
};

class SettingsServer final : public http::Transport {
 public:
  using JsonValue = codec::JsonValue;

  explicit SettingsServer(std::string table) : table_(std::move(table)) {}

  // By operation: always, or so many times.
  std::map<std::string, Refusal> refuse;
  std::map<std::string, int> refuse_only;
  std::set<std::string> unreachable;  // operations whose host answers nobody
  std::vector<std::string> changes;   // operations that changed something, in order
  int fail_at_change = -1;            // the connection breaks after that change took effect
  int ignore_changes_of_tags = 0;     // looks that do not show new tags yet

  // Settings, in requests' own words.
  std::map<std::string, std::string> tags;
  std::string recovery_days;  // empty: off
  bool protection = false;
  std::string billing = "PAY_PER_REQUEST";
  std::map<std::string, std::string> units;   // "" the table, or an index: "5/6"
  std::map<std::string, std::string> limits;  // likewise
  std::map<std::string, std::string> warm;    // likewise
  std::set<std::string> indexes;
  std::string table_class = "STANDARD";
  std::string key_arn;  // empty: AWS's own
  std::string stream;
  std::string time_to_live;
  std::string policy;
  std::map<std::string, std::string> insights;
  std::map<std::string, std::string> kinesis;  // stream ARN → precision
  std::vector<std::string> replicas;
  std::map<std::string, std::string> scaling;  // key → entry as JSON
  std::map<std::string, std::string> alarms;   // name → entry as XML
  std::string composites;                      // XML of <member>s

  [[nodiscard]] std::string arn() const {
    return fmt::format("arn:aws:dynamodb:eu-west-1:123456789012:table/{}", table_);
  }

  Result<http::Response> send(const http::Outgoing& request) override {
    const std::string target(request.headers.find("X-Amz-Target").value_or(""));
    if (target.empty()) return query(request.body);
    const std::string operation = target.substr(target.find('.') + 1);
    const auto body = codec::parse_json(request.body);
    if (!body) return fail(Code::kInvalid, "the request is no JSON");
    return guarded(operation, [&] { return answer(operation, body.value()); });
  }

 private:
  static http::Response json(std::string body) {
    return {.status = 200, .headers = {}, .body = std::move(body)};
  }

  static http::Response refusal(const Refusal& refusal) {
    return {.status = refusal.status,
            .headers = {},
            .body = fmt::format(R"({{"__type":"com.amazonaws#{}","message":"{}"}})", refusal.name,
                                refusal.message)};
  }

  template <class Answer>
  Result<http::Response> guarded(const std::string& operation, Answer answer) {
    if (unreachable.contains(operation)) return fail(Code::kBusy, "connection refused");
    if (const auto no = refuse.find(operation); no != refuse.end()) {
      const auto left = refuse_only.find(operation);
      if (left == refuse_only.end() || left->second-- > 0) return refusal(no->second);
    }
    const std::size_t before = changes.size();
    http::Response response = answer();
    if (changes.size() != before && static_cast<int>(before) == fail_at_change) {
      fail_at_change = -1;
      return fail(Code::kCorrupt, "killed");
    }
    return response;
  }

  // "5/6" as {"A":5,"B":6}.
  static std::string pair_json(const std::string& pair, std::string_view a, std::string_view b) {
    const auto slash = pair.find('/');
    return fmt::format(R"({{"{}":{},"{}":{}}})", a, pair.substr(0, slash), b,
                       pair.substr(slash + 1));
  }

  static std::string pair_of(const JsonValue& json, std::string_view a, std::string_view b) {
    return fmt::format("{}/{}", integer_in(json, a).value_or(-1), integer_in(json, b).value_or(-1));
  }

  std::string capacity_json(const std::string& of) const {
    std::string out;
    const auto add = [&](const std::map<std::string, std::string>& from, std::string_view name,
                         std::string_view a, std::string_view b) {
      const auto found = from.find(of);
      if (found != from.end()) {
        out += fmt::format(R"(,"{}":{})", name, pair_json(found->second, a, b));
      }
    };
    add(units, "ProvisionedThroughput", "ReadCapacityUnits", "WriteCapacityUnits");
    add(limits, "OnDemandThroughput", "MaxReadRequestUnits", "MaxWriteRequestUnits");
    add(warm, "WarmThroughput", "ReadUnitsPerSecond", "WriteUnitsPerSecond");
    return out;
  }

  std::string table_json() {
    const std::string status = updating_ > 0 ? "UPDATING" : "ACTIVE";
    if (updating_ > 0) --updating_;
    std::string out = fmt::format(
        R"({{"TableName":"{}","TableArn":"{}","TableStatus":"{}","ItemCount":7,"TableSizeBytes":900,)"
        R"("AttributeDefinitions":[{{"AttributeName":"id","AttributeType":"S"}},)"
        R"({{"AttributeName":"day","AttributeType":"N"}}],)"
        R"("KeySchema":[{{"AttributeName":"id","KeyType":"HASH"}}],)"
        R"("DeletionProtectionEnabled":{},"BillingModeSummary":{{"BillingMode":"{}"}})",
        table_, arn(), status, protection, billing);
    out += capacity_json("");
    out += fmt::format(R"(,"TableClassSummary":{{"TableClass":"{}"}})", table_class);
    if (!key_arn.empty()) {
      out += fmt::format(
          R"(,"SSEDescription":{{"Status":"ENABLED","SSEType":"KMS","KMSMasterKeyArn":"{}"}})",
          key_arn);
    }
    if (!stream.empty()) {
      out += fmt::format(R"(,"StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"{}"}})",
                         stream);
      out += fmt::format(R"(,"LatestStreamArn":"{}/stream/1")", arn());
    }
    return out + indexes_json() + replicas_json() + "}";
  }

  std::string indexes_json() const {
    std::vector<std::string> all;
    for (const std::string& index : indexes) {
      all.push_back(fmt::format(
          R"({{"IndexName":"{}","IndexStatus":"ACTIVE","KeySchema":[{{"AttributeName":"day",)"
          R"("KeyType":"HASH"}}],"Projection":{{"ProjectionType":"ALL"}}{}}})",
          index, capacity_json(index)));
    }
    return fmt::format(R"(,"GlobalSecondaryIndexes":[{}])", fmt::join(all, ","));
  }

  std::string replicas_json() const {
    std::vector<std::string> all;
    for (const std::string& region : replicas) {
      all.push_back(fmt::format(R"({{"RegionName":"{}","ReplicaStatus":"ACTIVE"}})", region));
    }
    return fmt::format(R"(,"Replicas":[{}])", fmt::join(all, ","));
  }

  void changed(const std::string& operation) { changes.push_back(operation); }

  http::Response answer(const std::string& operation, const JsonValue& body) {
    if (operation == "DescribeTable") return json(fmt::format(R"({{"Table":{}}})", table_json()));
    if (operation == "UpdateTable") return update_table(body);
    if (operation == "DescribeContinuousBackups") return json(recovery_json());
    if (operation == "UpdateContinuousBackups") {
      recovery_days = fmt::to_string(
          integer_in(value_in(body, "PointInTimeRecoverySpecification"), "RecoveryPeriodInDays")
              .value_or(35));
      changed(operation);
      return json(recovery_json());
    }
    if (operation == "ListTagsOfResource") return json(tags_json());
    if (operation == "TagResource") {
      for (const JsonValue& tag : list_in(body, "Tags")) {
        tags[text_in(tag, "Key")] = text_in(tag, "Value");
      }
      changed(operation);
      return json("");  // no body at all
    }
    if (operation == "DescribeTimeToLive") return json(time_to_live_json());
    if (operation == "UpdateTimeToLive") {
      time_to_live = text_in(value_in(body, "TimeToLiveSpecification"), "AttributeName");
      changed(operation);
      return json("{}");
    }
    return answer_more(operation, body);
  }

  http::Response answer_more(const std::string& operation, const JsonValue& body) {
    if (operation == "GetResourcePolicy") {
      if (policy.empty()) return refusal({400, "PolicyNotFoundException", "none"});
      return json(
          codec::JsonWriter().begin_object().key("Policy").string(policy).end_object().take());
    }
    if (operation == "PutResourcePolicy") {
      policy = text_in(body, "Policy");
      changed(operation);
      return json("{}");
    }
    if (operation == "DescribeContributorInsights") {
      const auto found = insights.find(text_in(body, "IndexName"));
      if (found == insights.end()) return json(R"({"ContributorInsightsStatus":"DISABLED"})");
      return json(
          fmt::format(R"({{"ContributorInsightsStatus":"ENABLED","ContributorInsightsMode":"{}"}})",
                      found->second));
    }
    if (operation == "UpdateContributorInsights") {
      insights[text_in(body, "IndexName")] = text_in(body, "ContributorInsightsMode");
      changed(operation);
      return json("{}");
    }
    if (operation == "DescribeKinesisStreamingDestination") return json(kinesis_json());
    if (operation.ends_with("KinesisStreamingDestination")) {
      const bool enable = operation.starts_with("Enable");
      kinesis[text_in(body, "StreamArn")] =
          text_in(value_in(body, enable ? "EnableKinesisStreamingConfiguration"
                                        : "UpdateKinesisStreamingConfiguration"),
                  "ApproximateCreationDateTimePrecision");
      changed(operation);
      return json("{}");
    }
    return answer_scaling(operation, body);
  }

  http::Response answer_scaling(const std::string& operation, const JsonValue& body) {
    const auto kind = [&](std::string_view what) { return operation.ends_with(what); };
    const std::string list = kind("ScalableTargets")    ? "ScalableTargets"
                             : kind("ScalingPolicies")  ? "ScalingPolicies"
                             : kind("ScheduledActions") ? "ScheduledActions"
                                                        : "";
    if (!list.empty()) {
      const auto& ids = list_in(body, "ResourceIds");
      const std::string resource = ids.empty() ? text_in(body, "ResourceId") : *ids[0].string();
      std::vector<std::string> found;
      for (const auto& [key, entry] : scaling) {
        if (key.starts_with(fmt::format("{} {} ", list, resource))) found.push_back(entry);
      }
      return json(fmt::format(R"({{"{}":[{}]}})", list, fmt::join(found, ",")));
    }
    const std::string of = operation == "RegisterScalableTarget" ? "ScalableTargets"
                           : operation == "PutScalingPolicy"     ? "ScalingPolicies"
                           : operation == "PutScheduledAction"   ? "ScheduledActions"
                                                                 : "";
    if (of.empty()) return refusal({400, "UnknownOperationException", operation});
    codec::JsonWriter entry;
    codec::write_json(entry, body);
    scaling[fmt::format("{} {} {} {}{}", of, text_in(body, "ResourceId"),
                        text_in(body, "ScalableDimension"), text_in(body, "PolicyName"),
                        text_in(body, "ScheduledActionName"))] = entry.take();
    changed(operation);
    return json("{}");
  }

  http::Response update_table(const JsonValue& body) {
    if (updating_ > 0) {
      return refusal({400, "ResourceInUseException", "in the process of being updated"});
    }
    updating_ = 2;
    changed("UpdateTable");
    if (flag_in(body, "DeletionProtectionEnabled")) protection = true;
    if (!text_in(body, "TableClass").empty()) table_class = text_in(body, "TableClass");
    const JsonValue& sse = value_in(body, "SSESpecification");
    if (sse.object() != nullptr) key_arn = text_in(sse, "KMSMasterKeyId");
    const JsonValue& specification = value_in(body, "StreamSpecification");
    if (flag_in(specification, "StreamEnabled")) stream = text_in(specification, "StreamViewType");
    update_capacity(body);
    for (const JsonValue& update : list_in(body, "ReplicaUpdates")) {
      replicas.push_back(text_in(value_in(update, "Create"), "RegionName"));
    }
    return json(fmt::format(R"({{"TableDescription":{}}})", table_json()));
  }

  void update_capacity(const JsonValue& body) {
    if (!text_in(body, "BillingMode").empty()) {
      billing = text_in(body, "BillingMode");
      if (billing == "PAY_PER_REQUEST") units.clear();
    }
    take_capacity("", body);
    for (const JsonValue& one : list_in(body, "GlobalSecondaryIndexUpdates")) {
      const JsonValue& update = value_in(one, "Update");
      take_capacity(text_in(update, "IndexName"), update);
    }
  }

  void take_capacity(const std::string& of, const JsonValue& from) {
    const auto take = [&](std::map<std::string, std::string>& into, std::string_view name,
                          std::string_view a, std::string_view b) {
      const JsonValue& given = value_in(from, name);
      if (given.object() != nullptr) into[of] = pair_of(given, a, b);
    };
    take(units, "ProvisionedThroughput", "ReadCapacityUnits", "WriteCapacityUnits");
    take(limits, "OnDemandThroughput", "MaxReadRequestUnits", "MaxWriteRequestUnits");
    take(warm, "WarmThroughput", "ReadUnitsPerSecond", "WriteUnitsPerSecond");
  }

  std::string recovery_json() const {
    const std::string inner =
        recovery_days.empty()
            ? R"("PointInTimeRecoveryStatus":"DISABLED")"
            : fmt::format(R"("PointInTimeRecoveryStatus":"ENABLED","RecoveryPeriodInDays":{})",
                          recovery_days);
    return fmt::format(R"({{"ContinuousBackupsDescription":{{"ContinuousBackupsStatus":"ENABLED",)"
                       R"("PointInTimeRecoveryDescription":{{{}}}}}}})",
                       inner);
  }

  std::string tags_json() {
    std::vector<std::string> all;
    if (ignore_changes_of_tags > 0 && !tags.empty()) {
      --ignore_changes_of_tags;
    } else {
      for (const auto& [key, value] : tags) {
        all.push_back(fmt::format(R"({{"Key":"{}","Value":"{}"}})", key, value));
      }
    }
    return fmt::format(R"({{"Tags":[{}]}})", fmt::join(all, ","));
  }

  std::string time_to_live_json() const {
    if (time_to_live.empty()) {
      return R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})";
    }
    return fmt::format(
        R"({{"TimeToLiveDescription":{{"TimeToLiveStatus":"ENABLED","AttributeName":"{}"}}}})",
        time_to_live);
  }

  std::string kinesis_json() const {
    std::vector<std::string> all;
    for (const auto& [stream_arn, precision] : kinesis) {
      all.push_back(fmt::format(R"({{"StreamArn":"{}","DestinationStatus":"ACTIVE",)"
                                R"("ApproximateCreationDateTimePrecision":"{}"}})",
                                stream_arn, precision));
    }
    return fmt::format(R"({{"KinesisDataStreamDestinations":[{}]}})", fmt::join(all, ","));
  }

  // CloudWatch: forms in, XML out.
  Result<http::Response> query(const std::string& form) {
    std::map<std::string, std::string> parameters;
    for (std::size_t at = 0; at < form.size();) {
      const std::size_t end = std::min(form.find('&', at), form.size());
      const std::string pair = form.substr(at, end - at);
      const std::size_t equals = pair.find('=');
      parameters[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
      at = end + 1;
    }
    const std::string action = parameters["Action"];
    if (unreachable.contains(action)) return fail(Code::kBusy, "connection refused");
    if (const auto no = refuse.find(action); no != refuse.end()) return xml_refusal(no->second);
    return guarded(action, [&] {
      return action == "DescribeAlarms" ? json(alarms_xml()) : put_alarm(parameters);
    });
  }

  static std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '%') {
        out += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
        at += 2;
      } else {
        out += text[at] == '+' ? ' ' : text[at];
      }
    }
    return out;
  }

  static http::Response xml_refusal(const Refusal& refusal) {
    return {.status = refusal.status,
            .headers = {},
            .body = fmt::format("<ErrorResponse><Error><Code>{}</Code><Message>{}</Message>"
                                "</Error></ErrorResponse>",
                                refusal.name, refusal.message)};
  }

  std::string alarms_xml() const {
    std::string members;
    for (const auto& [name, entry] : alarms) members += fmt::format("<member>{}</member>", entry);
    return fmt::format(
        "<DescribeAlarmsResponse><DescribeAlarmsResult><CompositeAlarms>{}</CompositeAlarms>"
        "<MetricAlarms>{}</MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>",
        composites, members);
  }

  http::Response put_alarm(const std::map<std::string, std::string>& parameters) {
    std::string entry;
    std::string dimensions;
    std::string actions;
    for (const auto& [name, value] : parameters) {
      if (name == "Action" || name == "Version") continue;
      if (name.starts_with("Dimensions.member.")) {
        if (name.ends_with(".Name")) dimensions += fmt::format("<member><Name>{}</Name>", value);
        if (name.ends_with(".Value"))
          dimensions += fmt::format("<Value>{}</Value></member>", value);
      } else if (name.starts_with("AlarmActions.member.")) {
        actions += fmt::format("<member>{}</member>", value);
      } else {
        entry += fmt::format("<{0}>{1}</{0}>", name, value);
      }
    }
    alarms[parameters.at("AlarmName")] = fmt::format(
        "{}<AlarmActions>{}</AlarmActions><Dimensions>{}</Dimensions>", entry, actions, dimensions);
    changed("PutMetricAlarm");
    return json("<PutMetricAlarmResponse></PutMetricAlarmResponse>");
  }

  const std::string table_;
  int updating_ = 0;
};

}  // namespace tidemark::runbooks::testing

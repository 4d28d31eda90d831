#include "operator/neighbours.h"

#include "operator/json_members.h"
#include "operator/renaming.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace tidemark::runbooks {
namespace {

using client::Service;
using codec::JsonValue;
using codec::JsonWriter;

// The members of an answer's entry that a request takes.
template <std::size_t N>
std::string definition_of(const JsonValue& entry, const std::array<std::string_view, N>& taken) {
  JsonValue::Members members;
  for (const auto& [name, value] : *entry.object()) {
    const bool empty = value.is_null() || (value.string() != nullptr && value.string()->empty()) ||
                       (value.array() != nullptr && value.array()->empty());
    if (!empty && std::ranges::find(taken, name) != taken.end()) members.emplace_back(name, value);
  }
  return canonical_text(JsonValue(std::move(members)));
}

constexpr std::array<std::string_view, 4> kTargetMembers{"MinCapacity", "MaxCapacity", "RoleARN",
                                                         "SuspendedState"};
constexpr std::array<std::string_view, 3> kPolicyMembers{
    "PolicyType", "StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration"};
constexpr std::array<std::string_view, 5> kScheduleMembers{"Schedule", "Timezone", "StartTime",
                                                           "EndTime", "ScalableTargetAction"};
// PutMetricAlarm's, without the name.
constexpr std::array<std::string_view, 20> kAlarmMembers{"AlarmDescription",
                                                         "ActionsEnabled",
                                                         "OKActions",
                                                         "AlarmActions",
                                                         "InsufficientDataActions",
                                                         "MetricName",
                                                         "Namespace",
                                                         "Statistic",
                                                         "ExtendedStatistic",
                                                         "Dimensions",
                                                         "Period",
                                                         "Unit",
                                                         "EvaluationPeriods",
                                                         "DatapointsToAlarm",
                                                         "Threshold",
                                                         "ComparisonOperator",
                                                         "TreatMissingData",
                                                         "EvaluateLowSampleCountPercentile",
                                                         "Metrics",
                                                         "ThresholdMetricId"};

// Of policies that track a target Auto Scaling makes the alarms itself.
constexpr std::string_view kOwnAlarms = "TargetTracking-table/";

struct Kind {
  ScalingRule::Kind kind;
  std::string_view describe;
  std::string_view list;  // member of the answer
  std::string_view name;  // member of its entries, and of the request
  std::string_view put;
};

constexpr std::array<Kind, 3> kKinds{{
    {ScalingRule::Kind::kTarget, "DescribeScalableTargets", "ScalableTargets", "",
     "RegisterScalableTarget"},
    {ScalingRule::Kind::kPolicy, "DescribeScalingPolicies", "ScalingPolicies", "PolicyName",
     "PutScalingPolicy"},
    {ScalingRule::Kind::kSchedule, "DescribeScheduledActions", "ScheduledActions",
     "ScheduledActionName", "PutScheduledAction"},
}};

const Kind& kind_of(ScalingRule::Kind kind) {
  return kKinds.at(static_cast<std::size_t>(kind));
}

// A role that AWS made for the service is not named in requests.
std::string without_service_role(const std::string& definition) {
  auto json = codec::parse_json(definition);
  if (!json || text_in(json.value(), "RoleARN").find("/aws-service-role/") == std::string::npos) {
    return definition;
  }
  JsonValue::Members members = *json.value().object();
  std::erase_if(members, [](const auto& member) { return member.first == "RoleARN"; });
  return canonical_text(JsonValue(std::move(members)));
}

std::string definition_of_rule(const Kind& kind, const JsonValue& entry) {
  switch (kind.kind) {
    case ScalingRule::Kind::kTarget:
      return without_service_role(definition_of(entry, kTargetMembers));
    case ScalingRule::Kind::kPolicy: return definition_of(entry, kPolicyMembers);
    case ScalingRule::Kind::kSchedule: break;
  }
  return definition_of(entry, kScheduleMembers);
}

std::string describe_body(const Kind& kind, const std::string& resource, const std::string& token) {
  JsonWriter out;
  out.begin_object().key("ServiceNamespace").string("dynamodb");
  if (kind.kind == ScalingRule::Kind::kTarget) {
    out.key("ResourceIds").begin_array().string(resource).end_array();
  } else {
    out.key("ResourceId").string(resource);
  }
  if (!token.empty()) out.key("NextToken").string(token);
  return out.end_object().take();
}

// False after a gap.
Result<bool> read_rules(Asking& asking, const Kind& kind, const std::string& index,
                        Passport& passport) {
  const std::string resource = resource_of(passport.table, index);
  return asking.ask_pages(
      {Aspect::kScaling, Service::kAutoScaling, kind.describe},
      [&](const std::string& token) { return describe_body(kind, resource, token); }, passport.gaps,
      [&](const JsonValue& page) {
        for (const JsonValue& entry : list_in(page, kind.list)) {
          if (entry.object() == nullptr) continue;
          passport.scaling.push_back(
              {.kind = kind.kind,
               .index = index,
               .dimension = text_in(entry, "ScalableDimension"),
               .name = kind.name.empty() ? std::string() : text_in(entry, kind.name),
               .definition = definition_of_rule(kind, entry)});
        }
      });
}

// Rules of one place: only where there is a target can there be the others.
Result<bool> read_place(Asking& asking, const std::string& index, Passport& passport) {
  const std::size_t before = passport.scaling.size();
  TM_TRY(bool told, read_rules(asking, kKinds[0], index, passport));
  if (!told || passport.scaling.size() == before) return told;
  for (const Kind& kind : {kKinds[1], kKinds[2]}) {
    TM_TRY(told, read_rules(asking, kind, index, passport));
    if (!told) return false;
  }
  return true;
}

auto order_of(const ScalingRule& rule) {
  return std::tie(rule.kind, rule.index, rule.dimension, rule.name);
}

void take_alarm(const JsonValue& entry, Passport& passport) {
  const std::string name = text_in(entry, "AlarmName");
  if (entry.object() == nullptr || name.starts_with(kOwnAlarms)) return;
  if (!has_table_dimension(entry, passport.table)) return;
  passport.alarms.push_back({name, definition_of(entry, kAlarmMembers)});
}

// Those that name one of the table's alarms, in quotes or bare, as an alarm rule does.
void note_composites(const std::vector<JsonValue>& composites, Passport& passport) {
  for (const JsonValue& composite : composites) {
    const std::string rule = text_in(composite, "AlarmRule");
    for (const Alarm& alarm : passport.alarms) {
      if (rule.find(alarm.name) == std::string::npos) continue;
      passport.notes.push_back(
          fmt::format("composite alarm {} asks for alarm {} by its name: it will not know the copy "
                      "made for a table of another name",
                      text_in(composite, "AlarmName"), alarm.name));
      break;
    }
  }
}

// "Dimensions":[{"Name":"TableName"}] as Dimensions.member.1.Name=TableName.
void flatten(const std::string& prefix, const JsonValue& json, client::Parameters& parameters) {
  if (const auto* members = json.object()) {
    for (const auto& [name, value] : *members) {
      flatten(prefix.empty() ? name : fmt::format("{}.{}", prefix, name), value, parameters);
    }
  } else if (const auto* elements = json.array()) {
    for (std::size_t number = 0; number < elements->size(); ++number) {
      flatten(fmt::format("{}.member.{}", prefix, number + 1), (*elements)[number], parameters);
    }
  } else if (const auto* text = json.string()) {
    parameters.emplace_back(prefix, *text);
  } else {
    parameters.emplace_back(prefix, canonical_text(json));
  }
}

}  // namespace

std::string resource_of(std::string_view table, std::string_view index) {
  return index.empty() ? fmt::format("table/{}", table)
                       : fmt::format("table/{}/index/{}", table, index);
}

Status read_scaling(Asking& asking, Passport& passport) {
  TM_TRY(bool told, read_place(asking, "", passport));
  for (const auto& [index, capacity] : passport.index_capacity) {
    if (!told) return Ok{};
    TM_TRY(told, read_place(asking, index, passport));
  }
  std::ranges::sort(passport.scaling, [](const ScalingRule& a, const ScalingRule& b) {
    return order_of(a) < order_of(b);
  });
  return Ok{};
}

Status read_alarms(Asking& asking, Passport& passport) {
  std::vector<JsonValue> composites;
  TM_TRY_STATUS(asking.query_pages({Aspect::kAlarms, Service::kCloudWatch, "DescribeAlarms"},
                                   {{"AlarmTypes.member.1", "MetricAlarm"},
                                    {"AlarmTypes.member.2", "CompositeAlarm"},
                                    {"MaxRecords", "100"}},
                                   passport.gaps, [&](const JsonValue& page) {
                                     for (const JsonValue& entry : list_in(page, "MetricAlarms"))
                                       take_alarm(entry, passport);
                                     const auto& more = list_in(page, "CompositeAlarms");
                                     composites.insert(composites.end(), more.begin(), more.end());
                                   }));
  std::ranges::sort(passport.alarms, {}, &Alarm::name);
  note_composites(composites, passport);
  return Ok{};
}

ScalingRequest request_for(const ScalingRule& rule, std::string_view from, std::string_view table) {
  const Kind& kind = kind_of(rule.kind);
  JsonWriter out;
  out.begin_object().key("ServiceNamespace").string("dynamodb");
  out.key("ResourceId").string(resource_of(table, rule.index));
  out.key("ScalableDimension").string(rule.dimension);
  if (!kind.name.empty()) {
    out.key(kind.name).string(from == table ? rule.name : name_for_table(rule.name, from, table));
  }
  const auto definition = codec::parse_json(rule.definition);
  if (definition && definition.value().object() != nullptr) {
    const JsonValue renamed = with_table_dimension(definition.value(), from, table);
    for (const auto& [name, value] : *renamed.object()) codec::write_json(out.key(name), value);
  }
  return {kind.put, out.end_object().take()};
}

client::Parameters parameters_for(const Alarm& alarm, std::string_view from,
                                  std::string_view table) {
  client::Parameters parameters{
      {"AlarmName", from == table ? alarm.name : name_for_table(alarm.name, from, table)}};
  const auto definition = codec::parse_json(alarm.definition);
  if (definition && definition.value().object() != nullptr) {
    flatten("", with_table_dimension(definition.value(), from, table), parameters);
  }
  return parameters;
}

}  // namespace tidemark::runbooks

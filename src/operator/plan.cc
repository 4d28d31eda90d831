#include "operator/plan.h"

#include "codec/iso8601.h"
#include "codec/json.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

constexpr std::int64_t kSchema = 1;

Error no_plan(std::string_view why) {
  return fail(Code::kInvalid, fmt::format("this is no plan of tidemark's: {}", why));
}

Result<std::string> text_in(const JsonValue& json, std::string_view member) {
  const JsonValue* value = json.find(member);
  if (value == nullptr || value->string() == nullptr) {
    return no_plan(fmt::format("it lacks \"{}\"", member));
  }
  return *value->string();
}

Result<std::vector<PlannedStep>> steps_in(const JsonValue& json) {
  const JsonValue* listed = json.find("steps");
  if (listed == nullptr || listed->array() == nullptr) return no_plan("it lacks \"steps\"");
  std::vector<PlannedStep> steps;
  for (const JsonValue& entry : *listed->array()) {
    PlannedStep step;
    TM_TRY(step.name, text_in(entry, "name"));
    TM_TRY(step.title, text_in(entry, "title"));
    const JsonValue* destroys = entry.find("destroys");
    step.destroys = destroys != nullptr && destroys->boolean() != nullptr && *destroys->boolean();
    steps.push_back(std::move(step));
  }
  return steps;
}

Status read_inputs(const JsonValue& json, Plan& plan) {
  const JsonValue* inputs = json.find("inputs");
  if (inputs == nullptr || inputs->object() == nullptr) return no_plan("it lacks \"inputs\"");
  for (const auto& [name, value] : *inputs->object()) {
    if (value.string() == nullptr) {
      return no_plan(fmt::format("its input \"{}\" is no text", name));
    }
    plan.inputs[name] = *value.string();
  }
  return Ok{};
}

}  // namespace

const std::string& Plan::input(std::string_view name) const {
  static const std::string kNone;
  const auto found = inputs.find(name);
  return found != inputs.end() ? found->second : kNone;
}

bool Plan::destroys() const {
  return std::ranges::any_of(steps, [](const PlannedStep& step) { return step.destroys; });
}

std::string text_of(const Plan& plan) {
  std::string text = fmt::format("{} of {} in account {}, region {}\n\n", plan.kind, plan.table,
                                 plan.account, plan.region);
  std::size_t number = 0;
  for (const PlannedStep& step : plan.steps) {
    text += fmt::format("{:>3}. {}{}\n", ++number, step.title, step.destroys ? "  [destroys]" : "");
  }
  if (!plan.costs.empty()) text += "\nWhat to know:\n";
  for (const std::string& cost : plan.costs) text += fmt::format("  - {}\n", cost);
  return text;
}

std::string json_of(const Plan& plan) {
  JsonWriter out;
  out.begin_object().key("schema").number(kSchema);
  out.key("kind").string(plan.kind).key("table").string(plan.table);
  out.key("account").string(plan.account).key("region").string(plan.region);
  out.key("caller").string(plan.caller);
  out.key("made_at").string(codec::to_iso8601(plan.made_at, codec::Fraction::kMicros));
  out.key("inputs").begin_object();
  for (const auto& [name, value] : plan.inputs) out.key(name).string(value);
  out.end_object().key("steps").begin_array();
  for (const PlannedStep& step : plan.steps) {
    out.begin_object().key("name").string(step.name).key("title").string(step.title);
    out.key("destroys").boolean(step.destroys).end_object();
  }
  out.end_array().key("costs").begin_array();
  for (const std::string& cost : plan.costs) out.string(cost);
  return out.end_array().end_object().take();
}

Result<Plan> parse_plan(std::string_view json) {
  auto parsed = codec::parse_json(json);
  if (!parsed) return no_plan(parsed.error().message);
  const JsonValue& root = parsed.value();
  const JsonValue* schema = root.find("schema");
  if (schema == nullptr || schema->integer() == nullptr || *schema->integer() != kSchema) {
    return no_plan(fmt::format("its \"schema\" is not {}", kSchema));
  }
  Plan plan;
  TM_TRY(plan.kind, text_in(root, "kind"));
  TM_TRY(plan.table, text_in(root, "table"));
  TM_TRY(plan.account, text_in(root, "account"));
  TM_TRY(plan.region, text_in(root, "region"));
  TM_TRY(plan.caller, text_in(root, "caller"));
  TM_TRY(const std::string made_at, text_in(root, "made_at"));
  TM_TRY(plan.made_at, codec::parse_iso8601(made_at));
  TM_TRY_STATUS(read_inputs(root, plan));
  TM_TRY(plan.steps, steps_in(root));
  const JsonValue* costs = root.find("costs");
  if (costs == nullptr || costs->array() == nullptr) return no_plan("it lacks \"costs\"");
  for (const JsonValue& cost : *costs->array()) {
    if (cost.string() != nullptr) plan.costs.push_back(*cost.string());
  }
  return plan;
}

}  // namespace tidemark::runbooks

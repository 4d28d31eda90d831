#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"

#include <algorithm>
#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxPage = 50;

void write_version(codec::JsonWriter& out, const services::Parameter& parameter) {
  out.begin_object();
  if (!parameter.allowed_pattern.empty()) {
    out.key("AllowedPattern").string(parameter.allowed_pattern);
  }
  out.key("DataType").string(parameter.data_type);
  if (!parameter.description.empty()) out.key("Description").string(parameter.description);
  out.key("Labels").begin_array().end_array();
  out.key("LastModifiedDate").epoch_seconds(parameter.modified_at);
  out.key("LastModifiedUser").string(parameter.modified_by);
  out.key("Name").string(parameter.name);
  out.key("Policies").begin_array().end_array();
  out.key("Tier").string(services::name_of(parameter.tier));
  out.key("Type").string(services::name_of(parameter.type));
  out.key("Value").string(parameter.value);
  out.key("Version").number(static_cast<std::int64_t>(parameter.version));
  out.end_object();
}

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = members.text("Name", {.required = true, .min = 1, .max = 2048});
  members.boolean("WithDecryption");
  const auto most = members.integer("MaxResults", {.min = 1, .max = kMaxPage}).value_or(kMaxPage);
  const auto token = members.text("NextToken");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const std::string text, parameters_after(token));
  std::uint64_t after = 0;
  std::from_chars(text.data(), text.data() + text.size(), after);
  std::vector<services::Parameter> versions;
  if (auto parameters = parameters_of(request.call, engine)) {
    auto found = parameters->versions(request.call.account, *name);
    if (!found) return parameters_failed(found.error());
    versions = std::move(found).value();
  }
  if (versions.empty()) return parameter_not_found(*name);
  codec::JsonWriter out;
  out.begin_object().key("Parameters").begin_array();
  std::int64_t written = 0;
  std::uint64_t last = 0;
  for (const services::Parameter& one : versions) {
    if (one.version <= after || written == most) continue;
    write_version(out, one);
    last = one.version;
    ++written;
  }
  out.end_array();
  if (written > 0 && last < versions.back().version) {
    out.key("NextToken").string(parameters_token(std::to_string(last)));
  }
  out.end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kGetParameterHistory{.name = "GetParameterHistory",
                                           .honoured = "Name WithDecryption MaxResults NextToken",
                                           .handle = handle};

}  // namespace tidemark::api

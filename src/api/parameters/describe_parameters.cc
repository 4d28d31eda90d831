#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_filters.h"
#include "api/parameters/parameter_members.h"

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxPage = 50;

// The older member Filters says the same with fewer words: each value begins a name, or is a type.
std::vector<ParameterFilter> older_filters(Members& members) {
  std::vector<ParameterFilter> filters;
  const auto* const list = members.list("Filters");
  if (list == nullptr) return filters;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members filter = members.element("Filters", i, (*list)[i]);
    ParameterFilter& read = filters.emplace_back();
    read.key =
        filter.text("Key", {.required = true, .one_of = {"KeyId", "Type", "Name"}}).value_or("");
    read.option = read.key == "Name" ? "BeginsWith" : "Equals";
    read.values = filter.texts("Values", true).value_or(std::vector<std::string>());
  }
  return filters;
}

void write_metadata(codec::JsonWriter& out, const Call& call,
                    const services::Parameter& parameter) {
  out.begin_object();
  out.key("ARN").string(services::parameter_arn(call.region, call.account, parameter.name));
  if (!parameter.allowed_pattern.empty()) {
    out.key("AllowedPattern").string(parameter.allowed_pattern);
  }
  out.key("DataType").string(parameter.data_type);
  if (!parameter.description.empty()) out.key("Description").string(parameter.description);
  out.key("LastModifiedDate").epoch_seconds(parameter.modified_at);
  out.key("LastModifiedUser").string(parameter.modified_by);
  out.key("Name").string(parameter.name);
  out.key("Policies").begin_array().end_array();
  out.key("Tier").string(services::name_of(parameter.tier));
  out.key("Type").string(services::name_of(parameter.type));
  out.key("Version").number(static_cast<std::int64_t>(parameter.version));
  out.end_object();
}

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  auto older = older_filters(members);
  auto sent = parameter_filters_member(members);
  const auto most = members.integer("MaxResults", {.min = 1, .max = kMaxPage}).value_or(kMaxPage);
  const auto token = members.text("NextToken");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!older.empty() && !sent.empty()) {
    return target_refusal("ValidationException",
                          "You can use either Filters or ParameterFilters in a single request.");
  }
  TM_OR_REPLY(const auto filters,
              parameter_filters(older.empty() ? std::move(sent) : std::move(older), false));
  TM_OR_REPLY(const std::string after, parameters_after(token));
  std::vector<services::CurrentParameter> found;
  const auto limit = static_cast<std::size_t>(most);
  if (auto parameters = parameters_of(request.call, engine)) {
    auto listed = parameters->list(
        request.call.account, after, limit + 1,
        [&](const services::CurrentParameter& one) { return takes(filters, one); });
    if (!listed) return parameters_failed(listed.error());
    found = std::move(listed).value();
  }
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  codec::JsonWriter out;
  out.begin_object().key("Parameters").begin_array();
  for (const auto& one : found) write_metadata(out, request.call, one.parameter);
  out.end_array();
  if (more) out.key("NextToken").string(parameters_token(found.back().parameter.name));
  out.end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kDescribeParameters{
    .name = "DescribeParameters",
    .honoured = "Filters ParameterFilters MaxResults NextToken",
    .refused = "Shared",
    .handle = handle};

}  // namespace tidemark::api

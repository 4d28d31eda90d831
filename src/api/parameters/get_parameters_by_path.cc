#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_filters.h"
#include "api/parameters/parameter_members.h"

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxPage = 10;

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto path = members.text("Path", {.required = true, .min = 1, .max = 2048});
  const bool however_deep = members.boolean("Recursive").value_or(false);
  auto sent = parameter_filters_member(members);
  members.boolean("WithDecryption");
  const auto most = members.integer("MaxResults", {.min = 1, .max = kMaxPage}).value_or(kMaxPage);
  const auto token = members.text("NextToken");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (!path->starts_with('/')) {
    return target_refusal(
        "ValidationException",
        "The parameter path must begin with a slash /. It can't be prefixed with \"aws\" or "
        "\"ssm\" (case-insensitive), except for global parameters.");
  }
  TM_OR_REPLY(const auto filters, parameter_filters(std::move(sent), true));
  TM_OR_REPLY(const std::string after, parameters_after(token));
  std::vector<services::CurrentParameter> found;
  const auto limit = static_cast<std::size_t>(most);
  if (auto parameters = parameters_of(request.call, engine)) {
    auto listed = parameters->list(
        request.call.account, after, limit + 1, [&](const services::CurrentParameter& one) {
          return is_beneath(one.parameter.name, *path, however_deep) && takes(filters, one);
        });
    if (!listed) return parameters_failed(listed.error());
    found = std::move(listed).value();
  }
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  codec::JsonWriter out;
  out.begin_object().key("Parameters").begin_array();
  for (const auto& one : found) write_parameter(out, request.call, one.parameter);
  out.end_array();
  if (more) out.key("NextToken").string(parameters_token(found.back().parameter.name));
  out.end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kGetParametersByPath{
    .name = "GetParametersByPath",
    .honoured = "Path Recursive ParameterFilters WithDecryption MaxResults NextToken",
    .handle = handle};

}  // namespace tidemark::api

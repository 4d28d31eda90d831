#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"
#include "api/parameters/parameter_tags.h"

#include <fmt/format.h>

#include <re2/re2.h>

namespace tidemark::api {
namespace {

// Source: AWS Systems Manager user guide, "Managing parameter tiers" (read 2026-11-21).
constexpr std::size_t kStandardBytes = 4096;
constexpr std::size_t kAdvancedBytes = 8192;

Reply invalid(std::string_view message) {
  return target_refusal("ValidationException", message);
}

std::optional<Reply> pattern_problem(const services::Parameter& parameter) {
  if (parameter.allowed_pattern.empty()) return std::nullopt;
  RE2::Options quiet;
  quiet.set_log_errors(false);
  const RE2 pattern(parameter.allowed_pattern, quiet);
  if (!pattern.ok()) {
    return target_refusal("InvalidAllowedPatternException",
                          fmt::format("The request does not meet the regular expression "
                                      "requirement: {}",
                                      parameter.allowed_pattern));
  }
  if (RE2::PartialMatch(parameter.value, pattern)) return std::nullopt;
  return target_refusal(
      "ParameterPatternMismatchException",
      fmt::format("Parameter value, cannot be validated against allowedPattern: {}",
                  parameter.allowed_pattern));
}

std::optional<Reply> value_problem(services::Parameter& parameter,
                                   const std::optional<std::string>& tier) {
  if (parameter.value.size() > kAdvancedBytes) {
    return invalid(
        fmt::format("Advanced tier parameters support a maximum parameter value of {} "
                    "characters.",
                    kAdvancedBytes));
  }
  const bool intelligent = tier == "Intelligent-Tiering";
  const bool large = parameter.value.size() > kStandardBytes;
  const bool advanced = tier == "Advanced" || (intelligent && large);
  if (advanced) parameter.tier = services::ParameterTier::kAdvanced;
  if (!large || advanced) return std::nullopt;
  return invalid(fmt::format(
      "Standard tier parameters support a maximum parameter value of {} characters. To create a "
      "larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more "
      "information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/"
      "parameter-store-advanced-parameters.html",
      kStandardBytes));
}

// What it is not; SecureString would be a promise to seal, which nothing here could keep.
std::optional<Reply> type_problem(const std::optional<std::string>& type,
                                  const std::optional<std::string>& data_type) {
  if (type == "SecureString") {
    return target_refusal("UnsupportedParameterType",
                          "Type SecureString is not supported by this version of Tidemark: there "
                          "is no key service to seal it with. String and StringList are.");
  }
  if (data_type && *data_type != "text") {
    return invalid(
        fmt::format("The following data type is not supported: {} (Data type names are "
                    "all lowercase. This version of Tidemark supports text.)",
                    *data_type));
  }
  return std::nullopt;
}

Reply answer(const services::ParameterAnswer& given, const services::Parameter& parameter) {
  if (const auto* written = std::get_if<services::ParameterWritten>(&given)) {
    codec::JsonWriter out;
    out.begin_object().key("Tier").string(services::name_of(parameter.tier));
    out.key("Version").number(static_cast<std::int64_t>(written->version)).end_object();
    return target_reply(out.take());
  }
  if (std::holds_alternative<services::ParameterExists>(given)) {
    return target_refusal("ParameterAlreadyExists",
                          "The parameter already exists. To overwrite this value, set the "
                          "overwrite option in the request to true.");
  }
  if (std::holds_alternative<services::ParameterNeedsType>(given)) {
    return invalid("A parameter type is required when you create a parameter.");
  }
  return target_refusal("HierarchyTypeMismatchException",
                        "Parameter Store doesn't support changing a parameter type.");
}

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  services::ParameterPut put;
  services::Parameter& parameter = put.parameter;
  parameter.name = members.text("Name", {.required = true, .min = 1, .max = 2048}).value_or("");
  parameter.description = members.text("Description", {.max = 1024}).value_or("");
  parameter.value = members.text("Value", {.required = true, .min = 1}).value_or("");
  const auto type = members.text("Type", {.one_of = {"SecureString", "StringList", "String"}});
  put.overwrite = members.boolean("Overwrite").value_or(false);
  parameter.allowed_pattern = members.text("AllowedPattern", {.max = 1024}).value_or("");
  const auto tags = parameter_tags_member(members);
  const auto tier =
      members.text("Tier", {.one_of = {"Advanced", "Intelligent-Tiering", "Standard"}});
  const auto data_type = members.text("DataType", {.max = 128});
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = parameter_name_problem(parameter.name)) return *std::move(refusal);
  if (auto refusal = type_problem(type, data_type)) return *std::move(refusal);
  if (auto refusal = value_problem(parameter, tier)) return *std::move(refusal);
  if (auto refusal = pattern_problem(parameter)) return *std::move(refusal);
  if (tags && !tags->empty() && put.overwrite) {
    return invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with "
        "tags, please remove overwrite flag. To update tags for an existing parameter, please use "
        "AddTagsToResource or RemoveTagsFromResource.");
  }
  if (tags) {
    TM_OR_REPLY(put.tags, parameter_tags_of(*tags));
  }
  put.has_type = type.has_value();
  if (type == "StringList") parameter.type = services::ParameterType::kStringList;
  parameter.modified_by = request.call.principal.empty()
                              ? fmt::format("arn:aws:iam::{}:root", request.call.account)
                              : request.call.principal;
  TM_OR_REPLY(services::Parameters parameters, open_parameters(request.call, engine));
  const auto given = parameters.put(request.call.account, put);
  if (!given) return parameters_failed(given.error());
  return answer(given.value(), parameter);
}

}  // namespace

const TargetOperation kPutParameter{
    .name = "PutParameter",
    .honoured = "Name Description Value Overwrite AllowedPattern Tags Tier",
    .refused = "KeyId Policies",
    .partly = "Type DataType",
    .handle = handle};

}  // namespace tidemark::api

#include "api/parameters/parameter_members.h"

#include "codec/base64.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tidemark::api {
namespace {

// Source: AWS Systems Manager user guide, "Parameter name requirements and constraints" (read
// 2026-11-21).
constexpr std::size_t kMaxLevels = 15;
constexpr std::size_t kMaxNameAndArn = 1011;

bool is_name_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' ||
         c == '/';
}

bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::ranges::equal(text.substr(0, lower.size()), lower, {}, [](char c) {
           return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
         });
}

Reply invalid(std::string_view message) {
  return target_refusal("ValidationException", message);
}

std::optional<Reply> reserved_name(const std::string& name) {
  const std::string_view bare = std::string_view(name).substr(name.starts_with('/') ? 1 : 0);
  const bool path = std::ranges::count(name, '/') > 1;
  const bool aws = begins_with(bare, "aws");
  if (!aws && !begins_with(bare, "ssm")) return std::nullopt;
  if (aws && path) {
    return target_refusal("AccessDeniedException",
                          fmt::format("No access to reserved parameter name: {}.", name));
  }
  if (!path) {
    return invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
  }
  return invalid(
      "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it "
      "can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of "
      "letters, numbers and the following 3 symbols .-_");
}

}  // namespace

ParameterReference parameter_reference(std::string_view text, const Call& call) {
  ParameterReference reference;
  const std::string prefix = fmt::format("arn:aws:ssm:{}:{}:parameter", call.region, call.account);
  if (text.starts_with(prefix + "/")) text.remove_prefix(prefix.size());
  const auto colon = text.find(':');
  reference.name = text.substr(0, colon);
  if (colon == text.npos) return reference;
  reference.selector = text.substr(colon);
  const std::string_view wanted = text.substr(colon + 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (error == std::errc() && end == wanted.data() + wanted.size()) reference.version = number;
  return reference;
}

std::optional<Reply> parameter_name_problem(const std::string& name) {
  if (auto reserved = reserved_name(name)) return reserved;
  if (name.find('/') != name.npos && !name.starts_with('/')) {
    return invalid("Parameter name must be a fully qualified name.");
  }
  const bool letters = std::ranges::all_of(name, is_name_letter);
  if (!letters || name.ends_with('/') || name.find("//") != name.npos) {
    return invalid(
        "Invalid parameter name. Please use correct syntax for referencing a version/label  "
        "<name>:<version/label>");
  }
  if (static_cast<std::size_t>(std::ranges::count(name, '/')) > kMaxLevels) {
    return target_refusal(
        "HierarchyLevelLimitExceededException",
        fmt::format("Parameter name exceeds the maximum hierarchy of {} levels.", kMaxLevels));
  }
  if (name.size() > kMaxNameAndArn) {
    return invalid(
        fmt::format("Parameter name: must not be longer than {} characters", kMaxNameAndArn));
  }
  return std::nullopt;
}

std::optional<services::Parameters> parameters_of(const Call& call, Engine& engine) {
  storage::Store* const store = engine.regions.find(call.region);
  if (store == nullptr) return std::nullopt;
  return services::Parameters(*store);
}

Parsed<services::Parameters> open_parameters(const Call& call, Engine& engine) {
  const auto store = engine.regions.open(call.region);
  if (!store) return parameters_failed(store.error());
  return services::Parameters(*store.value());
}

Parsed<std::optional<ReadParameter>> read_parameter(const Call& call, Engine& engine,
                                                    const std::string& text) {
  const ParameterReference wanted = parameter_reference(text, call);
  const auto none = std::optional<ReadParameter>();
  auto parameters = parameters_of(call, engine);
  if (!parameters) return none;
  auto found = parameters->find(call.account, wanted.name);
  // An ARN does not tell whether the name began with a slash.
  std::string name = wanted.name;
  if (found && !found.value() && text.starts_with("arn:")) {
    name.erase(0, 1);
    found = parameters->find(call.account, name);
  }
  if (!found) return parameters_failed(found.error());
  if (!found.value()) return none;
  if (wanted.selector.empty()) return std::optional(ReadParameter{found.value()->parameter, ""});
  auto version = wanted.version ? parameters->version(call.account, name, *wanted.version)
                                : Result<std::optional<services::Parameter>>(std::nullopt);
  if (!version) return parameters_failed(version.error());
  if (!version.value()) {
    return target_refusal(
        "ParameterVersionNotFound",
        fmt::format("Systems Manager could not find version {} of {}. Verify the version and try "
                    "again.",
                    wanted.selector.substr(1), name));
  }
  return std::optional(ReadParameter{*version.value(), wanted.selector});
}

void write_parameter(codec::JsonWriter& out, const Call& call, const services::Parameter& parameter,
                     std::string_view selector) {
  out.begin_object();
  out.key("ARN").string(services::parameter_arn(call.region, call.account, parameter.name));
  out.key("DataType").string(parameter.data_type);
  out.key("LastModifiedDate").epoch_seconds(parameter.modified_at);
  out.key("Name").string(parameter.name);
  if (!selector.empty()) out.key("Selector").string(selector);
  out.key("Type").string(services::name_of(parameter.type));
  out.key("Value").string(parameter.value);
  out.key("Version").number(static_cast<std::int64_t>(parameter.version));
  out.end_object();
}

Reply parameter_not_found(std::string_view name) {
  return target_refusal("ParameterNotFound", fmt::format("Parameter {} not found.", name));
}

Reply parameters_failed(const Error& error) {
  if (error.code == Code::kInvalid) return invalid(error.message);
  return target_error("InternalServerError", error);
}

std::string parameters_token(std::string_view last) {
  return codec::to_base64(last);
}

Parsed<std::string> parameters_after(const std::optional<std::string>& token) {
  if (!token || token->empty()) return std::string();
  auto name = codec::from_base64(*token);
  if (auto* text = std::get_if<std::string>(&name)) return std::move(*text);
  return target_refusal("InvalidNextToken", "The specified token is not valid.");
}

}  // namespace tidemark::api

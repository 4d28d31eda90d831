// What operations of the Parameter Store share: names and selectors, and how parameters are shown.
#pragma once

#include "api/parsed.h"
#include "api/target/operation.h"
#include "services/parameters/parameters.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// "Name", "Name:3", "Name:label", or the same as an ARN.
struct ParameterReference {
  std::string name;
  std::string selector;                  // ":3" as it was sent; empty: the newest
  std::optional<std::uint64_t> version;  // of a selector that is a number
};

ParameterReference parameter_reference(std::string_view text, const Call& call);

// Why this is no name of a new parameter, as AWS says it.
std::optional<Reply> parameter_name_problem(const std::string& name);

// The store's parameters in the region that is asked; unset when nothing was ever written there.
std::optional<services::Parameters> parameters_of(const Call& call, Engine& engine);
// Likewise, made if need be.
Parsed<services::Parameters> open_parameters(const Call& call, Engine& engine);

struct ReadParameter {
  services::Parameter parameter;
  std::string selector;
};

// What a reference means now; unset: there is no such parameter. Refused: a version or label that
// there is not.
Parsed<std::optional<ReadParameter>> read_parameter(const Call& call, Engine& engine,
                                                    const std::string& text);

// The shape Parameter.
void write_parameter(codec::JsonWriter& out, const Call& call, const services::Parameter& parameter,
                     std::string_view selector = {});

Reply parameter_not_found(std::string_view name);
Reply parameters_failed(const Error& error);

// Tokens of pages: the last name.
std::string parameters_token(std::string_view last);
Parsed<std::string> parameters_after(const std::optional<std::string>& token);

}  // namespace tidemark::api

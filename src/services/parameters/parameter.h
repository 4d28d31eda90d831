// A parameter of Systems Manager's Parameter Store, as one version of it is kept.
// Format: docs/formats/parameters.md.
// Source: AWS Systems Manager API reference, "PutParameter" and "Parameter" (read 2026-11-21).
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tidemark::services {

// SecureString is missing on purpose: there is no key service that could keep its promise.
enum class ParameterType : std::uint8_t { kString, kStringList };

enum class ParameterTier : std::uint8_t { kStandard, kAdvanced };

struct Parameter {
  std::string name{};  // as it was put: "orders-url" or "/orders/url"
  ParameterType type = ParameterType::kString;
  ParameterTier tier = ParameterTier::kStandard;
  std::string value{};
  std::uint64_t version = 1;
  Timestamp modified_at{};
  std::string modified_by{};      // ARN of who put it
  std::string description{};      // empty: none
  std::string allowed_pattern{};  // empty: anything goes
  std::string data_type = "text";
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

using ParameterTags = std::map<std::string, std::string>;

// The newest version, and what belongs to the parameter rather than to a version of it.
struct CurrentParameter {
  Parameter parameter{};
  ParameterTags tags{};
  friend bool operator==(const CurrentParameter&, const CurrentParameter&) = default;
};

std::string encode(const Parameter& parameter);
std::string encode(const CurrentParameter& current);
// Errors: kCorrupt
Result<Parameter> decode_parameter(std::string_view bytes);
Result<CurrentParameter> decode_current_parameter(std::string_view bytes);

// "String", "StringList"; "Standard", "Advanced".
std::string_view name_of(ParameterType type);
std::string_view name_of(ParameterTier tier);

// "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/url", with and without leading slash.
std::string parameter_arn(std::string_view region, std::string_view account, std::string_view name);

}  // namespace tidemark::services

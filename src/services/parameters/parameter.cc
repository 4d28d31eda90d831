#include "services/parameters/parameter.h"

#include "codec/row_bytes.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

constexpr std::uint8_t kVersion = 1;

void write(codec::RowWriter& out, const Parameter& parameter) {
  out.text(parameter.name);
  out.byte(static_cast<std::uint8_t>(parameter.type));
  out.byte(static_cast<std::uint8_t>(parameter.tier));
  out.text(parameter.value);
  out.varint(parameter.version);
  out.instant(parameter.modified_at);
  out.text(parameter.modified_by);
  out.text(parameter.description);
  out.text(parameter.allowed_pattern);
  out.text(parameter.data_type);
}

Parameter read(codec::RowReader& in) {
  Parameter parameter;
  parameter.name = in.text();
  parameter.type = static_cast<ParameterType>(in.byte(1));
  parameter.tier = static_cast<ParameterTier>(in.byte(1));
  parameter.value = in.text();
  parameter.version = in.varint();
  parameter.modified_at = in.instant();
  parameter.modified_by = in.text();
  parameter.description = in.text();
  parameter.allowed_pattern = in.text();
  parameter.data_type = in.text();
  return parameter;
}

void check_version(codec::RowReader& in) {
  if (in.byte() != kVersion && !in.damaged()) in.fail_with("its version is not known");
}

}  // namespace

std::string encode(const Parameter& parameter) {
  codec::RowWriter out;
  out.byte(kVersion);
  write(out, parameter);
  return out.take();
}

std::string encode(const CurrentParameter& current) {
  codec::RowWriter out;
  out.byte(kVersion);
  write(out, current.parameter);
  out.varint(current.tags.size());
  for (const auto& [key, value] : current.tags) {
    out.text(key);
    out.text(value);
  }
  return out.take();
}

Result<Parameter> decode_parameter(std::string_view bytes) {
  codec::RowReader in(bytes, "a parameter's version");
  check_version(in);
  Parameter parameter = read(in);
  TM_TRY_STATUS(in.status());
  return parameter;
}

Result<CurrentParameter> decode_current_parameter(std::string_view bytes) {
  codec::RowReader in(bytes, "a parameter");
  check_version(in);
  CurrentParameter current;
  current.parameter = read(in);
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string key = in.text();
    current.tags[std::move(key)] = in.text();
  }
  TM_TRY_STATUS(in.status());
  return current;
}

std::string_view name_of(ParameterType type) {
  return type == ParameterType::kString ? "String" : "StringList";
}

std::string_view name_of(ParameterTier tier) {
  return tier == ParameterTier::kStandard ? "Standard" : "Advanced";
}

std::string parameter_arn(std::string_view region, std::string_view account,
                          std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  return fmt::format("arn:aws:ssm:{}:{}:parameter/{}", region, account, name);
}

}  // namespace tidemark::services

// Reading what is wanted out of an AWS answer's JSON.
//
//   return reading<Backup>(aws.call("DescribeBackup", body), [](const Reply& reply) {
//     return backup_in(reply.body);       // Result<Backup>
//   });
//
// Threads   Pure functions; pointers live as long as their JSON.
#pragma once

#include "client/answer.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::client {

// "DescribeTable: the answer lacks TableArn".
inline Error lacking(std::string_view operation, std::string_view member) {
  return fail(Code::kCorrupt, fmt::format("{}: the answer lacks {}", operation, member));
}

// Null unless `json` has the member and it is text.
inline const std::string* text_at(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  return value != nullptr ? value->string() : nullptr;
}

inline std::string text_or_empty(const codec::JsonValue& json, std::string_view member) {
  const std::string* text = text_at(json, member);
  return text != nullptr ? *text : std::string();
}

inline bool flag_at(const codec::JsonValue* json, std::string_view member) {
  const codec::JsonValue* value = json != nullptr ? json->find(member) : nullptr;
  return value != nullptr && value->boolean() != nullptr && *value->boolean();
}

// Seconds since 1970, as AWS's JSON protocols write instants.
inline std::optional<Timestamp> instant_at(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return Timestamp{std::llround(value->as_double() * 1e6)};
}

// 0 when absent or negative.
inline std::uint64_t count_at(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value == nullptr || value->integer() == nullptr || *value->integer() < 0) return 0;
  return static_cast<std::uint64_t>(*value->integer());
}

// An accepted answer read by `read`; an AWS error passed on.
template <class T, class Read>
Result<Answer<T>> reading(Result<Answer<Reply>> answer, Read read) {
  if (!answer) return std::move(answer).error();
  if (auto* error = std::get_if<ServiceError>(&answer.value())) {
    return Answer<T>(std::move(*error));
  }
  TM_TRY(T value, read(std::get<Reply>(answer.value())));
  return Answer<T>(std::move(value));
}

}  // namespace tidemark::client

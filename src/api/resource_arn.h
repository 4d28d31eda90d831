// ARNs of what operations on resources take: tables and their streams.
//
//   const ResourceArn arn = resource_arn("arn:aws:dynamodb:eu-west-1:123456789012:table/orders");
//
// Threads   Pure.
#pragma once

#include "api/call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

enum class ArnKind : std::uint8_t {
  kNone,   // does not begin like an ARN
  kOther,  // of something else, or of nothing
  kTable,
  kStream,
  kIndex,
};

// Views into the text that was parsed.
struct ResourceArn {
  std::string_view text;
  ArnKind kind = ArnKind::kNone;
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view table;

  // Of the region and partition that were asked.
  [[nodiscard]] bool is_here(const Call& call) const {
    return partition == "aws" && service == "dynamodb" && region == call.region;
  }
};

ResourceArn resource_arn(std::string_view text);

// Why a text is not the ARN of a table or a stream, wherever it is: AWS's answer for all
// operations that take one. Unset: it is.
std::optional<Reply> arn_problem(const ResourceArn& arn);

}  // namespace tidemark::api

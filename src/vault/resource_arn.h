// What AWS Backup reads off a resource's ARN: which kind it is of, and its name.
//
//   const ResourceArn table =
//   *parse_resource_arn("arn:aws:dynamodb:eu-west-1:123456789012:table/t"); table.kind;   //
//   "DynamoDB" table.name;   // "t"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

inline constexpr std::string_view kDynamoDb = "DynamoDB";

struct ResourceArn {
  std::string partition;
  std::string service;   // "dynamodb"
  std::string region;    // may be empty: buckets
  std::string account;   // likewise
  std::string resource;  // "table/orders"
  std::string kind;      // AWS Backup's word for it; empty: none that it knows
  std::string name;      // what people call it: "orders"
  friend bool operator==(const ResourceArn&, const ResourceArn&) = default;
};

// nullopt: no ARN.
std::optional<ResourceArn> parse_resource_arn(std::string_view arn);

// "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
std::string table_arn_of(std::string_view region, std::string_view account, std::string_view name);

}  // namespace tidemark::vault

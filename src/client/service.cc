#include "client/service.h"

#include <algorithm>

namespace tidemark::client {
namespace {

constexpr std::string_view kJson10 = "application/x-amz-json-1.0";
constexpr std::string_view kJson11 = "application/x-amz-json-1.1";
constexpr std::string_view kForm = "application/x-www-form-urlencoded; charset=utf-8";

// In the order of the enumeration.
constexpr std::array<ServiceFacts, kServices> kFacts{{
    {.service = Service::kDynamoDb,
     .name = "DynamoDB",
     .key = "dynamodb",
     .variable = "DYNAMODB",
     .endpoint_prefix = "dynamodb",
     .signing_name = "dynamodb",
     .protocol = Protocol::kJson,
     .target_prefix = "DynamoDB_20120810",
     .content_type = kJson10,
     .version = ""},
    {.service = Service::kStreams,
     .name = "DynamoDB Streams",
     .key = "dynamodb_streams",
     .variable = "DYNAMODB_STREAMS",
     .endpoint_prefix = "streams.dynamodb",
     .signing_name = "dynamodb",
     .protocol = Protocol::kJson,
     .target_prefix = "DynamoDBStreams_20120810",
     .content_type = kJson10,
     .version = ""},
    {.service = Service::kBackup,
     .name = "AWS Backup",
     .key = "backup",
     .variable = "BACKUP",
     .endpoint_prefix = "backup",
     .signing_name = "backup",
     .protocol = Protocol::kRestJson,
     .target_prefix = "",
     .content_type = "application/json",
     .version = ""},
    {.service = Service::kSts,
     .name = "STS",
     .key = "sts",
     .variable = "STS",
     .endpoint_prefix = "sts",
     .signing_name = "sts",
     .protocol = Protocol::kQuery,
     .target_prefix = "",
     .content_type = kForm,
     .version = "2011-06-15"},
    {.service = Service::kIam,
     .name = "IAM",
     .key = "iam",
     .variable = "IAM",
     .endpoint_prefix = "iam",
     .signing_name = "iam",
     .protocol = Protocol::kQuery,
     .target_prefix = "",
     .content_type = kForm,
     .version = "2010-05-08",
     .global = true},
    {.service = Service::kAutoScaling,
     .name = "Application Auto Scaling",
     .key = "application_auto_scaling",
     .variable = "APPLICATION_AUTO_SCALING",
     .endpoint_prefix = "application-autoscaling",
     .signing_name = "application-autoscaling",
     .protocol = Protocol::kJson,
     .target_prefix = "AnyScaleFrontendService",
     .content_type = kJson11,
     .version = ""},
    {.service = Service::kCloudWatch,
     .name = "CloudWatch",
     .key = "cloudwatch",
     .variable = "CLOUDWATCH",
     .endpoint_prefix = "monitoring",
     .signing_name = "monitoring",
     .protocol = Protocol::kQuery,
     .target_prefix = "",
     .content_type = kForm,
     .version = "2010-08-01"},
    {.service = Service::kTagging,
     .name = "Resource Groups Tagging API",
     .key = "resource_groups_tagging_api",
     .variable = "RESOURCE_GROUPS_TAGGING_API",
     .endpoint_prefix = "tagging",
     .signing_name = "tagging",
     .protocol = Protocol::kJson,
     .target_prefix = "ResourceGroupsTaggingAPI_20170126",
     .content_type = kJson11,
     .version = ""},
}};

}  // namespace

const ServiceFacts& facts_of(Service service) {
  return kFacts.at(static_cast<std::size_t>(service));
}

std::span<const ServiceFacts> all_services() {
  return kFacts;
}

std::optional<Service> service_named(std::string_view key) {
  const auto found = std::ranges::find(kFacts, key, &ServiceFacts::key);
  if (found == kFacts.end()) return std::nullopt;
  return found->service;
}

}  // namespace tidemark::client

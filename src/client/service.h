// The AWS services this program calls, and what is particular to each.
//
//   facts_of(Service::kBackup).protocol            // Protocol::kRestJson
//   service_named("dynamodb")                      // Service::kDynamoDb
//
// Threads   Constants.
// Source    aws-contract E.1 and F.2, from botocore's models (read 2026-11-20).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tidemark::client {

enum class Service : std::uint8_t {
  kDynamoDb,
  kStreams,      // DynamoDB Streams
  kBackup,       // AWS Backup
  kSts,          // Security Token Service
  kIam,          // Identity and Access Management
  kAutoScaling,  // Application Auto Scaling
  kCloudWatch,
  kTagging,  // Resource Groups Tagging API
};

inline constexpr std::size_t kServices = 8;

enum class Protocol : std::uint8_t {
  kJson,      // POST / with a target header, JSON both ways
  kRestJson,  // method and path say what, JSON bodies
  kQuery,     // a form out, XML back
};

struct ServiceFacts {
  Service service;
  std::string_view name;      // of errors and journals: "AWS Backup"
  std::string_view key;       // in a profile's `services` section: "application_auto_scaling"
  std::string_view variable;  // AWS_ENDPOINT_URL_<this>
  std::string_view endpoint_prefix;  // first labels of the host
  std::string_view signing_name;
  Protocol protocol;
  std::string_view target_prefix;  // kJson
  std::string_view content_type;   // of requests
  std::string_view version;        // kQuery
  bool global = false;             // one endpoint and signing region a partition
};

const ServiceFacts& facts_of(Service service);

std::span<const ServiceFacts> all_services();

// By its key, ignoring nothing.
std::optional<Service> service_named(std::string_view key);

}  // namespace tidemark::client

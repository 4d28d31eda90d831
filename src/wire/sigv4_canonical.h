// What signer and verifier must agree on to the byte: canonical request, string to sign, key.
//
// Threads   Pure functions.
// Source    aws-contract F.1; AWS General Reference, "Create a signed AWS API request".
#pragma once

#include "base/timestamp.h"
#include "codec/sha256.h"
#include "http/message.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::wire {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kTerminator = "aws4_request";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

// "20260102/us-east-1/dynamodb/aws4_request"
[[nodiscard]] std::string scope_text(std::string_view date, std::string_view region,
                                     std::string_view service);

struct CanonicalRequest {
  std::string_view method{};
  std::string_view path{};   // as on the wire
  std::string_view query{};  // as on the wire, without '?'; X-Amz-Signature is left out
  const http::Headers* headers = nullptr;
  const std::vector<std::string>* signed_names = nullptr;  // lower case, as listed
  std::string_view payload_hash{};
  bool s3 = false;  // path as it is; all others: normalised, encoded once more
};

[[nodiscard]] std::string canonical_text(const CanonicalRequest& request);

// `at_text` is "20260102T030405Z".
[[nodiscard]] std::string string_to_sign(std::string_view at_text, std::string_view scope,
                                         std::string_view canonical);

// The key for one day, region and service.
[[nodiscard]] codec::HmacKey signing_key(std::string_view secret, std::string_view date,
                                         std::string_view region, std::string_view service);

[[nodiscard]] std::string signature(const codec::HmacKey& key, std::string_view text);

// x-amz-content-sha256 when it says that the payload is not signed, the body's own hash otherwise:
// a hash that lies about its body makes a signature that does not match.
[[nodiscard]] std::string payload_hash_of(const http::Headers& headers, std::string_view body);

// Names and values of a query, decoded, in the order sent.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> query_parameters(
    std::string_view query);

[[nodiscard]] std::string lower_case(std::string_view text);

// The non-empty pieces between one or two characters: split("a, b", ", ") is {"a", "b"}.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, std::string_view any_of);

// "/path?query" in its two parts.
struct TargetParts {
  std::string_view path{};
  std::string_view query{};
};

[[nodiscard]] TargetParts split_target(std::string_view target);

}  // namespace tidemark::wire

// What Tidemark's engine offers beyond AWS. The only file of this layer that knows /_tidemark/…;
// every runbook has the AWS-only way as well.
//
//   EngineExtras extras(aws);
//   TM_TRY(const auto tally, extras.tally("Packages", at));
//   if (tally) … tally->digest …       // unset: the endpoint has no such extra
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/timestamp.h"
#include "client/aws_client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

// A table as of an instant, counted without reading it.
struct Tally {
  std::uint64_t items = 0;
  std::uint64_t aws_bytes = 0;
  std::string digest;  // values::digest_text
};

// The endpoint that answers reads with the state of that instant: "http://…/%4020261120T140500Z".
[[nodiscard]] std::string endpoint_as_of(std::string_view endpoint, Timestamp at);

class EngineExtras {
 public:
  explicit EngineExtras(client::AwsClient& aws) : aws_(aws) {}

  // Unset: now.
  // Errors: kInvalid  the engine has tallies, and refused this one; says why
  //         kCorrupt  its answer lacks a member
  //         and those of the transport
  Result<std::optional<Tally>> tally(std::string_view table, std::optional<Timestamp> at);

  // Whether a restored table no longer leans on what it was restored from.
  // Errors: as tally
  Result<std::optional<bool>> stands_alone(std::string_view table);

 private:
  // The answer's JSON, or nullopt when the endpoint has no such path.
  Result<std::optional<codec::JsonValue>> ask(const std::string& path);

  client::AwsClient& aws_;
};

}  // namespace tidemark::runbooks

// Calls to one AWS endpoint, Amazon's or ours: sign, send, try again, decode.
//
//   AwsClient aws({.endpoint = "http://127.0.0.1:8000", .region = "eu-west-1", .credentials = key},
//                 transport, clock, random, pause);
//   TM_TRY(const Reply reply, accepted("ListTables", aws.call("ListTables", "{}")));
//
// Threads   All members may be called from any thread at once.
// Errors    kBusy     could not connect, in any attempt: nothing was done
//           kUnknown  the connection broke, or the answer failed its x-amz-crc32 or was no JSON;
//                     in every attempt, or once when the call may not be repeated
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "client/answer.h"
#include "client/retry.h"
#include "http/transport.h"
#include "wire/sigv4_sign.h"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark::client {

struct AwsOptions {
  std::string endpoint;  // "http://127.0.0.1:8000", no slash at the end
  std::string region;
  std::string service = "dynamodb";  // signing name
  std::string target_prefix = "DynamoDB_20120810";
  wire::Credentials credentials;
  RetryPolicy retry;
  std::chrono::milliseconds timeout{60'000};
};

// How a client waits between attempts; a test moves its clock instead.
using Pause = std::function<void(std::chrono::milliseconds)>;

class AwsClient {
 public:
  // The references outlive the client. `clock` is the real one: it dates signatures.
  AwsClient(AwsOptions options, http::Transport& transport, const Clock& clock, Random& random,
            Pause pause);

  Result<Answer<Reply>> call(std::string_view operation, std::string_view body,
                             Repeat repeat = Repeat::kAlways);

  // Any path on the endpoint, signed, sent once.
  Result<http::Response> send(std::string_view method, std::string_view path_and_query,
                              std::string_view body = {});

  void pause(std::chrono::milliseconds wait) const { pause_(wait); }

  [[nodiscard]] Random& random() const { return random_; }

  [[nodiscard]] const AwsOptions& options() const { return options_; }

 private:
  Result<Answer<Reply>> attempt(std::string_view operation, std::string_view body);

  const AwsOptions options_;
  http::Transport& transport_;
  const Clock& clock_;
  Random& random_;
  Pause pause_;
};

}  // namespace tidemark::client

// Calls to one service at one AWS endpoint, Amazon's or ours: sign, send, try again, decode.
//
//   AwsClient aws({.endpoint = "http://127.0.0.1:8000", .region = "eu-west-1", .credentials = key},
//                 transport, clock, random, pause);
//   TM_TRY(const Reply reply, accepted("ListTables", aws.call("ListTables", "{}")));
//
// Most callers get theirs from a Session.
//
// Threads   All members may be called from any thread at once.
// Errors    kBusy     could not connect, in any attempt: nothing was done
//           kUnknown  the connection broke, or the answer failed its x-amz-crc32 or could not be
//                     read; in every attempt, or once when the call may not be repeated
//           and those of the credentials and of the watch: nothing was sent
//
// Credentials that a service calls expired are fetched anew, and a clock that is minutes off is
// corrected by the server's Date, once a call each.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "client/answer.h"
#include "client/call_watch.h"
#include "client/credentials.h"
#include "client/rate_limiter.h"
#include "client/retry.h"
#include "client/retry_quota.h"
#include "client/service.h"
#include "http/transport.h"
#include "wire/signer.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::client {

struct AwsOptions {
  std::string endpoint;  // "http://127.0.0.1:8000", no slash at the end
  std::string region;    // what signatures are scoped to
  Service service = Service::kDynamoDb;
  // Shared by the clients of a Session and by whoever shows where they come from. Null: requests go
  // unsigned, as the few that fetch credentials do.
  std::shared_ptr<CredentialProvider> credentials;
  RetryPolicy retry;
  std::chrono::milliseconds timeout{60'000};
};

// How a client waits between attempts; a test moves its clock instead.
using Pause = std::function<void(std::chrono::milliseconds)>;

// Names and values in the order sent.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// A call of a rest-json service. `path` is sent as written: see rest_path.
struct RestCall {
  std::string_view operation{};
  std::string_view method{};
  std::string path{};          // "/backup-vaults/v/recovery-points/arn%3Aaws%3A…"
  Parameters query{};          // not yet percent-encoded
  std::string_view body = {};  // JSON; empty: none
};

// Segments, each percent-encoded whole ('/' too), each with a slash before it.
std::string rest_path(std::initializer_list<std::string_view> segments);

class AwsClient {
 public:
  // The references outlive the client. `clock` is the real one: it dates signatures.
  AwsClient(AwsOptions options, http::Transport& transport, const Clock& clock, Random& random,
            Pause pause);

  // An operation of a JSON service.
  Result<Answer<Reply>> call(std::string_view operation, std::string_view body,
                             Repeat repeat = Repeat::kAlways);

  // An operation of AWS Backup.
  Result<Answer<Reply>> rest(const RestCall& call, Repeat repeat = Repeat::kAlways);

  // An operation of a query service; the Reply's body is its XML as JSON (client/xml_tree.h).
  Result<Answer<Reply>> query(std::string_view action, const Parameters& parameters,
                              Repeat repeat = Repeat::kAlways);

  // Any path on the endpoint, signed, sent once. Not told to the watch.
  Result<http::Response> send(std::string_view method, std::string_view path_and_query,
                              std::string_view body = {});

  // Is told of every call from now on; null: nobody. It outlives the calls. Calls that answer with
  // credentials are never told: whoever listens writes down what it hears.
  void watch(CallWatch* watch) { watch_ = watch; }

  void pause(std::chrono::milliseconds wait) const { pause_(wait); }

  [[nodiscard]] Random& random() const { return random_; }

  [[nodiscard]] const AwsOptions& options() const { return options_; }

  // By how much the server's clock was ahead of ours when it refused our date; 0 until then.
  [[nodiscard]] std::chrono::microseconds clock_offset() const {
    return std::chrono::microseconds(offset_);
  }

 private:
  // One request's outcome, and what its answer says about the next.
  struct Attempt {
    Result<Answer<Reply>> outcome;
    std::string retry_after{};
    std::optional<Timestamp> server_time{};
  };

  // What has been tried once in this call.
  struct Cures {
    bool other_credentials = false;
    bool other_time = false;
  };

  // `request` is complete but for its signature.
  Result<Answer<Reply>> carry_out(const SentCall& call, const http::Outgoing& request);
  Result<Answer<Reply>> try_until_answered(const SentCall& call, const http::Outgoing& request);
  Attempt attempt(const SentCall& call, http::Outgoing request,
                  const wire::Credentials& credentials);
  // Whether what was refused for who or when we are would be taken now.
  bool cured(const Attempt& made, const wire::Credentials& used, Cures& cures);
  // nullopt: no other attempt.
  std::optional<std::chrono::milliseconds> pause_before_another(const SentCall& call,
                                                                const Attempt& made, int number);
  // Empty for a client without credentials.
  Result<wire::Credentials> credentials() const;
  void sign(http::Outgoing& request, const wire::Credentials& credentials);
  [[nodiscard]] http::Outgoing request_to(std::string_view method, std::string_view path) const;

  const AwsOptions options_;
  const ServiceFacts& facts_;
  http::Transport& transport_;
  const Clock& clock_;
  Random& random_;
  Pause pause_;
  std::atomic<CallWatch*> watch_ = nullptr;
  wire::Signer signer_;
  RetryQuota quota_;
  RateLimiter limiter_;
  std::atomic<std::int64_t> offset_ = 0;  // microseconds
};

}  // namespace tidemark::client

// The door: HTTP requests in, calls to operations, AWS's answers out.
//
//   Server server(options, {.services = {dynamodb}, .extras = extras, .metrics = metrics}, keys,
//                 real_clock, random);
//   TM_TRY_STATUS(server.start());
//   …
//   server.drain(10s);
//
// Refuses what AWS's front end refuses, in its order; then an operation sees an authenticated
// api::Call. Knows no operation.
//
// Threads   Handlers run on a connection's thread, background work on the worker pool; both run on
//           several threads at once. Members may be called from any thread.
// Errors    An exception out of a handler is logged and answered with InternalServerError.
#pragma once

#include "api/call.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "wire/sigv4_verify.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::server {

// How a service's requests say what they want.
enum class Protocol : std::uint8_t {
  kDynamoDb,  // JSON 1.0 behind X-Amz-Target, with DynamoDB's own order of checks at the door
  kTarget,    // JSON 1.1 behind X-Amz-Target
  kRest,      // method and path
  kQuery,     // a form with Action and Version
};

// One AWS service. Requests find it by target prefix, by the service that their signature is
// scoped to, or by the Version of their form.
struct Service {
  std::string target_prefix{};             // "DynamoDB_20120810"; empty without targets
  std::string signing_name{};              // "dynamodb"
  std::size_t max_body_bytes = 16u << 20;  // one byte more is answered 413
  Protocol protocol = Protocol::kDynamoDb;
  std::string version{};  // "2010-03-31": the Version of a query service's forms
  bool global = false;    // signed for us-east-1, whatever regions are served
  std::function<bool(std::string_view operation)> knows{};  // of kDynamoDb only
  // What a REST or query request is called, for the log and for counts.
  std::function<std::string(const api::Call&)> operation_of{};
  // The service's envelope around a refusal at the door; of all but kDynamoDb.
  std::function<api::Reply(std::string_view name, std::string_view message)> refuse{};
  std::function<api::Handling(api::Call)> dispatch{};
};

// A request below /_tidemark/. Account and region are empty when it was not signed.
struct ExtrasRequest {
  std::string method{};
  std::string path{};   // "/_tidemark/deleted-tables/0b1e…", percent-decoded by the handler
  std::string query{};  // what follows '?', as sent
  std::string body{};
  std::string account{};
  std::string region{};
};

struct Extras {
  // Answers 404 itself for what it does not know.
  std::function<api::Handling(const ExtrasRequest&)> handle{};
  // Whether a GET of this path needs no signature, because it shows no customer's data.
  std::function<bool(std::string_view path)> is_public{};
};

struct Handlers {
  std::vector<Service> services{};  // the first is also asked without a target (GET /)
  Extras extras{};
  // More lines for /_tidemark/metrics, in Prometheus' text format; with `names` they may name
  // tables. Runs on the threads that read large bodies.
  std::function<std::string(bool names)> metrics{};
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8000;
  unsigned threads = 2;
  std::size_t max_connections = 4096;
  std::string tls_cert_file{};
  std::string tls_key_file{};
  std::vector<std::string> regions{"us-east-1"};
  bool check_signatures = true;          // off: --no-auth; refused unless address is loopback
  std::string account = "123456789012";  // whose calls are without signatures
  bool access_log = false;               // one line a request to the log
  bool name_tables_in_metrics = false;   // to everybody, not only to this machine and to keys
  unsigned workers = 1;                  // threads for scans and the like
  std::size_t max_waiting_work = 256;    // one more is answered ThrottlingException
};

class Server {
 public:
  // `real_clock` judges signatures and dates responses, whatever clock the engine lives by.
  Server(ServerOptions options, Handlers handlers, wire::KeySource keys, const Clock& real_clock,
         Random& random);
  ~Server();  // stops

  // Errors: as http::Listener::start, and kInvalid for check_signatures off on an address that is
  //         not loopback
  Status start();

  // After start().
  [[nodiscard]] std::uint16_t port() const;

  // Accepts nothing new, finishes what is under way for at most `at_most`; whether all finished.
  // Background work that has begun is waited for in any case; what still waits is dropped.
  bool drain(std::chrono::milliseconds at_most);

  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::server

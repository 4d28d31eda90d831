// All services of one account and region, with one set of credentials.
//
//   Session session({.region = "eu-west-1", .endpoint = "http://127.0.0.1:8000",
//                    .credentials = fixed_credentials(key)}, transport, clock, random, pause);
//   DynamoDb dynamodb(session.of(Service::kDynamoDb));
//   session.watch(&journal);
//
// `apps` makes the options from the environment: client/settings.h.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "client/aws_client.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tidemark::client {

struct Endpoint {
  std::string url{};             // "https://backup.eu-west-1.amazonaws.com", no slash at the end
  std::string signing_region{};  // empty: the session's
};

struct SessionOptions {
  std::string region{};
  std::string endpoint{};  // of every service that `endpoints` does not name
  std::map<Service, Endpoint> endpoints{};
  std::shared_ptr<CredentialProvider> credentials{};
  RetryPolicy retry{};
  std::chrono::milliseconds timeout{60'000};
  std::string profile{};  // for people; empty: none was chosen
};

class Session {
 public:
  // The references outlive the session.
  Session(SessionOptions options, http::Transport& transport, const Clock& clock, Random& random,
          Pause pause);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] AwsClient& of(Service service);

  [[nodiscard]] const std::string& region() const { return options_.region; }

  [[nodiscard]] const std::string& profile() const { return options_.profile; }

  [[nodiscard]] const std::string& endpoint(Service service) const;

  [[nodiscard]] CredentialProvider& credentials() const { return *options_.credentials; }

  // Is told of every call of every service from now on; null: nobody. It outlives the calls.
  void watch(CallWatch* watch);

 private:
  const SessionOptions options_;
  std::vector<std::unique_ptr<AwsClient>> clients_;  // one a service, in the enumeration's order
};

}  // namespace tidemark::client

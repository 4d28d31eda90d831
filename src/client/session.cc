#include "client/session.h"

namespace tidemark::client {
namespace {

// Where a service is and what its signatures are scoped to.
AwsOptions options_for(const ServiceFacts& facts, const SessionOptions& session) {
  AwsOptions options;
  options.endpoint = session.endpoint;
  // Global services sign for one region whichever the session's is.
  options.region = facts.global ? "us-east-1" : session.region;
  if (const auto own = session.endpoints.find(facts.service); own != session.endpoints.end()) {
    options.endpoint = own->second.url;
    if (!own->second.signing_region.empty()) options.region = own->second.signing_region;
  }
  options.service = facts.service;
  options.credentials = session.credentials;
  options.retry = policy_for(facts.service, session.retry);
  options.timeout = session.timeout;
  return options;
}

}  // namespace

Session::Session(SessionOptions options, http::Transport& transport, const Clock& clock,
                 Random& random, Pause pause)
    : options_(std::move(options)) {
  for (const ServiceFacts& facts : all_services()) {
    clients_.push_back(
        std::make_unique<AwsClient>(options_for(facts, options_), transport, clock, random, pause));
  }
}

AwsClient& Session::of(Service service) {
  return *clients_.at(static_cast<std::size_t>(service));
}

const std::string& Session::endpoint(Service service) const {
  return clients_.at(static_cast<std::size_t>(service))->options().endpoint;
}

void Session::watch(CallWatch* watch) {
  for (const auto& client : clients_) client->watch(watch);
}

}  // namespace tidemark::client

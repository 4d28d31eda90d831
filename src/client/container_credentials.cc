// What ECS and EKS give a container: an address to ask, and a token to show there.
#include "client/credential_places.h"
#include "client/credential_reply.h"

#include <algorithm>
#include <array>

namespace tidemark::client {
namespace {

using namespace std::chrono_literals;

constexpr const char* kName = "container credentials";
constexpr int kAttempts = 3;

// A token is sent there: over plain HTTP only to this machine, ECS and EKS.
bool may_ask(std::string_view url) {
  if (url.starts_with("https://")) return true;
  if (!url.starts_with("http://")) return false;
  std::string_view host = url.substr(7, url.find('/', 7) - 7);
  if (host.starts_with('[')) {
    host = host.substr(0, host.find(']') + 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  constexpr std::array<std::string_view, 6> kHosts{
      "localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
  return std::ranges::find(kHosts, host) != kHosts.end();
}

// Empty: no token is wanted.
Result<std::string> token_of(const Environment& environment) {
  if (const auto path = environment.find("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    return secret_file(kName, *path);  // read anew each time: it is exchanged under us
  }
  return environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "");
}

}  // namespace

CredentialSource container_source(SharedSurroundings surroundings) {
  return {kName, [surroundings]() -> Result<Found> {
            const Environment& environment = surroundings->environment;
            http::Outgoing request;
            request.method = "GET";
            request.connect_timeout = 2s;
            request.timeout = 2s;
            if (const auto path = environment.find("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
              request.url = "http://169.254.170.2" + *path;
            } else if (const auto url = environment.find("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
              request.url = *url;
            } else {
              return Found(Absent{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set"});
            }
            if (!may_ask(request.url)) {
              return fail(Code::kInvalid,
                          fmt::format("{}: AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or a "
                                      "host of loopback, ECS or EKS",
                                      kName));
            }
            TM_TRY(const std::string token, token_of(environment));
            if (!token.empty()) request.headers.add("Authorization", token);
            TM_TRY(const codec::JsonValue json,
                   ask_json(kName, request, kAttempts, surroundings->means));
            TM_TRY(Fetched fetched, credentials_in(kName, json, {}));
            return Found(std::move(fetched));
          }};
}

}  // namespace tidemark::client

// What an EC2 instance knows of its role: the instance metadata service, version 2.
#include "client/credential_places.h"
#include "client/credential_reply.h"
#include "client/members.h"

namespace tidemark::client {
namespace {

using namespace std::chrono_literals;

constexpr const char* kName = "EC2 instance metadata";
constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";

http::Outgoing request_to(const std::string& url, std::string_view method) {
  http::Outgoing request;
  request.method = method;
  request.url = url;
  // Away from EC2 nobody is there, and nobody should wait for it long.
  request.connect_timeout = 1s;
  request.timeout = 1s;
  return request;
}

std::string service_of(const Surroundings& surroundings) {
  const Environment& environment = surroundings.environment;
  const Profile& profile = surroundings.own_profile();
  auto url = environment.find("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (!url) url = profile.get("ec2_metadata_service_endpoint");
  if (url) {
    while (url->ends_with('/')) url->pop_back();
    return *url;
  }
  const std::string mode =
      environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                      profile.get("ec2_metadata_service_endpoint_mode").value_or("ipv4"));
  return http::equal_ignoring_case(mode, "ipv6") ? "http://[fd00:ec2::254]"
                                                 : "http://169.254.169.254";
}

}  // namespace

CredentialSource instance_source(SharedSurroundings surroundings) {
  return {kName, [surroundings]() -> Result<Found> {
            if (surroundings->environment.is_true("AWS_EC2_METADATA_DISABLED")) {
              return Found(Absent{"AWS_EC2_METADATA_DISABLED is true"});
            }
            const std::string service = service_of(*surroundings);
            http::Outgoing asking = request_to(service + "/latest/api/token", "PUT");
            asking.headers.add("X-aws-ec2-metadata-token-ttl-seconds", "21600");
            const auto token = ask(kName, asking, 1, surroundings->means);
            if (!token) return Found(Absent{"no answer"});
            http::Outgoing naming = request_to(service + kRolePath, "GET");
            naming.headers.add("X-aws-ec2-metadata-token", token.value());
            const auto role = ask(kName, naming, 1, surroundings->means);
            if (!role || role.value().empty()) {
              return Found(Absent{"the instance has no role"});
            }
            const std::string first = role.value().substr(0, role.value().find('\n'));
            http::Outgoing fetching = request_to(service + kRolePath + first, "GET");
            fetching.headers.add("X-aws-ec2-metadata-token", token.value());
            TM_TRY(const codec::JsonValue json, ask_json(kName, fetching, 1, surroundings->means));
            if (const std::string code = text_or_empty(json, "Code");
                !code.empty() && code != "Success") {
              return fail(Code::kDenied, fmt::format("{}: role {}: {}", kName, first, code));
            }
            TM_TRY(Fetched fetched, credentials_in(kName, json, {}));
            return Found(std::move(fetched));
          }};
}

}  // namespace tidemark::client

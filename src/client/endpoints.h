// Where a service is: as configured, else as AWS names its hosts.
//
//   const Endpoints endpoints(environment, profiles, profile, word);
//   TM_TRY(const Endpoint sts, endpoints.of(host_facts(Service::kSts), "cn-north-1"));
//   sts.url                                       // "https://sts.cn-north-1.amazonaws.com.cn"
//
// Threads   Immutable; the references outlive it.
// Errors    kInvalid  what is configured is no URL, no region, or not to be had there; names the
//                     setting and its value
// Source    aws-contract F.2; hosts compared with botocore 1.43.11 by
//           src/client/testing/endpoints.json.
#pragma once

#include "client/environment.h"
#include "client/profiles.h"
#include "client/session.h"

#include <string>
#include <string_view>

namespace tidemark::client {

// What a service's endpoint is made of and configured by.
struct HostFacts {
  std::string_view prefix{};    // "dynamodb"
  std::string_view variable{};  // AWS_ENDPOINT_URL_<this>
  std::string_view key{};       // in a [services] section
  bool global = false;
};

HostFacts host_facts(Service service);

// Two more, which only credentials are fetched from.
inline constexpr HostFacts kSsoPortal{.prefix = "portal.sso", .variable = "SSO", .key = "sso"};
inline constexpr HostFacts kSsoOidc{.prefix = "oidc", .variable = "SSO_OIDC", .key = "sso_oidc"};

struct HostWishes {
  bool fips = false;
  bool dual_stack = false;
};

// AWS's own host.
Result<Endpoint> aws_endpoint(const HostFacts& service, std::string_view region, HostWishes wishes);

class Endpoints {
 public:
  // `word` is the command line's endpoint, of every service; empty: none.
  Endpoints(const Environment& environment, const Profiles& profiles, const Profile& profile,
            std::string_view word = {});

  [[nodiscard]] Result<Endpoint> of(const HostFacts& service, std::string_view region) const;

 private:
  struct Configured {
    std::string url;
    std::string by;  // the setting's name
  };

  // Without a URL: nobody configured one.
  [[nodiscard]] Result<Configured> configured(const HostFacts& service) const;
  [[nodiscard]] bool ignores_configured() const;
  [[nodiscard]] bool wished(std::string_view variable, std::string_view setting) const;

  const Environment& environment_;
  const Profiles& profiles_;
  const Profile& profile_;
  const std::string word_;
};

}  // namespace tidemark::client

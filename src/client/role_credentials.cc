// Roles that STS lets somebody take on: by a profile's role_arn with other credentials, or by a
// token of an identity provider.
#include "client/credential_places.h"
#include "client/credential_reply.h"
#include "client/endpoints.h"
#include "client/identity.h"

#include <algorithm>
#include <charconv>

namespace tidemark::client {
namespace {

bool has_keys(const Profile& profile) {
  return profile.get("aws_access_key_id").has_value();
}

bool has_role(const Profile& profile) {
  return profile.get("role_arn") && !profile.get("web_identity_token_file");
}

Result<AwsOptions> sts_options(const Surroundings& surroundings,
                               std::shared_ptr<CredentialProvider> base) {
  const Endpoints endpoints(surroundings.environment, surroundings.profiles,
                            surroundings.own_profile());
  const std::string region = surroundings.region.empty() ? "us-east-1" : surroundings.region;
  TM_TRY(const Endpoint sts, endpoints.of(host_facts(Service::kSts), region));
  return AwsOptions{.endpoint = sts.url,
                    .region = sts.signing_region,
                    .service = Service::kSts,
                    .credentials = std::move(base),
                    .retry = {}};
}

Result<RoleToAssume> role_in(const std::string& name, const Profile& profile, Random& random) {
  RoleToAssume role;
  role.role_arn = profile.get("role_arn").value_or("");
  role.session_name = profile.get("role_session_name").value_or("tidemark-" + random.hex(8));
  role.external_id = profile.get("external_id").value_or("");
  if (const auto text = profile.get("duration_seconds")) {
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (problem != std::errc() || end != text->data() + text->size() || seconds < 900 ||
        seconds > 43'200) {
      return fail(Code::kInvalid,
                  fmt::format("{}: duration_seconds = {} is not 900 to 43200", name, *text));
    }
    role.duration = std::chrono::seconds(seconds);
  }
  return role;
}

Found found_in(const AssumedRole& role) {
  return Fetched{.credentials = role.credentials, .expires = role.expires};
}

// The role of one profile, and of the profiles its credentials come from.
class ProfileRole {
 public:
  ProfileRole(SharedSurroundings surroundings, std::string profile,
              std::vector<std::string> visited)
      : surroundings_(std::move(surroundings)),
        profile_(std::move(profile)),
        visited_(std::move(visited)) {
    visited_.push_back(profile_);
  }

  [[nodiscard]] std::string name() const { return fmt::format("role of profile {}", profile_); }

  Result<Found> fetch() {
    const Profile* profile = surroundings_->profiles.find(profile_);
    if (profile == nullptr || !has_role(*profile)) return Found(Absent{"no role_arn"});
    if (const auto serial = profile->get("mfa_serial")) {
      return fail(Code::kInvalid,
                  fmt::format("{}: mfa_serial = {} wants a code, which is not asked for here; a "
                              "profile with credential_process = aws configure "
                              "export-credentials --profile {} has the same credentials",
                              name(), *serial, profile_));
    }
    if (!base_) {
      TM_TRY(base_, base_of(*profile));
    }
    const Means& means = surroundings_->means;
    TM_TRY(const RoleToAssume role, role_in(name(), *profile, means.random));
    TM_TRY(const AwsOptions options, sts_options(*surroundings_, base_));
    AwsClient aws(options, means.transport, means.clock, means.random, means.pause);
    auto assumed = accepted("AssumeRole", Sts(aws).assume_role(role));
    if (assumed) return found_in(assumed.value());
    return fail(assumed.error().code,
                fmt::format("{}: {}: {}", name(), role.role_arn, assumed.error().message));
  }

 private:
  Result<std::shared_ptr<CredentialProvider>> base_of(const Profile& profile) {
    const auto source = profile.get("source_profile");
    const auto place = profile.get("credential_source");
    if (source && place) {
      return fail(Code::kInvalid,
                  name() + ": source_profile and credential_source contradict each other");
    }
    if (source) return base_in(*source);
    if (place) return base_at(*place);
    return fail(Code::kInvalid,
                name() +
                    ": neither source_profile nor credential_source says with what to take "
                    "it on");
  }

  Result<std::shared_ptr<CredentialProvider>> base_in(const std::string& source) {
    const Profile* profile = surroundings_->profiles.find(source);
    if (profile == nullptr) {
      return fail(Code::kInvalid,
                  fmt::format("{}: source_profile = {} is in neither file", name(), source));
    }
    const bool seen = std::ranges::find(visited_, source) != visited_.end();
    if (seen && !(source == profile_ && has_keys(*profile))) {
      return fail(Code::kInvalid,
                  fmt::format("{}: source_profile = {} leads back to itself", name(), source));
    }
    const Clock& clock = surroundings_->means.clock;
    if (has_keys(*profile) || !has_role(*profile)) {
      return chain_of(profile_sources(surroundings_, source), clock);
    }
    const auto beneath = std::make_shared<ProfileRole>(surroundings_, source, visited_);
    return chain_of({{beneath->name(), [beneath] { return beneath->fetch(); }}}, clock);
  }

  Result<std::shared_ptr<CredentialProvider>> base_at(const std::string& place) {
    const Clock& clock = surroundings_->means.clock;
    if (place == "Environment") return chain_of({environment_source(surroundings_)}, clock);
    if (place == "EcsContainer") return chain_of({container_source(surroundings_)}, clock);
    if (place == "Ec2InstanceMetadata") return chain_of({instance_source(surroundings_)}, clock);
    return fail(Code::kInvalid,
                fmt::format("{}: credential_source = {} is none of Environment, EcsContainer, "
                            "Ec2InstanceMetadata",
                            name(), place));
  }

  const SharedSurroundings surroundings_;
  const std::string profile_;
  std::vector<std::string> visited_;
  std::shared_ptr<CredentialProvider> base_;
};

// token file, role and session name: of the profile, or of the environment.
struct WebIdentity {
  std::optional<std::string> token_file{};
  std::optional<std::string> role_arn{};
  std::optional<std::string> session_name{};
};

WebIdentity web_identity_in(const Surroundings& surroundings, const std::string& profile) {
  if (profile.empty()) {
    const Environment& environment = surroundings.environment;
    return {environment.find("AWS_WEB_IDENTITY_TOKEN_FILE"), environment.find("AWS_ROLE_ARN"),
            environment.find("AWS_ROLE_SESSION_NAME")};
  }
  const Profile* found = surroundings.profiles.find(profile);
  if (found == nullptr) return {};
  return {found->get("web_identity_token_file"), found->get("role_arn"),
          found->get("role_session_name")};
}

}  // namespace

CredentialSource role_source(SharedSurroundings surroundings, std::string profile) {
  const auto role = std::make_shared<ProfileRole>(std::move(surroundings), std::move(profile),
                                                  std::vector<std::string>());
  return {role->name(), [role] { return role->fetch(); }};
}

CredentialSource web_identity_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name =
      profile.empty() ? "web identity of the environment" : "web identity of profile " + profile;
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const WebIdentity identity = web_identity_in(*surroundings, profile);
            if (!identity.token_file) return Found(Absent{"no token file is set"});
            if (!identity.role_arn) {
              return fail(Code::kInvalid, name + ": a token file, but no role to take on");
            }
            const Means& means = surroundings->means;
            // Read anew each time: it is exchanged under us.
            TM_TRY(const std::string token,
                   secret_file(name, surroundings->environment.path(*identity.token_file)));
            TM_TRY(const AwsOptions options, sts_options(*surroundings, nullptr));
            AwsClient aws(options, means.transport, means.clock, means.random, means.pause);
            const RoleToAssume role{
                .role_arn = *identity.role_arn,
                .session_name = identity.session_name.value_or("tidemark-" + means.random.hex(8))};
            auto assumed = accepted("AssumeRoleWithWebIdentity",
                                    Sts(aws).assume_role_with_web_identity(role, token));
            if (assumed) return found_in(assumed.value());
            return fail(assumed.error().code,
                        fmt::format("{}: {}: {}", name, role.role_arn, assumed.error().message));
          }};
}

}  // namespace tidemark::client

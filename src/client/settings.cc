#include "client/settings.h"

#include "client/credential_places.h"
#include "client/endpoints.h"
#include "client/profiles.h"

#include <charconv>

namespace tidemark::client {
namespace {

// Empty: none is set.
std::string region_of(const Environment& environment, const SessionWords& words,
                      const Profile& profile) {
  if (!words.region.empty()) return words.region;
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (auto region = environment.find(variable)) return *region;
  }
  return profile.get("region").value_or("");
}

// A name that is set in the environment before one that is set in the profile.
std::string setting(const Environment& environment, const Profile& profile,
                    std::string_view variable, std::string_view name) {
  return environment.get(variable, profile.get(name).value_or(""));
}

// Legacy is what botocore did before standard; here both are standard.
Result<RetryMode> retry_mode_of(const std::string& word) {
  if (word.empty() || word == "standard" || word == "legacy") return RetryMode::kStandard;
  if (word == "adaptive") return RetryMode::kAdaptive;
  return fail(Code::kInvalid,
              fmt::format("AWS_RETRY_MODE = {} is none of standard, adaptive, legacy", word));
}

Result<RetryPolicy> retry_policy(const Environment& environment, const Profile& profile) {
  RetryPolicy policy;
  policy.cap = std::chrono::seconds(20);
  TM_TRY(policy.mode, retry_mode_of(setting(environment, profile, "AWS_RETRY_MODE", "retry_mode")));
  const std::string attempts = setting(environment, profile, "AWS_MAX_ATTEMPTS", "max_attempts");
  if (attempts.empty()) return policy;
  const char* const end = attempts.data() + attempts.size();
  const auto [stopped, problem] = std::from_chars(attempts.data(), end, policy.attempts);
  if (problem != std::errc() || stopped != end || policy.attempts < 1) {
    return fail(Code::kInvalid,
                fmt::format("AWS_MAX_ATTEMPTS = {} is no whole number from 1 on", attempts));
  }
  return policy;
}

// Hosts by account id are DynamoDB's newer way; here hosts are always the region's.
Status check_host_mode(const Environment& environment, const Profile& profile) {
  const std::string mode =
      setting(environment, profile, "AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode");
  if (mode != "required") return Ok{};
  return fail(Code::kInvalid,
              "AWS_ACCOUNT_ID_ENDPOINT_MODE = required cannot be had: hosts by account id are not "
              "made here; preferred, disabled, or AWS_ENDPOINT_URL_DYNAMODB would do");
}

Status put_endpoints(SessionOptions& options, const Endpoints& endpoints) {
  for (const ServiceFacts& facts : all_services()) {
    TM_TRY(options.endpoints[facts.service],
           endpoints.of(host_facts(facts.service), options.region));
  }
  return Ok{};
}

// Lower-case letters before capital ones, as curl, Python and Go.
std::string proxy_in(const Environment& environment, const char* lower, const char* upper) {
  return environment.get(lower, environment.get(upper, ""));
}

}  // namespace

Result<SessionOptions> session_options(const Environment& environment, const SessionWords& words,
                                       const Means& means) {
  const ChosenProfile chosen = chosen_profile(environment, words.profile);
  TM_TRY(Profiles profiles, read_profiles(environment));
  TM_TRY(const Profile* const profile, profile_to_use(profiles, chosen));
  SessionOptions options;
  options.profile = chosen.chosen_by.empty() ? "" : chosen.name;
  options.region = region_of(environment, words, *profile);
  if (options.region.empty()) {
    return fail(
        Code::kNotFound,
        fmt::format("no region: give --region, set AWS_REGION, or set region for profile {} "
                    "in {}",
                    chosen.name, profiles.config_path));
  }
  TM_TRY_STATUS(check_host_mode(environment, *profile));
  TM_TRY(options.retry, retry_policy(environment, *profile));
  TM_TRY_STATUS(
      put_endpoints(options, Endpoints(environment, profiles, *profile, words.endpoint_url)));
  options.credentials = default_chain(
      std::make_shared<const Surroundings>(Surroundings{.environment = environment,
                                                        .profiles = std::move(profiles),
                                                        .profile = chosen.name,
                                                        .region = options.region,
                                                        .means = means}),
      !words.profile.empty());
  return options;
}

Result<http::SocketTransport::Options> transport_options(const Environment& environment,
                                                         const SessionWords& words) {
  const ChosenProfile chosen = chosen_profile(environment, words.profile);
  TM_TRY(const Profiles profiles, read_profiles(environment));
  TM_TRY(const Profile* const profile, profile_to_use(profiles, chosen));
  http::SocketTransport::Options options;
  options.ca_file = environment.path(setting(environment, *profile, "AWS_CA_BUNDLE", "ca_bundle"));
  options.proxy = proxy_in(environment, "http_proxy", "HTTP_PROXY");
  options.https_proxy = proxy_in(environment, "https_proxy", "HTTPS_PROXY");
  options.no_proxy = proxy_in(environment, "no_proxy", "NO_PROXY");
  return options;
}

}  // namespace tidemark::client

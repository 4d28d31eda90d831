// IAM Identity Center: the token that `aws sso login` left in its cache, exchanged for a role's
// credentials.
#include "client/credential_places.h"
#include "client/credential_reply.h"
#include "client/endpoints.h"
#include "client/sso_token.h"
#include "codec/uri.h"

namespace tidemark::client {
namespace {

std::optional<std::string> set_in(const IniValues& values, std::string_view name) {
  const auto found = values.find(name);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

Error lacks_setting(const std::string& source, std::string_view setting) {
  return fail(Code::kInvalid, fmt::format("{}: {} is not set", source, setting));
}

Result<SsoSettings> settings_in(const std::string& source, const Profiles& profiles,
                                const Profile& profile) {
  SsoSettings settings;
  settings.session = profile.get("sso_session").value_or("");
  auto start_url = profile.get("sso_start_url");
  auto region = profile.get("sso_region");
  if (!settings.session.empty()) {
    const auto session = profiles.sso_sessions.find(settings.session);
    if (session == profiles.sso_sessions.end()) {
      return fail(Code::kInvalid, fmt::format("{}: {} has no section [sso-session {}]", source,
                                              profiles.config_path, settings.session));
    }
    start_url = set_in(session->second, "sso_start_url");
    region = set_in(session->second, "sso_region");
  }
  if (!start_url) return lacks_setting(source, "sso_start_url");
  if (!region) return lacks_setting(source, "sso_region");
  const auto account = profile.get("sso_account_id");
  const auto role = profile.get("sso_role_name");
  if (!account) return lacks_setting(source, "sso_account_id");
  if (!role) return lacks_setting(source, "sso_role_name");
  settings.start_url = *start_url;
  settings.region = *region;
  settings.account = *account;
  settings.role = *role;
  return settings;
}

}  // namespace

CredentialSource sso_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name = fmt::format("SSO of profile {}", profile);
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const Profile* found = surroundings->profiles.find(profile);
            if (found == nullptr || (!found->get("sso_session") && !found->get("sso_start_url"))) {
              return Found(Absent{"no sso_session"});
            }
            TM_TRY(SsoSettings settings, settings_in(name, surroundings->profiles, *found));
            settings.profile = profile;
            TM_TRY(const std::string token, sso_token(name, *surroundings, settings));
            const Endpoints endpoints(surroundings->environment, surroundings->profiles,
                                      surroundings->own_profile());
            TM_TRY(const Endpoint portal, endpoints.of(kSsoPortal, settings.region));
            http::Outgoing request;
            request.method = "GET";
            request.url = fmt::format("{}/federation/credentials?role_name={}&account_id={}",
                                      portal.url, codec::percent_encode(settings.role),
                                      codec::percent_encode(settings.account));
            request.headers.add("x-amz-sso_bearer_token", token);
            auto json = ask_json(name, request, 3, surroundings->means);
            if (!json) {
              return fail(json.error().code, fmt::format("{}; try {}", json.error().message,
                                                         settings.how_to_log_in()));
            }
            const codec::JsonValue* role = json.value().find("roleCredentials");
            if (role == nullptr) {
              return fail(Code::kInvalid, name + ": the answer lacks roleCredentials");
            }
            TM_TRY(Fetched fetched, credentials_in(name, *role,
                                                   {.key_id = "accessKeyId",
                                                    .secret = "secretAccessKey",
                                                    .token = "sessionToken",
                                                    .expires = "expiration"}));
            return Found(std::move(fetched));
          }};
}

}  // namespace tidemark::client

// Keys that are written down: environment variables, the two shared files.
#include "client/credential_places.h"

namespace tidemark::client {
namespace {

// A key id without its secret is a mistake to be told of; neither is none.
Result<Found> keys(std::string_view source, std::optional<std::string> id,
                   std::optional<std::string> secret, std::optional<std::string> token) {
  if (!id) return Found(Absent{"no aws_access_key_id"});
  if (!secret) {
    return fail(Code::kInvalid,
                fmt::format("{}: an access key id without its secret access key", source));
  }
  return Found(Fetched{.credentials = {.key_id = *std::move(id),
                                       .secret = *std::move(secret),
                                       .session_token = std::move(token).value_or("")}});
}

std::optional<std::string> set_in(const IniValues& values, std::string_view name) {
  const auto found = values.find(name);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

Result<Found> keys_in(std::string_view source, const IniValues& values) {
  auto token = set_in(values, "aws_session_token");
  if (!token) token = set_in(values, "aws_security_token");  // boto's name for it, once
  return keys(source, set_in(values, "aws_access_key_id"), set_in(values, "aws_secret_access_key"),
              std::move(token));
}

}  // namespace

CredentialSource environment_source(SharedSurroundings surroundings) {
  const std::string name = "environment variables";
  return {name, [surroundings, name]() -> Result<Found> {
            const Environment& environment = surroundings->environment;
            if (!environment.find("AWS_ACCESS_KEY_ID")) {
              return Found(Absent{"AWS_ACCESS_KEY_ID is not set"});
            }
            auto token = environment.find("AWS_SESSION_TOKEN");
            if (!token) token = environment.find("AWS_SECURITY_TOKEN");
            return keys(name, environment.find("AWS_ACCESS_KEY_ID"),
                        environment.find("AWS_SECRET_ACCESS_KEY"), std::move(token));
          }};
}

CredentialSource credentials_file_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name =
      fmt::format("profile {} in {}", profile, surroundings->profiles.credentials_path);
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const Profile* found = surroundings->profiles.find(profile);
            if (found == nullptr) return Found(Absent{"no such profile"});
            return keys_in(name, found->credentials);
          }};
}

CredentialSource login_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name = fmt::format("login of profile {}", profile);
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const Profile* found = surroundings->profiles.find(profile);
            if (found == nullptr || !found->get("login_session")) {
              return Found(Absent{"no login_session"});
            }
            return fail(Code::kInvalid,
                        fmt::format("{0}: login_session is not read here; a profile with "
                                    "credential_process = aws configure export-credentials "
                                    "--profile {1} has the same credentials",
                                    name, profile));
          }};
}

CredentialSource config_file_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name =
      fmt::format("profile {} in {}", profile, surroundings->profiles.config_path);
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const Profile* found = surroundings->profiles.find(profile);
            if (found == nullptr) return Found(Absent{"no such profile"});
            return keys_in(name, found->config);
          }};
}

}  // namespace tidemark::client

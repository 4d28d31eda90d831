#include "client/settings.h"

namespace tidemark::client {
namespace {

Result<std::shared_ptr<CredentialProvider>> credentials_in(const Environment& environment) {
  const auto id = environment.find("AWS_ACCESS_KEY_ID");
  const auto secret = environment.find("AWS_SECRET_ACCESS_KEY");
  if (!id || !secret) {
    return fail(Code::kDenied,
                "no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  }
  return fixed_credentials(
      {.key_id = *id, .secret = *secret, .session_token = environment.get("AWS_SESSION_TOKEN", "")},
      "environment variables");
}

}  // namespace

Result<SessionOptions> session_options(const Environment& environment, const SessionWords& words,
                                       const Means&) {
  SessionOptions options;
  options.profile = words.profile;
  options.region = words.region.empty()
                       ? environment.get("AWS_REGION", environment.get("AWS_DEFAULT_REGION", ""))
                       : words.region;
  if (options.region.empty()) {
    return fail(Code::kNotFound, "no region: give --region or set AWS_REGION");
  }
  options.endpoint =
      words.endpoint_url.empty() ? environment.get("AWS_ENDPOINT_URL", "") : words.endpoint_url;
  TM_TRY(options.credentials, credentials_in(environment));
  return options;
}

Result<http::SocketTransport::Options> transport_options(const Environment& environment,
                                                         const SessionWords&) {
  return http::SocketTransport::Options{.ca_file = environment.get("AWS_CA_BUNDLE", "")};
}

}  // namespace tidemark::client

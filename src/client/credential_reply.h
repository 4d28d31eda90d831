// Credentials out of the JSON that a process, a container's or an instance's service answers.
//
// Threads   Pure functions but for what they send.
// Errors    Name the source and the member, never a value.
#pragma once

#include "client/credential_source.h"
#include "client/settings.h"
#include "codec/json.h"
#include "http/message.h"

#include <string>
#include <string_view>

namespace tidemark::client {

struct CredentialMembers {
  std::string_view key_id = "AccessKeyId";
  std::string_view secret = "SecretAccessKey";
  std::string_view token = "Token";
  std::string_view expires = "Expiration";  // ISO-8601, or milliseconds since 1970
};

Result<Fetched> credentials_in(std::string_view source, const codec::JsonValue& json,
                               const CredentialMembers& members);

// The file's text without the line break at its end.
Result<std::string> secret_file(std::string_view source, const std::string& path);

// The answer's body, if its status is 200. Sent up to `attempts` times while the connection fails
// or the status is a server's fault.
Result<std::string> ask(std::string_view source, const http::Outgoing& request, int attempts,
                        const Means& means);

// ask, and its body as JSON.
Result<codec::JsonValue> ask_json(std::string_view source, const http::Outgoing& request,
                                  int attempts, const Means& means);

}  // namespace tidemark::client

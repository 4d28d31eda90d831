// AWS Signature Version 4, the signing side.
//
//   http::Outgoing request{.method = "POST", .url = "http://127.0.0.1:8000/", .body = "{}"};
//   wire::sign(request, {.key_id = "AKIA…", .secret = "…"}, {"eu-west-1", "dynamodb"},
//   clock.now());
//
// Send URLs fully percent-encoded (RFC 3986): what is signed is the text of the URL.
//
// Threads   Pure functions.
#pragma once

#include "base/timestamp.h"
#include "http/message.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tidemark::wire {

struct Credentials {
  std::string key_id{};
  std::string secret{};
  std::string session_token{};  // empty: none
};

struct SigningScope {
  std::string region{};
  std::string service{};  // signing name: "dynamodb", "backup", "s3"
};

// Adds Host, X-Amz-Date, X-Amz-Security-Token (with a session token) and Authorization; for s3
// X-Amz-Content-Sha256 as well. Replaces none: sign a request once. Signs every header there is,
// but those that proxies and clients may change (connection, expect, te, user-agent, …).
void sign(http::Outgoing& request, const Credentials& credentials, const SigningScope& scope,
          Timestamp at);

// The URL with the signature in its query, good for `valid` (1 s … 7 days) from `at`. Only the
// host and the headers given are signed; they must be sent as given.
std::string presign(const http::Outgoing& request, const Credentials& credentials,
                    const SigningScope& scope, Timestamp at, std::chrono::seconds valid);

}  // namespace tidemark::wire

// AWS Signature Version 4, the verifying side: whose key signed this request?
//
//   Verifier verifier(keys);
//   const Verification outcome = verifier.verify(request, real_clock.now(), {.service =
//   "dynamodb"}); if (const auto* verified = std::get_if<Verified>(&outcome)) … verified->account …
//   else … rejection_of(outcome) …
//
// Checks come in AWS's order, so that a request wrong in two ways gets the answer AWS gives.
// Header and query (presigned) signatures; no chunk signatures.
//
// Threads   `verify` may be called from any thread at once; derived keys are cached inside.
// Source    aws-contract B.1 #5-#9 and F.1: texts as dynalite's suite saw them on real AWS.
#pragma once

#include "base/timestamp.h"
#include "http/message.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::wire {

// A secret and whose it is. The views outlive the Verifier's call, if need be by `owner`.
struct SecretKey {
  std::string_view secret{};
  std::string_view account{};
  std::string_view principal{};        // ARN of the user or role session; empty: root
  std::string_view token{};            // a session's: its requests carry it; empty: none
  std::optional<Timestamp> expires{};  // when the session ends
  std::shared_ptr<const void> owner{};
};

// nullopt: no such key.
using KeySource = std::function<std::optional<SecretKey>(std::string_view key_id)>;

struct VerifyOptions {
  std::string_view service{};              // signing name the scope must carry
  std::span<const std::string> regions{};  // the scope's region must be one of these
  // Off: key look-up, signature and age are not checked; presence and form still are.
  bool check_signature = true;
  // With check_signature off: whose the call is.
  std::string_view account_without_keys = "123456789012";
};

struct Verified {
  std::string key_id{};
  std::string account{};
  std::string principal{};  // as SecretKey::principal
  std::string region{};
  std::vector<std::string> signed_headers{};  // lower case, as listed by the client
};

// Why not. `message` is AWS's text.
struct BothAuthorizations {
  std::string message;
};

struct NoAuthorization {
  std::string message;
};

struct IncompleteAuthorization {
  std::string message;
};

struct WrongAlgorithm {
  std::string message;
};

struct HostNotSigned {
  std::string message;
};

struct BadCredentialScope {
  std::string message;
};

struct SignatureExpired {
  std::string message;
};  // a presigned URL's time is over, too

struct SignatureNotYetCurrent {
  std::string message;
};

struct UnknownKey {
  std::string message;
};

struct SignatureMismatch {
  std::string message;
};  // wrong secret or tampered with

struct SessionExpired {
  std::string message;
};

using Verification =
    std::variant<Verified, BothAuthorizations, NoAuthorization, IncompleteAuthorization,
                 WrongAlgorithm, HostNotSigned, BadCredentialScope, SignatureExpired,
                 SignatureNotYetCurrent, UnknownKey, SignatureMismatch, SessionExpired>;

// AWS's name of the failure ("InvalidSignatureException") and its text. Not for Verified.
struct Rejection {
  std::string_view name{};
  std::string message{};
};

[[nodiscard]] Rejection rejection_of(const Verification& failed);

class Verifier {
 public:
  explicit Verifier(KeySource keys);
  ~Verifier();

  // `now` is the real time, also where the rest of the house lives by a simulated clock.
  [[nodiscard]] Verification verify(const http::Request& request, Timestamp now,
                                    const VerifyOptions& options) const;

 private:
  class KeyCache;
  KeySource keys_;
  std::unique_ptr<KeyCache> cache_;
};

}  // namespace tidemark::wire

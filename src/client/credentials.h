// Whom requests are signed as, and who knows it: a fixed key, or a source that fetches a new one
// before the old one ends.
//
//   options.credentials = fixed_credentials({.key_id = "AKIA…", .secret = "…"});
//   TM_TRY(const wire::Credentials key, options.credentials->now());
//
// A secret or a session token is in no error and no text that comes from here.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include "base/result.h"
#include "wire/sigv4_sign.h"

#include <memory>
#include <string>

namespace tidemark::client {

class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;

  // What to sign the next request with.
  // Errors: kDenied  there are none; says where was looked
  //         and those of what it takes to fetch them
  virtual Result<wire::Credentials> now() = 0;

  // A service called `used` expired: fetch others. True when `now` will answer with others.
  virtual bool refused(const wire::Credentials& used) = 0;

  // Where they come from, for people: "environment variables", "profile prod: role … by STS".
  [[nodiscard]] virtual std::string origin() const = 0;
};

// Always these.
std::shared_ptr<CredentialProvider> fixed_credentials(wire::Credentials credentials,
                                                      std::string origin = "given");

}  // namespace tidemark::client

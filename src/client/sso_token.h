// The token that `aws sso login` leaves in ~/.aws/sso/cache, renewed when it ends and can be.
//
//   TM_TRY(const std::string token, sso_token(source, surroundings, settings));
//
// A token that is renewed is written back, as the AWS CLI does: what it is renewed with is good
// once, and the CLI needs the next one.
//
// Threads   Any; two processes that renew at once may log one of them out, as with AWS's tools.
// Errors    kDenied  there is none or it has ended; says which `aws sso login` to run
// Source    botocore 1.43 tokens.py: renewed from fifteen minutes before its end; file names are
//           SHA-1 of the session's name, or of the start URL.
#pragma once

#include "client/credential_places.h"

#include <string>

namespace tidemark::client {

struct SsoSettings {
  std::string profile{};
  std::string session{};  // empty: the old form, without an [sso-session], which is never renewed
  std::string start_url{};
  std::string region{};
  std::string account{};
  std::string role{};

  // "aws sso login --sso-session corp".
  [[nodiscard]] std::string how_to_log_in() const;
};

Result<std::string> sso_token(const std::string& source, const Surroundings& surroundings,
                              const SsoSettings& settings);

}  // namespace tidemark::client

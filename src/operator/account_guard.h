// Whose account this is, and that it is the one expected. Every change is behind this question.
//
//   TM_TRY(const Whoami who, who_am_i(session));
//   TM_TRY_STATUS(guard_account(who, config.account));
//
// Threads   One call at a time.
#pragma once

#include "client/session.h"

#include <string>
#include <string_view>

namespace tidemark::runbooks {

struct Whoami {
  std::string account;
  std::string arn;
  std::string region;
  std::string profile;  // empty: none was chosen
};

// Errors: those of GetCallerIdentity
Result<Whoami> who_am_i(client::Session& session);

// Errors: kDenied  `expected` is another account. Empty expects none.
Status guard_account(const Whoami& who, std::string_view expected);

}  // namespace tidemark::runbooks

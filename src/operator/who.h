// Whose credentials these are.
//
//   TM_TRY(const Caller caller, who_calls(site));
//   caller.account                                  // "012345678901": text, zeros kept
//
// Threads   As the site's.
// Errors    Those of the call; kDenied when the site expects another account.
#pragma once

#include "operator/site.h"

#include <string>

namespace tidemark::runbooks {

struct Caller {
  std::string account{};
  std::string arn{};
};

Result<Caller> who_calls(const Site& site);

}  // namespace tidemark::runbooks

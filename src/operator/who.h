// Whose credentials these are.
//
//   TM_TRY(const client::Caller caller, who_calls(site));
//   caller.account                                  // "012345678901": text, zeros kept
//
// Threads   As the site's.
// Errors    Those of the call; kDenied when the site expects another account.
#pragma once

#include "client/identity.h"
#include "operator/site.h"

namespace tidemark::runbooks {

Result<client::Caller> who_calls(const Site& site);

}  // namespace tidemark::runbooks

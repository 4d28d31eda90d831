// Resource policies as AWS reads them. A key of an account may do everything with the account's
// tables here, so that a policy which allows the account something changes nothing and is kept;
// one that would change something, by denying or by allowing others, is refused by name.
//
// Threads   Pure.
#pragma once

#include "api/call.h"
#include "api/parsed.h"

#include <string>

namespace tidemark::api {

// The document in the one form in which AWS keeps it: no blanks, members in its order, lists of one
// as that one, accounts as their root's ARN.
Parsed<std::string> policy_document(const Call& call, const std::string& text);

}  // namespace tidemark::api

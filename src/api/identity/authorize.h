// Whether who called may do what the call asks for.
//
//   if (const auto text = denied(call, engine, {.action = "dynamodb:GetItem", .resource = arn})) {
//     return error_reply("AccessDeniedException", *text);
//   }
//
// Threads   Any; reads memory only.
#pragma once

#include "api/call.h"
#include "api/operation.h"
#include "services/identity/access.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::api {

// One thing that a call needs permission for.
struct Wish {
  std::string action;                                   // "dynamodb:GetItem"
  std::string resource;                                 // an ARN, or "*" where the action has none
  std::string account = {};                             // whose it is; empty: the caller's
  std::optional<services::ResourcePolicy> policy = {};  // of the resource
  std::vector<std::pair<std::string, std::string>> keys = {};  // conditions may ask for these
};

// AWS's text; nullopt: allowed. Root is allowed at once unless the resource has a policy or is
// another account's.
std::optional<std::string> denied(const Call& call, const Engine& engine, const Wish& wish);

}  // namespace tidemark::api

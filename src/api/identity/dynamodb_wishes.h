// What a request to DynamoDB needs permission for: one or more actions, each on a table, index,
// backup or stream.
//
//   for (const Wish& wish : dynamodb_wishes(request, engine)) …
//
// Only asked for users and role sessions: root's requests do not come here. A part of a request
// that cannot be understood is not among the wishes: its operation refuses the request.
//
// Threads   Any.
// Source    AWS Service Authorization Reference, "Amazon DynamoDB".
#pragma once

#include "api/identity/authorize.h"
#include "api/operation.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

std::vector<Wish> dynamodb_wishes(const Request& request, const Engine& engine);

// AccessDeniedException for the first wish that is not allowed.
std::optional<Reply> refuse_unauthorized(const Request& request, const Engine& engine);

}  // namespace tidemark::api

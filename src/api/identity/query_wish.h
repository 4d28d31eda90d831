// What a request to IAM, STS or SNS needs permission for: its action, and the role, user, policy,
// topic it is about.
#pragma once

#include "api/identity/authorize.h"
#include "api/query/operation.h"

namespace tidemark::api {

Wish query_wish(const QueryRequest& request, const Engine& engine);

}  // namespace tidemark::api

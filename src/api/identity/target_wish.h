// What a request to the Parameter Store or the tagging API needs permission for.
//
// Threads   Pure.
// Source    AWS Service Authorization Reference, "AWS Systems Manager", "Resource Groups Tagging".
#pragma once

#include "api/identity/authorize.h"
#include "api/target/operation.h"

#include <vector>

namespace tidemark::api {

std::vector<Wish> target_wishes(const TargetService& service, const TargetRequest& request);

}  // namespace tidemark::api

// Instants in the words of DynamoDB's quota messages.
#pragma once

#include "base/timestamp.h"

#include <string>

namespace tidemark::api {

// "Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time"
std::string long_date(Timestamp at);

}  // namespace tidemark::api

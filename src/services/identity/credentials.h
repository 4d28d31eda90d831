// New ids and secrets, in AWS's forms.
//
//   new_id("AROA", random)       // "AROA" and 17 letters and digits
//   new_key_id("AKIA", random)   // "AKIA" and 16
//
// Threads   Any.
#pragma once

#include "base/random.h"

#include <string>
#include <string_view>

namespace tidemark::services {

[[nodiscard]] std::string new_id(std::string_view prefix, Random& random);
[[nodiscard]] std::string new_key_id(std::string_view prefix, Random& random);
// 40 characters.
[[nodiscard]] std::string new_secret(Random& random);
// About as long as AWS's.
[[nodiscard]] std::string new_session_token(Random& random);

// The id of what every account has from the start: the same whenever it is asked.
[[nodiscard]] std::string fixed_id(std::string_view prefix, std::string_view of);

}  // namespace tidemark::services

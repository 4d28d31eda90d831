// Passports that a person names: of a table that is there, or saved in a file.
//
//   TM_TRY(const runbooks::Passport wanted, named_passport("before.json", context));
//
// Threads   One at a time.
#pragma once

#include "cli/context.h"
#include "operator/passport.h"

#include <string>

namespace tidemark::cli {

// "-" and what has a slash in it or ends in ".json" is a file; anything else is a table.
// Errors: those of reading either
Result<runbooks::Passport> named_passport(const std::string& name, CommandContext& context);

inline constexpr const char* kPassportNames =
    "A table's name, or a file that tidemark passport show --output json has written: what ends "
    "in\n"
    ".json or has a slash in it is a file.";

}  // namespace tidemark::cli

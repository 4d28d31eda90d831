// JMESPath's functions, all twenty-six of the specification.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "cli/jmespath/node.h"
#include "codec/json.h"

#include <span>
#include <string_view>

namespace tidemark::cli::jmespath {

struct Argument {
  codec::JsonValue value{};
  const Node* expression = nullptr;  // set for `&name`
};

// Errors: kInvalid  an argument is not of the kind that the function takes
Result<codec::JsonValue> call_function(std::string_view name, std::span<const Argument> arguments);

// That every function in the tree exists and is given as many arguments as it takes.
// Errors: kInvalid  names the function
Status check_functions(const Node& node);

}  // namespace tidemark::cli::jmespath

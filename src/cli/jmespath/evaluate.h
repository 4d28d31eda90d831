// A JMESPath tree's answer to a document.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "cli/jmespath/node.h"
#include "codec/json.h"

namespace tidemark::cli::jmespath {

Result<codec::JsonValue> evaluate(const Node& node, const codec::JsonValue& current);

// Everything but false, null, "", [] and {}.
bool is_true(const codec::JsonValue& value);

// Equal as JSON: 1 equals 1.0, members in any order.
bool equal(const codec::JsonValue& a, const codec::JsonValue& b);

}  // namespace tidemark::cli::jmespath

// A refusal as one statement's part of an answer: BatchStatementError.
#pragma once

#include "api/call.h"
#include "codec/json.h"

#include <string>

namespace tidemark::api {

struct StatementError {
  std::string code;  // "ValidationError", "DuplicateItem"
  std::string message;
};

StatementError statement_error_of(const Reply& refusal);

// {"Code":…,"Message":…} as the next value, with the item that failed a condition if the refusal
// has it.
void write_statement_error(codec::JsonWriter& out, const Reply& refusal);

}  // namespace tidemark::api

// Where a SELECT goes on: opaque to clients, good only for the statement, the parameters and the
// table that it was given for.
//
//   const TokenBinding binding = binding_of(request, statement, open.table->table_id);
//   out.key("NextToken").string(token_of(binding, {.read = 0, .after = last}));
//   TM_OR_REPLY(const ReadPosition start, position_of(binding, text));
#pragma once

#include "api/operation.h"
#include "api/parsed.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// Which of the statement's reads is next, and the key behind which it goes on.
struct ReadPosition {
  std::size_t read = 0;
  std::optional<std::string> after = {};
};

struct TokenBinding {
  std::string digest;  // SHA-256
};

// Of the request's Statement and Parameters.
TokenBinding binding_of(const Request& request, std::string_view table_id);

std::string token_of(const TokenBinding& binding, const ReadPosition& position);
Parsed<ReadPosition> position_of(const TokenBinding& binding, std::string_view token);

}  // namespace tidemark::api

// JMESPath: what `--query` understands. The whole grammar and all functions of the specification.
//
//   TM_TRY(const Expression query, jmespath::compile("tables[?items > `10`].name"));
//   TM_TRY(const JsonValue names, query.search(document));
//
// Threads   compile() from any thread; an Expression may be searched with from any thread at once.
// Errors    compile: kInvalid  the text is no JMESPath; the message names the place
//           search:  kInvalid  a function was given what it does not take
// Source    jmespath.org's specification (read 2026-11-21); tests/journeys/query_test.py compares
//           with the Python implementation that the AWS CLI uses.
#pragma once

#include "base/result.h"
#include "cli/jmespath/node.h"
#include "codec/json.h"

#include <string_view>

namespace tidemark::cli::jmespath {

class Expression {
 public:
  explicit Expression(Node root) : root_(std::move(root)) {}

  [[nodiscard]] Result<codec::JsonValue> search(const codec::JsonValue& document) const;

 private:
  Node root_;
};

Result<Expression> compile(std::string_view text);

}  // namespace tidemark::cli::jmespath

// A PartiQL statement as it was written: its clauses, each a Term, before tables, keys and values
// are looked at.
//
//   Parsed<Syntax> syntax = syntax_of(statement);
//
// Threads   Pure.
#pragma once

#include "expressions/partiql/term.h"
#include "expressions/partiql/token.h"
#include "expressions/problem.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions::partiql {

// SET target = value; REMOVE target has no value.
struct Assignment {
  Term target;
  std::optional<Term> value = {};
};

struct OrderSyntax {
  Term by;
  bool descending = false;
};

struct Syntax {
  enum class Kind { kSelect, kInsert, kUpdate, kDelete, kExists, kExpression };

  Kind kind = Kind::kExpression;
  std::vector<Token> table = {};  // the names of the path behind FROM, INTO or UPDATE
  bool aliased = false;           // the table, or a column
  std::optional<Term> as_of = {};
  bool all_columns = false;  // SELECT *
  std::vector<Term> columns = {};
  std::optional<Term> where = {};
  std::vector<OrderSyntax> order = {};
  std::vector<Assignment> changes = {};
  std::optional<Term> item = {};              // of INSERT
  std::optional<std::string> returning = {};  // "ALL OLD *"
  std::optional<Term> expression = {};        // a statement that is none of the others
  std::shared_ptr<const Syntax> select = {};  // of EXISTS
  // What the language has and the service does not: "GROUP BY", with the token that it is about.
  std::optional<std::string> unsupported = {};
  std::size_t parameters = 0;
};

Parsed<Syntax> syntax_of(std::string_view statement);

}  // namespace tidemark::expressions::partiql

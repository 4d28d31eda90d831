// PartiQL statements: parsed, checked, in the terms of conditions, updates and items that the
// other expression languages share.
//
//   const auto parsed = parse_statement("SELECT * FROM \"T\" WHERE pk = ?", parameters);
//   if (const auto* select = std::get_if<SelectStatement>(&std::get<Statement>(parsed))) …
//
// What needs the table is asked later: see key_plan.h and item_key.h.
//
// Threads   Pure.
#pragma once

#include "expressions/condition.h"
#include "expressions/problem.h"
#include "expressions/update.h"
#include "values/attribute_value.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::expressions::partiql {

struct Source {
  std::string table;
  std::optional<std::string> index = {};
};

// A wanted part of an item, and what it is called in the answer: `a.b[0]` is "b[0]".
struct Column {
  DocumentPath path;
  std::string name;
};

struct OrderTerm {
  std::string attribute;
  bool descending = false;
};

struct SelectStatement {
  Source from;
  std::optional<std::string> as_of = {};  // an instant, as written
  std::vector<Column> columns = {};       // none: all attributes
  // The service looks at the index before it says so.
  std::optional<ExpressionProblem> columns_problem = {};
  std::optional<Condition> where = {};
  std::vector<OrderTerm> order = {};
};

struct InsertStatement {
  std::string table;
  values::Item item;
};

enum class Returning { kNone, kAllOld, kAllNew, kModifiedOld, kModifiedNew };

struct UpdateStatement {
  Source target;
  Update update;
  std::optional<Condition> where = {};
  Returning returning = Returning::kNone;
};

struct DeleteStatement {
  Source target;
  std::optional<Condition> where = {};
  Returning returning = Returning::kNone;  // kNone or kAllOld
};

// EXISTS(SELECT …): a condition of a transaction.
struct ExistsStatement {
  SelectStatement select;
};

using Statement = std::variant<SelectStatement, InsertStatement, UpdateStatement, DeleteStatement,
                               ExistsStatement>;

// Longest statement in characters. Source: API reference, ExecuteStatement.
inline constexpr std::size_t kMaxStatementCharacters = 8192;

Parsed<Statement> parse_statement(std::string_view text,
                                  std::span<const values::AttributeValue> parameters);

}  // namespace tidemark::expressions::partiql

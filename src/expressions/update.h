// UpdateExpression: SET, REMOVE, ADD and DELETE, parsed and checked; placeholders resolved.
//
//   auto parsed = parse_update("SET Price = Price - :p REMOVE Tags[0]", placeholders);
//   if (auto problem = find_key_update(update, schema)) …
//   auto changed = apply(update, before, key);                 // apply_update.h
#pragma once

#include "expressions/condition.h"
#include "expressions/document_path.h"
#include "expressions/placeholders.h"
#include "expressions/problem.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// The right-hand side of SET: one operand, or two with + or - between them. Operands are paths,
// values, if_not_exists() and list_append().
struct SetValue {
  enum class Sum { kNone, kPlus, kMinus };

  Sum sum = Sum::kNone;
  std::vector<Operand> operands;  // one, or two with a sum
};

struct UpdateAction {
  enum class Kind { kSet, kRemove, kAdd, kDelete };

  Kind kind = Kind::kSet;
  DocumentPath path;
  SetValue value = {};                  // kSet
  values::AttributeValue operand = {};  // kAdd, kDelete
};

struct Update {
  std::vector<UpdateAction> actions;  // in the order of the text; their paths do not clash
  // AttributeUpdates: ADD appends to lists, and problems have other texts.
  bool legacy = false;
};

Parsed<Update> parse_update(std::string_view text, Placeholders& placeholders);

// The problem when `update` touches a key attribute.
std::optional<ExpressionProblem> find_key_update(const Update& update,
                                                 const values::KeySchema& schema);

}  // namespace tidemark::expressions

#include "expressions/partiql/changes.h"

#include "expressions/operand_check.h"
#include "expressions/partiql/where.h"
#include "expressions/path_clash.h"

namespace tidemark::expressions::partiql {

namespace {

using Kind = Term::Kind;
using values::AttributeValue;

std::string upper_case_name(std::string_view name) {
  return name == "set_add" ? "SET_ADD" : "SET_DELETE";
}

bool is_set_function(const Term& term) {
  return term.kind == Kind::kCall && (term.name == "set_add" || term.name == "set_delete");
}

bool is_set(const AttributeValue& value) {
  const std::string_view type = value.type_name();
  return type == "SS" || type == "NS" || type == "BS";
}

// Functions answer nullopt when literals_ has a problem.
class Changing {
 public:
  explicit Changing(Literals& literals) : literals_(literals) {}

  std::optional<UpdateAction> action(const Assignment& assignment) {
    UpdateAction action;
    action.path = assignment.target.path;
    if (!assignment.value) {
      action.kind = UpdateAction::Kind::kRemove;
      return action;
    }
    if (is_set_function(*assignment.value)) return set_change(std::move(action), assignment);
    std::optional<SetValue> value = set_value(*assignment.value);
    if (!value) return std::nullopt;
    action.value = *std::move(value);
    return action;
  }

 private:
  std::optional<UpdateAction> set_change(UpdateAction action, const Assignment& assignment) {
    const Term& call = *assignment.value;
    const std::string name = upper_case_name(call.name);
    if (call.parts.size() != 2) {
      return literals_.refuse(fmt::format("{} must have exactly two arguments", name), call.token);
    }
    const Term& first = call.parts[0];
    if (first.kind != Kind::kPath || first.path != assignment.target.path) {
      return literals_.refuse(
          fmt::format("The first argument to {} must equal the assignment value", name),
          call.token);
    }
    std::optional<AttributeValue> set;
    if (Literals::is_value(call.parts[1])) {
      set = literals_.value_of(call.parts[1]);
      if (!set) return std::nullopt;
    }
    if (!set || !is_set(*set)) {
      return literals_.refuse(
          fmt::format("The second argument to {} must be a value with type SET", name),
          first.token);
    }
    action.kind = call.name == "set_add" ? UpdateAction::Kind::kAdd : UpdateAction::Kind::kDelete;
    action.operand = *std::move(set);
    return action;
  }

  std::optional<SetValue> set_value(const Term& term) {
    SetValue value;
    const bool sums = term.kind == Kind::kInfix && (term.name == "+" || term.name == "-");
    if (!sums) {
      std::optional<Operand> one = operand(term);
      if (!one) return std::nullopt;
      value.operands.push_back(*std::move(one));
      return value;
    }
    value.sum = term.name == "+" ? SetValue::Sum::kPlus : SetValue::Sum::kMinus;
    if (!read(term, value.operands) || !all_are(value.operands, term.name, "N")) {
      return std::nullopt;
    }
    return value;
  }

  bool read(const Term& term, std::vector<Operand>& operands) {
    for (const Term& part : term.parts) {
      std::optional<Operand> next = operand(part);
      if (!next) return false;
      operands.push_back(*std::move(next));
    }
    return true;
  }

  bool all_are(const std::vector<Operand>& operands, std::string_view name,
               std::string_view wanted) {
    for (const Operand& operand : operands) {
      const AttributeValue* value = operand.value();
      if (value == nullptr || value->type_name() == wanted) continue;
      literals_.refuse(wrong_type(name, value->type_name()));
      return false;
    }
    return true;
  }

  std::optional<Operand> operand(const Term& term) {
    if (term.kind == Kind::kPath) return Operand{term.path};
    if (term.kind == Kind::kCall) return list_append(term);
    if (Literals::is_value(term)) {
      std::optional<AttributeValue> value = literals_.value_of(term);
      if (!value) return std::nullopt;
      return Operand{*std::move(value)};
    }
    if (term.kind == Kind::kSign || term.kind == Kind::kInfix) {
      return literals_.refuse(
          fmt::format("Unsupported operator in Update Expression. Operator: {}", term.name));
    }
    return literals_.refuse(fmt::format("Unsupported operation: {}", element_name(term)));
  }

  std::optional<Operand> list_append(const Term& term) {
    if (term.name != "list_append") {
      if (is_set_function(term)) return literals_.refuse(misused(term.name));
      return unrecognized(term, literals_);
    }
    Call call{term.name, {}};
    if (term.parts.size() != 2) {
      return literals_.refuse(wrong_count(term.name, term.parts.size()));
    }
    if (!read(term, call.arguments) || !all_are(call.arguments, term.name, "L")) {
      return std::nullopt;
    }
    return Operand{std::move(call)};
  }

  Literals& literals_;
};

}  // namespace

std::optional<Update> update_of(const std::vector<Assignment>& changes, Literals& literals) {
  Update update;
  Findings findings;
  std::vector<DocumentPath> paths;
  for (const Assignment& assignment : changes) {
    std::optional<UpdateAction> action = Changing(literals).action(assignment);
    if (!action) return std::nullopt;
    note_clash(paths, action->path, findings);
    paths.push_back(action->path);
    update.actions.push_back(*std::move(action));
  }
  if (const auto problem = findings.worst()) return literals.refuse(*problem);
  return update;
}

}  // namespace tidemark::expressions::partiql

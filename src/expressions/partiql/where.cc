#include "expressions/partiql/where.h"

#include "expressions/operand_check.h"

#include <algorithm>
#include <map>

namespace tidemark::expressions::partiql {

namespace {

using ConditionKind = Condition::Kind;
using Kind = Term::Kind;
using values::AttributeValue;

// Most operators of one condition. Source: developer guide, "Constraints".
constexpr int kMaxOperators = 300;
constexpr std::size_t kMaxInOperands = 100;

// As the service lists them here.
constexpr std::string_view kTypeNames[] = {"N", "BS", "L",  "B",  "NULL",
                                           "M", "S",  "SS", "NS", "BOOL"};

std::string_view mirrored(std::string_view op) {
  static const std::map<std::string_view, std::string_view> kMirrored = {
      {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}};
  const auto found = kMirrored.find(op);
  return found != kMirrored.end() ? found->second : op;
}

// What IS takes, as attribute_type() names it.
std::optional<std::string> attribute_type_of(std::string_view type) {
  static const std::map<std::string_view, std::string_view> kTypes = {
      {"blob", "B"},    {"bool", "BOOL"}, {"boolean", "BOOL"}, {"list", "L"},   {"null", "NULL"},
      {"numeric", "N"}, {"decimal", "N"}, {"string", "S"},     {"struct", "M"}, {"tuple", "M"}};
  const auto found = kTypes.find(type);
  if (found == kTypes.end()) return std::nullopt;
  return std::string(found->second);
}

int operators_of(const Condition& condition) {
  int count = 1;
  if (condition.kind == ConditionKind::kAnd || condition.kind == ConditionKind::kOr) {
    count = static_cast<int>(condition.parts.size()) - 1;
  }
  for (const Condition& part : condition.parts) count += operators_of(part);
  return count;
}

template <class... Parts>
Condition joined(ConditionKind kind, std::string op, Parts... parts) {
  Condition condition{kind, std::move(op), {}, {}};
  (condition.parts.push_back(std::move(parts)), ...);
  return condition;
}

Condition negation(Condition condition) {
  return joined(ConditionKind::kNot, "NOT", std::move(condition));
}

bool is_infix_condition(const Term& term) {
  static constexpr std::string_view kArithmetic[] = {"+", "-", "*", "/", "%", "||"};
  return std::ranges::find(kArithmetic, term.name) == std::end(kArithmetic);
}

// Whether it is true or false by itself.
bool is_condition(const Term& term) {
  switch (term.kind) {
    case Kind::kNot:
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kBetween:
    case Kind::kIn:
    case Kind::kIs: return true;
    case Kind::kInfix: return is_infix_condition(term);
    case Kind::kCall: return is_condition_function(term.name) && term.name != "size";
    default: return false;
  }
}

// Functions answer nullopt when literals_ has a problem.
class Lowering {
 public:
  explicit Lowering(Literals& literals) : literals_(literals) {}

  std::optional<Condition> condition(const Term& term) {
    switch (term.kind) {
      case Kind::kAnd: return chain(ConditionKind::kAnd, "AND", term);
      case Kind::kOr: return chain(ConditionKind::kOr, "OR", term);
      case Kind::kNot: {
        auto part = condition(term.parts.front());
        if (!part) return std::nullopt;
        return counted(negation(*std::move(part)));
      }
      case Kind::kInfix: return infix(term);
      case Kind::kBetween: return between(term);
      case Kind::kIn: return in(term);
      case Kind::kIs: return is_type(term);
      case Kind::kCall: return function(term);
      default: return literals_.refuse(unsupported(term));
    }
  }

 private:
  static std::string unsupported(const Term& term) {
    return fmt::format("Unsupported operation: {}", element_name(term));
  }

  // A condition that is built of others may double them: none grows beyond what may be.
  std::optional<Condition> counted(Condition condition) {
    const int count = operators_of(condition);
    if (count <= kMaxOperators) return condition;
    return literals_.refuse(
        fmt::format("The expression contains too many operators; operator count: {}", count));
  }

  std::optional<Condition> chain(ConditionKind kind, std::string op, const Term& term) {
    Condition result{kind, std::move(op), {}, {}};
    for (const Term& part : term.parts) {
      std::optional<Condition> next = condition(part);
      if (!next) return std::nullopt;
      result.parts.push_back(*std::move(next));
    }
    return counted(std::move(result));
  }

  std::optional<Condition> infix(const Term& term) {
    if (term.name == "like") return literals_.refuse(unsupported(term));
    if (!is_infix_condition(term)) return unsupported_operator(term);
    const Term& first = term.parts[0];
    const Term& second = term.parts[1];
    if (!is_condition(first) && !is_condition(second)) return comparison(term);
    if (term.name != "=" && term.name != "<>") {
      return literals_.refuse(wrong_type(term.name, "BOOL"));
    }
    std::optional<Condition> equality =
        is_condition(first) ? equal(first, second) : equal(second, first);
    if (!equality || term.name == "=") return equality;
    return counted(negation(*std::move(equality)));
  }

  std::nullopt_t unsupported_operator(const Term& term) {
    return literals_.refuse(
        fmt::format("Unsupported operator in Condition Expression. Operator: {}", term.name));
  }

  // A condition compared with something that may be true or false.
  std::optional<Condition> equal(const Term& condition_term, const Term& other) {
    std::optional<Condition> one = condition(condition_term);
    if (!one) return std::nullopt;
    if (is_condition(other)) {
      std::optional<Condition> two = condition(other);
      if (!two) return std::nullopt;
      return both_or_neither(*one, *two);
    }
    std::optional<Operand> operand = this->operand(other);
    if (!operand) return std::nullopt;
    if (operand->path() != nullptr) {
      const auto is = [&](bool value) {
        return Condition{ConditionKind::kCompare, "=", {}, {*operand, {AttributeValue(value)}}};
      };
      return counted(joined(ConditionKind::kOr, "OR",
                            joined(ConditionKind::kAnd, "AND", *one, is(true)),
                            joined(ConditionKind::kAnd, "AND", negation(*one), is(false))));
    }
    const auto* value = operand->value();
    const auto* truth = value != nullptr ? value->get_if<bool>() : nullptr;
    if (truth == nullptr) return counted(joined(ConditionKind::kAnd, "AND", *one, negation(*one)));
    if (*truth) return one;
    return counted(negation(*std::move(one)));
  }

  std::optional<Condition> both_or_neither(const Condition& one, const Condition& two) {
    return counted(joined(ConditionKind::kOr, "OR", joined(ConditionKind::kAnd, "AND", one, two),
                          joined(ConditionKind::kAnd, "AND", negation(one), negation(two))));
  }

  std::optional<Condition> comparison(const Term& term) {
    std::vector<Operand> operands;
    if (!read(term.parts, operands)) return std::nullopt;
    std::string op = term.name;
    Findings findings;
    check_operator(op, operands, findings);
    if (operands[0].value() != nullptr && operands[1].value() == nullptr) {
      std::swap(operands[0], operands[1]);
      op = mirrored(op);
    }
    return checked({ConditionKind::kCompare, std::move(op), {}, std::move(operands)}, findings);
  }

  bool read(const std::vector<Term>& terms, std::vector<Operand>& operands) {
    for (const Term& term : terms) {
      std::optional<Operand> next = operand(term);
      if (!next) return false;
      operands.push_back(*std::move(next));
    }
    return true;
  }

  std::optional<Condition> checked(Condition condition, const Findings& findings) {
    if (const auto problem = findings.worst()) return literals_.refuse(*problem);
    return condition;
  }

  std::optional<Condition> between(const Term& term) {
    if (std::ranges::any_of(term.parts, is_condition)) {
      return literals_.refuse(wrong_type("BETWEEN", "BOOL"));
    }
    std::vector<Operand> operands;
    if (!read(term.parts, operands)) return std::nullopt;
    Findings findings;
    check_operator("BETWEEN", operands, findings);
    return negated_if(
        term, checked({ConditionKind::kBetween, "BETWEEN", {}, std::move(operands)}, findings));
  }

  std::optional<Condition> negated_if(const Term& term, std::optional<Condition> condition) {
    if (!condition || !term.negated) return condition;
    return counted(negation(*std::move(condition)));
  }

  std::optional<Condition> in(const Term& term) {
    const Term& list = term.parts[1];
    if (list.kind == Kind::kSelect) return literals_.refuse(unsupported(list));
    const bool is_list = list.kind == Kind::kList || list.kind == Kind::kBag;
    const std::vector<Term> wanted = is_list ? list.parts : std::vector<Term>{list};
    if (wanted.empty()) return literals_.refuse(wrong_count("IN", 1));
    if (wanted.size() > kMaxInOperands) {
      return literals_.refuse(
          fmt::format("The IN operator is provided with too many operands; number of operands: {}",
                      wanted.size()));
    }
    if (is_condition(term.parts[0])) return negated_if(term, is_one_of(term.parts[0], wanted));
    std::vector<Operand> operands;
    if (!read({term.parts[0]}, operands) || !read(wanted, operands)) return std::nullopt;
    Findings findings;
    check_operator("IN", operands, findings);
    return negated_if(term, checked({ConditionKind::kIn, "IN", {}, std::move(operands)}, findings));
  }

  std::optional<Condition> is_one_of(const Term& condition, const std::vector<Term>& wanted) {
    Condition any{ConditionKind::kOr, "OR", {}, {}};
    for (const Term& one : wanted) {
      auto next = equal(condition, one);
      if (!next) return std::nullopt;
      any.parts.push_back(*std::move(next));
    }
    return counted(std::move(any));
  }

  std::optional<Condition> is_type(const Term& term) {
    std::optional<Operand> operand = this->operand(term.parts.front());
    if (!operand) return std::nullopt;
    if (term.name == "missing") {
      const char* const name = term.negated ? "attribute_exists" : "attribute_not_exists";
      if (operand->path() == nullptr) return literals_.refuse(no_path(name));
      return Condition{ConditionKind::kFunction, name, {}, {*std::move(operand)}};
    }
    std::optional<std::string> type = attribute_type_of(term.name);
    if (!type) {
      return literals_.refuse(fmt::format(
          "Unsupported type in IS: {}; BLOB, BOOL, BOOLEAN, DECIMAL, LIST, MISSING, NULL, NUMERIC, "
          "STRING, STRUCT and TUPLE are supported",
          term.name));
    }
    if (operand->path() == nullptr) return literals_.refuse(no_path("attribute_type"));
    Condition condition{ConditionKind::kFunction, "attribute_type", {}, {*std::move(operand)}};
    condition.operands.push_back({AttributeValue(*std::move(type))});
    return negated_if(term, std::move(condition));
  }

  std::optional<Condition> function(const Term& term) {
    if (!is_condition(term)) {
      if (is_condition_function(term.name)) return literals_.refuse(misused(term.name));
      return unrecognized(term, literals_);
    }
    Call call{term.name, {}};
    if (!read(term.parts, call.arguments)) return std::nullopt;
    if (call.function == "attribute_type" && !names_a_type(call)) return std::nullopt;
    Findings findings;
    check_call(call, false, findings);
    return checked({ConditionKind::kFunction, call.function, {}, call.arguments}, findings);
  }

  // The list of types is in another order than in expressions.
  bool names_a_type(const Call& call) {
    const auto* value = call.arguments.size() == 2 ? call.arguments[1].value() : nullptr;
    const auto* name = value != nullptr ? value->get_if<std::string>() : nullptr;
    if (name == nullptr || std::ranges::find(kTypeNames, *name) != std::end(kTypeNames)) {
      return true;
    }
    literals_.refuse(fmt::format("Invalid attribute type name found; type: {}, valid types: {{{}}}",
                                 *name, fmt::join(kTypeNames, ",")));
    return false;
  }

  std::optional<Operand> operand(const Term& term) {
    if (term.kind == Kind::kPath) return Operand{term.path};
    if (term.kind == Kind::kCall) return call(term);
    if (Literals::is_value(term)) {
      std::optional<AttributeValue> value = literals_.value_of(term);
      if (!value) return std::nullopt;
      return Operand{*std::move(value)};
    }
    if (term.kind == Kind::kSign || (term.kind == Kind::kInfix && !is_infix_condition(term))) {
      return unsupported_operator(term);
    }
    return literals_.refuse(unsupported(term));
  }

  std::optional<Operand> call(const Term& term) {
    if (!is_condition_function(term.name)) return unrecognized(term, literals_);
    if (term.name != "size") return literals_.refuse(misused(term.name));
    Call call{term.name, {}};
    if (!read(term.parts, call.arguments)) return std::nullopt;
    Findings findings;
    check_call(call, true, findings);
    if (const auto problem = findings.worst()) return literals_.refuse(*problem);
    return Operand{std::move(call)};
  }

  Literals& literals_;
};

}  // namespace

std::nullopt_t unrecognized(const Term& call, Literals& literals) {
  return literals.refuse(fmt::format("Unrecognized function: {}", call.name), call.token);
}

std::optional<Condition> condition_of(const Term& term, Literals& literals) {
  return Lowering(literals).condition(term);
}

}  // namespace tidemark::expressions::partiql

#include "expressions/operand_check.h"

#include <algorithm>
#include <array>

namespace tidemark::expressions {

namespace {

struct Function {
  std::string_view name;
  std::size_t operands;
};

constexpr std::array<Function, 6> kFunctions = {{{"attribute_exists", 1},
                                                 {"attribute_not_exists", 1},
                                                 {"attribute_type", 2},
                                                 {"begins_with", 2},
                                                 {"contains", 2},
                                                 {"size", 1}}};

// As DynamoDB lists them in its messages.
constexpr std::string_view kAllTypes = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";
constexpr std::string_view kTypeNames[] = {"B",  "NULL", "SS", "BOOL", "L",
                                           "BS", "N",    "NS", "S",    "M"};

// Before any item is read: of values, and of what functions give. Empty for paths.
std::string_view type_of(const Operand& operand) {
  if (operand.value() != nullptr) return operand.value()->type_name();
  if (operand.call() != nullptr) return operand.call()->function == "size" ? "N" : "BOOL";
  return {};
}

void check_types(std::string_view name, const std::vector<Operand>& operands,
                 std::initializer_list<std::string_view> allowed, Findings& findings) {
  for (const Operand& operand : operands) {
    const std::string_view type = type_of(operand);
    if (type.empty() || std::find(allowed.begin(), allowed.end(), type) != allowed.end()) continue;
    findings.note(Rank::kOperandType, wrong_type(name, type));
    return;
  }
}

void check_distinct(std::string_view name, const std::vector<Operand>& operands,
                    Findings& findings) {
  const DocumentPath* first = operands.front().path();
  if (first == nullptr) return;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const DocumentPath* other = operands[i].path();
    if (other == nullptr || *other != *first) continue;
    findings.note(
        Rank::kSameOperand,
        fmt::format("The first operand must be distinct from the remaining operands for this "
                    "operator or function; operator: {}, first operand: {}",
                    name, to_text(*first)));
    return;
  }
}

// attribute_type's second operand names a type.
void check_type_name(const Operand& operand, Findings& findings) {
  const auto* value = operand.value();
  const auto* name = value != nullptr ? value->get_if<std::string>() : nullptr;
  if (name == nullptr) {
    const std::string_view type = type_of(operand);
    findings.note(Rank::kOperandType,
                  wrong_type("attribute_type", type.empty() ? kAllTypes : type));
    return;
  }
  if (std::find(std::begin(kTypeNames), std::end(kTypeNames), *name) != std::end(kTypeNames)) {
    return;
  }
  findings.note(Rank::kOperandType,
                fmt::format("Invalid attribute type name found; type: {}, valid types: {{{}}}",
                            *name, fmt::join(kTypeNames, ",")));
}

std::string typed_text(const values::AttributeValue& value) {
  std::string text = "…";
  if (const auto* string = value.get_if<std::string>()) text = *string;
  if (const auto* number = value.get_if<values::Number>()) text = number->text();
  return fmt::format("AttributeValue: {{{}:{}}}", value.type_name(), text);
}

bool is_below(const values::AttributeValue& high, const values::AttributeValue& low) {
  return values::match(
      low, [&](const std::string& text) { return *high.get_if<std::string>() < text; },
      [&](const values::Number& number) { return *high.get_if<values::Number>() < number; },
      [&](const values::Binary& binary) { return *high.get_if<values::Binary>() < binary; },
      [](const auto&) { return false; });
}

void check_bounds(const std::vector<Operand>& operands, Findings& findings) {
  const values::AttributeValue* low = operands[1].value();
  const values::AttributeValue* high = operands[2].value();
  if (low == nullptr || high == nullptr) return;
  std::string_view wanted;
  if (low->type_name() != high->type_name()) {
    wanted = "requires same data type for lower and upper bounds";
  } else if (is_below(*high, *low)) {
    wanted = "requires upper bound to be greater than or equal to lower bound";
  } else {
    return;
  }
  findings.note(Rank::kOperandType,
                fmt::format("The BETWEEN operator {}; lower bound operand: {}, upper bound "
                            "operand: {}",
                            wanted, typed_text(*low), typed_text(*high)));
}

void check_arguments(const Call& call, Findings& findings) {
  check_distinct(call.function, call.arguments, findings);
  if (call.function == "attribute_exists" || call.function == "attribute_not_exists") {
    if (call.arguments.front().path() == nullptr) {
      findings.note(Rank::kOperandType, no_path(call.function));
    }
  }
  if (call.function == "attribute_type") check_type_name(call.arguments[1], findings);
  if (call.function == "begins_with") {
    check_types(call.function, call.arguments, {"S", "B"}, findings);
  }
  if (call.function == "size") {
    check_types(call.function, call.arguments, {"S", "B", "SS", "NS", "BS", "L", "M"}, findings);
  }
}

const Function* known(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& f) { return f.name == name; });
  return found != kFunctions.end() ? &*found : nullptr;
}

}  // namespace

std::string wrong_count(std::string_view name, std::size_t count) {
  return fmt::format(
      "Incorrect number of operands for operator or function; operator or function: {}, number of "
      "operands: {}",
      name, count);
}

std::string wrong_type(std::string_view name, std::string_view type) {
  return fmt::format(
      "Incorrect operand type for operator or function; operator or function: {}, operand type: {}",
      name, type);
}

std::string no_path(std::string_view name) {
  return fmt::format("Operator or function requires a document path; operator or function: {}",
                     name);
}

std::string misused(std::string_view function) {
  return fmt::format(
      "The function is not allowed to be used this way in an expression; function: {}", function);
}

std::string unknown(std::string_view function) {
  return fmt::format("Invalid function name; function: {}", function);
}

bool is_condition_function(std::string_view name) {
  return known(name) != nullptr;
}

void check_call(const Call& call, bool as_operand, Findings& findings) {
  const Function* function = known(call.function);
  if (call.function == "if_not_exists" || call.function == "list_append") {
    findings.note(Rank::kUnknownFunction,
                  fmt::format("The function is not allowed in a condition expression; function: {}",
                              call.function));
  } else if (function == nullptr) {
    findings.note(Rank::kUnknownFunction, unknown(call.function));
  } else if ((call.function == "size") != as_operand) {
    findings.note(Rank::kMisusedFunction, misused(call.function));
  } else if (call.arguments.size() != function->operands) {
    findings.note(Rank::kOperandCount, wrong_count(call.function, call.arguments.size()));
  } else {
    check_arguments(call, findings);
  }
}

void check_operator(std::string_view op, const std::vector<Operand>& operands, Findings& findings) {
  check_distinct(op, operands, findings);
  if (op == "=" || op == "<>" || op == "IN") return;
  check_types(op, operands, {"S", "N", "B"}, findings);
  if (op == "BETWEEN") check_bounds(operands, findings);
}

}  // namespace tidemark::expressions

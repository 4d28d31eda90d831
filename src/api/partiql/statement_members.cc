#include "api/partiql/statement_members.h"

#include "api/errors.h"
#include "api/item_members.h"
#include "api/written.h"
#include "codec/iso8601.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

namespace tidemark::api {
namespace {

using codec::JsonValue;

constexpr std::string_view kTooDeep = "Nesting Levels have exceeded supported limits";

std::string not_numeric(std::string_view text) {
  return values::to_text(values::NumberProblem::kNotNumeric, text);
}

// Here numbers are read as Java's BigDecimal reads them: exponent and scale have 32 bits, and so
// has the magnitude, which wraps. nullopt: nothing wrong with that.
std::optional<std::string> scale_problem(const std::string& text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  if (e == text.size()) return std::nullopt;
  std::string_view exponent = std::string_view(text).substr(e + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t value = 0;
  const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
  if (read.ptr != exponent.data() + exponent.size()) return std::nullopt;
  using Limits = std::numeric_limits<std::int32_t>;
  const bool too_far = read.ec != std::errc() || value < Limits::min() || value > Limits::max();
  const std::string_view mantissa = std::string_view(text).substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const auto decimals = static_cast<std::int64_t>(point < e ? e - point - 1 : 0);
  const std::int64_t scale = decimals - value;
  if (too_far || scale < Limits::min() || scale > Limits::max()) return not_numeric(text);
  const auto digits = std::ranges::count_if(mantissa, [](char c) { return c >= '0' && c <= '9'; });
  if (digits - scale <= Limits::max()) return std::nullopt;
  return values::to_text(values::NumberProblem::kUnderflow, text);
}

// The first number, in the order of the text, whose exponent cannot be.
std::optional<std::string> exponent_problem(const JsonValue& json, bool is_number = false) {
  if (is_number && json.string() != nullptr) return scale_problem(*json.string());
  if (const auto* list = json.array()) {
    for (const JsonValue& element : *list) {
      if (auto problem = exponent_problem(element, is_number)) return problem;
    }
  }
  if (const auto* members = json.object()) {
    for (const auto& [name, value] : *members) {
      const bool of_number = value.object() == nullptr && (name == "N" || name == "NS");
      if (auto problem = exponent_problem(value, of_number)) return problem;
    }
  }
  return std::nullopt;
}

std::string words_of(const values::ValueProblem& problem, const JsonValue& json) {
  if (problem.message == kTooDeep) {
    return fmt::format("{}: Attributes in the item have nested levels beyond supported limit",
                       kTooDeep);
  }
  return exponent_problem(json).value_or(problem.message);
}

void read_parameters(Members& members, StatementMembers& statement) {
  const auto* parameters = members.list("Parameters");
  if (parameters == nullptr) return;
  if (parameters->empty()) {
    members.add_problem("Parameters", "[]", "Member must have length greater than or equal to 1");
  }
  for (const JsonValue& json : *parameters) {
    auto read = values::read_value(json);
    if (auto* value = std::get_if<values::AttributeValue>(&read)) {
      statement.parameters.push_back(std::move(*value));
      continue;
    }
    const auto& problem = std::get<values::ValueProblem>(read);
    if (problem.kind == values::ValueProblem::Kind::kSerialization) {
      return members.add_serialization(problem.message);
    }
    if (!statement.problem) statement.problem = words_of(problem, json);
  }
}

}  // namespace

StatementMembers statement_members(Members& members) {
  using expressions::partiql::kMaxStatementCharacters;
  StatementMembers statement;
  statement.text =
      members.text("Statement", {.required = true, .min = 1, .max = kMaxStatementCharacters})
          .value_or("");
  read_parameters(members, statement);
  statement.consistent = members.boolean("ConsistentRead").value_or(false);
  statement.item_on_failure = return_on_failure_member(members);
  return statement;
}

Parsed<expressions::partiql::Statement> statement_of(const StatementMembers& members) {
  if (members.problem) return validation_error(*members.problem);
  return understood(expressions::partiql::parse_statement(members.text, members.parameters));
}

Parsed<std::optional<Timestamp>> instant_of(
    const Request& request, const expressions::partiql::SelectStatement& statement) {
  if (!statement.as_of) return request.as_of;
  if (request.as_of) {
    return validation_error("AS OF and the header x-tidemark-as-of are both given: one says it");
  }
  const auto at = codec::parse_iso8601(*statement.as_of);
  if (!at) return validation_error(fmt::format("AS OF: {}", at.error().message));
  return std::optional<Timestamp>(at.value());
}

}  // namespace tidemark::api

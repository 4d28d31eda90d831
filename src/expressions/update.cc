#include "expressions/update.h"

#include "expressions/parser.h"

#include <algorithm>
#include <array>

namespace tidemark::expressions {

namespace {

constexpr std::string_view kExpression = "UpdateExpression";
constexpr std::string_view kSections[] = {"SET", "REMOVE", "ADD", "DELETE"};

bool is_section(const Token& token) {
  return std::any_of(std::begin(kSections), std::end(kSections),
                     [&](std::string_view section) { return token.is_word(section); });
}

// DynamoDB also refuses one path that lies within another; whole attributes can only be equal.
void note_overlap(const Update& update, const DocumentPath& path, Findings& findings) {
  const bool repeated = std::any_of(update.sets.begin(), update.sets.end(), [&](const auto& set) {
    return set.attribute == attribute_of(path);
  });
  if (!repeated) return;
  findings.note(Rank::kOverlap,
                fmt::format("Two document paths overlap with each other; must remove or rewrite "
                            "one of these paths; path one: {0}, path two: {0}",
                            to_text(path)));
}

// The right-hand side: one :value.
const values::AttributeValue* take_plain_value(Parser& parser) {
  const Token& token = parser.peek();
  if (token.kind == Token::Kind::kWord && parser.peek(1).is_symbol("(")) {
    parser.not_served(fmt::format("the function {} in SET", token.text));
  } else if (token.kind == Token::Kind::kWord || token.kind == Token::Kind::kNamePlaceholder) {
    if (parser.take_path(kSections)) parser.not_served("SET from another attribute");
  } else if (token.is_symbol("(")) {
    parser.not_served("parentheses in SET");
  } else if (token.kind != Token::Kind::kValuePlaceholder) {
    parser.syntax_error();
  } else {
    const values::AttributeValue* value = parser.take_value();
    if (parser.peek().is_symbol("+") || parser.peek().is_symbol("-")) {
      parser.not_served("arithmetic in SET");
    }
    return value;
  }
  return nullptr;
}

bool take_assignment(Parser& parser, Update& update) {
  const auto path = parser.take_path(kSections);
  if (!path || !parser.expect_symbol("=")) return false;
  if (path->size() > 1) return parser.not_served(fmt::format("SET of {}", to_text(*path)));
  note_overlap(update, *path, parser.findings());
  const values::AttributeValue* value = take_plain_value(parser);
  update.sets.push_back(
      {attribute_of(*path), value != nullptr ? *value : values::AttributeValue()});
  return !parser.stopped();
}

bool take_sections(Parser& parser, Update& update) {
  while (parser.peek().kind != Token::Kind::kEnd) {
    if (!is_section(parser.peek())) return parser.syntax_error();
    if (!parser.take_word("SET")) return parser.not_served(upper_case(parser.peek().text));
    if (!update.sets.empty()) {
      parser.findings().note(Rank::kRepeatedSection,
                             "The \"SET\" section can only be used once in an update expression;");
    }
    do {
      if (!take_assignment(parser, update)) return false;
    } while (parser.take_symbol(","));
  }
  return true;
}

}  // namespace

Parsed<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  Parser parser(kExpression, text, placeholders);
  Update update;
  if (!parser.stopped()) take_sections(parser, update);
  if (auto problem = parser.problem()) return std::move(*problem);
  return update;
}

std::optional<ExpressionProblem> find_key_update(const Update& update,
                                                 const values::KeySchema& schema) {
  for (const auto& [attribute, value] : update.sets) {
    if (attribute != schema.hash.name && (!schema.range || attribute != schema.range->name)) {
      continue;
    }
    return ExpressionProblem{
        fmt::format("One or more parameter values were invalid: Cannot update attribute {}. This "
                    "attribute is part of the key",
                    attribute)};
  }
  return std::nullopt;
}

void apply(const Update& update, values::Item& item) {
  for (const auto& [attribute, value] : update.sets) item.set(attribute, value);
}

}  // namespace tidemark::expressions

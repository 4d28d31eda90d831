#include "expressions/parser.h"

#include "expressions/reserved_words.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

// Deepest document path. Source: developer guide, "Constraints".
constexpr std::size_t kMaxPathSteps = 32;

}  // namespace

Parser::Parser(std::string_view kind, std::string_view text, Placeholders& placeholders)
    : kind_(kind), text_(text), placeholders_(placeholders) {
  if (text.size() > kMaxExpressionBytes) {
    std::string problem = "Expression size has exceeded the maximum allowed size;";
    // The service does not say it of updates.
    if (kind != "UpdateExpression") problem += fmt::format(" expression size: {}", text.size());
    stop(std::move(problem));
  } else {
    tokens_ = tokens_of(text);
    if (tokens_.size() == 1) stop("The expression can not be empty;");
  }
  if (tokens_.empty()) tokens_.push_back({});
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token Parser::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool Parser::take_symbol(std::string_view symbol) {
  if (!peek().is_symbol(symbol)) return false;
  take();
  return true;
}

bool Parser::take_word(std::string_view upper) {
  if (!peek().is_word(upper)) return false;
  take();
  return true;
}

bool Parser::expect_symbol(std::string_view symbol) {
  return take_symbol(symbol) || syntax_error();
}

bool Parser::take_name(DocumentPath& path, std::span<const std::string_view> keywords) {
  const Token token = peek();
  if (token.kind == Token::Kind::kNamePlaceholder) {
    const std::string* name = placeholders_.use_name(token.text);
    if (name == nullptr) {
      findings_.note(Rank::kUndefinedName,
                     fmt::format("An expression attribute name used in the document path is not "
                                 "defined; attribute name: {}",
                                 token.text));
    }
    path.emplace_back(name != nullptr ? *name : std::string(token.text));
  } else if (token.kind == Token::Kind::kWord) {
    for (const std::string_view keyword : keywords) {
      if (token.is_word(keyword)) return syntax_error();
    }
    if (is_reserved(token.text)) {
      findings_.note(
          Rank::kReserved,
          fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", token.text));
    }
    path.emplace_back(std::string(token.text));
  } else {
    return syntax_error();
  }
  take();
  return true;
}

bool Parser::take_index(DocumentPath& path) {
  const Token digits = peek();
  if (digits.kind != Token::Kind::kDigits) return syntax_error();
  // Nine digits: no list is as long as that, and no index overflows.
  if (digits.text.size() > 9) {
    return stop(
        fmt::format("List index is not within the allowable range; index: [{}]", digits.text));
  }
  std::size_t index = 0;
  for (const char c : digits.text) index = index * 10 + static_cast<std::size_t>(c - '0');
  path.emplace_back(index);
  take();
  return expect_symbol("]");
}

std::optional<DocumentPath> Parser::take_path(std::span<const std::string_view> keywords) {
  DocumentPath path;
  if (!take_name(path, keywords) || !take_steps(path, keywords)) return std::nullopt;
  return path;
}

bool Parser::take_steps(DocumentPath& path, std::span<const std::string_view> keywords) {
  while (true) {
    if (take_symbol(".")) {
      if (!take_name(path, keywords)) return false;
    } else if (take_symbol("[")) {
      if (!take_index(path)) return false;
    } else {
      break;
    }
  }
  if (path.size() > kMaxPathSteps) {
    return stop(fmt::format("The document path has too many nesting elements; nesting levels: {}",
                            path.size()));
  }
  return true;
}

const values::AttributeValue* Parser::take_value() {
  const Token token = take();
  const values::AttributeValue* value = placeholders_.use_value(token.text);
  if (value == nullptr) {
    findings_.note(is_condition_ ? Rank::kUndefinedName : Rank::kUndefinedValue,
                   fmt::format("An expression attribute value used in expression is not defined; "
                               "attribute value: {}",
                               token.text));
  }
  return value;
}

// "near" is the token with one neighbour on each side, as they stand in the text.
bool Parser::syntax_error() {
  const Token& token = peek();
  const Token& before = tokens_[next_ == 0 ? 0 : next_ - 1];
  const Token& after = peek(1);
  const std::size_t end = after.offset + after.text.size();
  const bool at_end = token.kind == Token::Kind::kEnd;
  return stop(fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                          at_end ? std::string_view("<EOF>") : token.text,
                          text_.substr(before.offset, end - before.offset)));
}

bool Parser::stop(std::string_view message) {
  if (!stopped_) stopped_ = message;
  return false;
}

std::optional<ExpressionProblem> Parser::problem() const {
  const std::optional<std::string> message = stopped_ ? stopped_ : findings_.worst();
  if (!message) return std::nullopt;
  return ExpressionProblem{fmt::format("Invalid {}: {}", kind_, *message)};
}

}  // namespace tidemark::expressions

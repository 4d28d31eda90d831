// What the parsers of all expression languages share: one token of look-ahead, syntax errors in
// DynamoDB's words, paths and values with their placeholders resolved.
//
// A syntax error ends parsing: functions then answer nullopt or false, and problem() has it. All
// other findings are collected, because DynamoDB tells them by rank and not by place.
//
// Threads   One request's; not shared. The text and the placeholders outlive it.
#pragma once

#include "expressions/document_path.h"
#include "expressions/lexer.h"
#include "expressions/placeholders.h"
#include "expressions/problem.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

// Longest expression in bytes. Source: developer guide, "Constraints".
inline constexpr std::size_t kMaxExpressionBytes = 4096;

class Parser {
 public:
  // `kind` names the request member: "KeyConditionExpression".
  Parser(std::string_view kind, std::string_view text, Placeholders& placeholders);

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  Token take();

  // How many tokens have been taken.
  [[nodiscard]] std::size_t position() const { return next_; }

  // Takes the next token if it is that symbol, or that keyword in any case.
  bool take_symbol(std::string_view symbol);
  bool take_word(std::string_view upper);
  // Like take_symbol; a syntax error otherwise.
  bool expect_symbol(std::string_view symbol);

  // A path. `keywords`: words of the language, which are no names (in capitals).
  std::optional<DocumentPath> take_path(std::span<const std::string_view> keywords);

  // What follows a path that was read: `.name`, `[3]`. False: a syntax error.
  bool take_steps(DocumentPath& path, std::span<const std::string_view> keywords);

  // The value of the next token, which is a kValuePlaceholder. Null when undefined (noted).
  const values::AttributeValue* take_value();

  // The next token is out of place. Always false, for `return syntax_error();`.
  bool syntax_error();
  // Ends parsing with a text of DynamoDB's. Always false.
  bool stop(std::string_view message);

  // Whether parsing has ended: a syntax error, an empty text.
  [[nodiscard]] bool stopped() const { return stopped_.has_value(); }

  Findings& findings() { return findings_; }

  // Conditions tell undefined names and values in the order of the text; updates and projections
  // all names first.
  void read_condition() { is_condition_ = true; }

  // The syntax error or the worst finding, with its "Invalid …Expression: ".
  [[nodiscard]] std::optional<ExpressionProblem> problem() const;

 private:
  bool take_name(DocumentPath& path, std::span<const std::string_view> keywords);
  bool take_index(DocumentPath& path);

  std::string_view kind_;
  std::string_view text_;
  Placeholders& placeholders_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  bool is_condition_ = false;
  std::optional<std::string> stopped_;
  Findings findings_;
};

}  // namespace tidemark::expressions

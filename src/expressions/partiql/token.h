// A PartiQL statement's text as tokens.
//
//   const Parsed<std::vector<Token>> tokens = tokens_of(statement);
//
// Comments and blanks are between tokens. What the service's lexer cannot read, it refuses without
// saying why; so does this one.
//
// Threads   Pure.
#pragma once

#include "expressions/problem.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions::partiql {

std::string lower_case(std::string_view text);

struct Token {
  enum class Kind {
    kName,       // pk, "pk": an identifier
    kKeyword,    // a word of the language: `text` in small letters
    kString,     // 'text', with '' for one quote
    kNumber,     // 1, .5, 1.5e3, as written; never signed
    kParameter,  // ?
    kSymbol,     // = <> < <= > >= << >> ( ) [ ] { } , : ; . + - * / % ||; != reads as <>
    kEnd,
  };

  Kind kind = Kind::kEnd;
  std::string text = {};  // without quotes
  bool quoted = false;    // a kName in double quotes
  std::size_t offset = 0;
  std::size_t size = 0;  // in the statement, in bytes, with quotes

  // In any case; also a word that is a name where it has no meaning.
  [[nodiscard]] bool is_keyword(std::string_view word) const {
    return kind == Kind::kKeyword ? text == word : is_word(word);
  }

  [[nodiscard]] bool is_word(std::string_view word) const {
    return kind == Kind::kName && !quoted && lower_case(text) == word;
  }

  [[nodiscard]] bool is_symbol(std::string_view symbol) const {
    return kind == Kind::kSymbol && text == symbol;
  }
};

// "Statement wasn't well formed, can't be processed: <detail>".
ExpressionProblem not_well_formed(std::string_view detail);

// All tokens; the last one is kEnd.
Parsed<std::vector<Token>> tokens_of(std::string_view statement);

// " at <line>:<column>:<length>" of a token, in characters, from 1.
std::string place_of(std::string_view statement, const Token& token);

}  // namespace tidemark::expressions::partiql

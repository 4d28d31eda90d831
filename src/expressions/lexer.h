// An expression's text as tokens, for all of DynamoDB's expression languages.
//
// Threads   Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::expressions {

struct Token {
  enum class Kind {
    kWord,              // a name or a keyword: letters, digits, _; begins with a letter
    kNamePlaceholder,   // #n
    kValuePlaceholder,  // :v
    kDigits,
    kSymbol,  // = <> < <= > >= ( ) [ ] , . + -, or a character that has no place here
    kEnd,
  };

  Kind kind = Kind::kEnd;
  std::string_view text;  // of the expression; empty for kEnd
  std::size_t offset = 0;

  // Whether this is the keyword, in any case; `upper` in capitals.
  [[nodiscard]] bool is_word(std::string_view upper) const;

  [[nodiscard]] bool is_symbol(std::string_view symbol) const {
    return kind == Kind::kSymbol && text == symbol;
  }
};

// All tokens; the last one is kEnd. They point into `text`.
std::vector<Token> tokens_of(std::string_view text);

std::string upper_case(std::string_view text);

}  // namespace tidemark::expressions

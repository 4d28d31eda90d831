// The text of a JMESPath expression as tokens.
//
// Threads   Pure function.
#pragma once

#include "base/result.h"
#include "codec/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::cli::jmespath {

enum class TokenKind : std::uint8_t {
  kEnd,
  kName,        // text
  kQuotedName,  // text, without its quotes
  kNumber,      // number
  kLiteral,     // literal: `…` and '…'
  kDot,
  kStar,
  kFlatten,  // []
  kFilter,   // [?
  kOpenBracket,
  kCloseBracket,
  kOpenBrace,
  kCloseBrace,
  kOpenParenthesis,
  kCloseParenthesis,
  kComma,
  kColon,
  kCurrent,    // @
  kReference,  // &
  kPipe,
  kOr,
  kAnd,
  kNot,
  kCompare,  // text: == != < <= > >=
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text{};
  std::int64_t number = 0;
  codec::JsonValue literal{};
  std::size_t at = 0;  // byte of the expression where it begins
};

// Ends with one of kEnd.
// Errors: kInvalid  a character that begins nothing, or quotes that do not end
Result<std::vector<Token>> tokens_of(std::string_view text);

}  // namespace tidemark::cli::jmespath

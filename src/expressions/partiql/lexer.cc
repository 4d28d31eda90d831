#include "expressions/partiql/keywords.h"
#include "expressions/partiql/token.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark::expressions::partiql {

namespace {

constexpr std::string_view kLongSymbols[] = {"<<", ">>", "<=", ">=", "<>", "!=", "||"};
constexpr std::string_view kSymbols = "=<>()[]{},:;.+-*/%";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

// Numbers are read as Java's BigDecimal: an exponent and a scale of 32 bits.
bool has_readable_scale(std::string_view number) {
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  const std::size_t point = std::min(number.find('.'), e);
  const auto decimals = static_cast<std::int64_t>(point < e ? e - point - 1 : 0);
  std::int64_t exponent = 0;
  bool negative = false;
  for (const char c : number.substr(std::min(e + 1, number.size()))) {
    if (c == '-') negative = true;
    if (is_digit(c)) exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1LL << 40);
  }
  if (negative) exponent = -exponent;
  using Limits = std::numeric_limits<std::int32_t>;
  const std::int64_t scale = decimals - exponent;
  return exponent >= Limits::min() && exponent <= Limits::max() && scale >= Limits::min() &&
         scale <= Limits::max();
}

// Functions answer false at text that is none of the language's.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  bool read() {
    while (true) {
      if (!skip_blanks()) return false;
      if (at_ == text_.size()) break;
      if (!token()) return false;
    }
    add(Token::Kind::kEnd, "", at_);
    return true;
  }

  std::vector<Token> take() { return std::move(tokens_); }

 private:
  [[nodiscard]] bool sees(std::string_view text) const {
    return text_.substr(at_).starts_with(text);
  }

  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool skip_blanks() {
    while (at_ < text_.size()) {
      if (sees("--")) {
        at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
      } else if (sees("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return false;
        at_ = end + 2;
      } else if (std::string_view(" \t\r\n\f\v").find(peek()) != std::string_view::npos) {
        ++at_;
      } else {
        break;
      }
    }
    return true;
  }

  bool token() {
    const char c = peek();
    if (c == '\'' || c == '"') return quoted(c);
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (begins_word(c)) return word();
    if (c == '?') return symbol(1, Token::Kind::kParameter);
    for (const std::string_view one : kLongSymbols) {
      if (sees(one)) return symbol(one.size(), Token::Kind::kSymbol);
    }
    return kSymbols.find(c) != std::string_view::npos && symbol(1, Token::Kind::kSymbol);
  }

  void add(Token::Kind kind, std::string text, std::size_t from) {
    tokens_.push_back({.kind = kind, .text = std::move(text), .offset = from, .size = at_ - from});
  }

  bool symbol(std::size_t size, Token::Kind kind) {
    const std::size_t from = at_;
    at_ += size;
    const std::string_view text = text_.substr(from, size);
    add(kind, std::string(text == "!=" ? "<>" : text), from);
    return true;
  }

  bool quoted(char quote) {
    const std::size_t from = at_++;
    std::string text;
    while (peek() != quote || peek(1) == quote) {
      if (at_ >= text_.size()) return false;
      if (peek() == quote) ++at_;
      text.push_back(text_[at_++]);
    }
    if (at_ >= text_.size()) return false;
    ++at_;
    add(quote == '"' ? Token::Kind::kName : Token::Kind::kString, std::move(text), from);
    tokens_.back().quoted = quote == '"';
    return true;
  }

  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }

  bool number() {
    const std::size_t from = at_;
    skip_digits();
    if (peek() == '.') {
      ++at_;
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (!is_digit(peek(sign))) return false;
      at_ += sign;
      skip_digits();
    }
    if (begins_word(peek())) return false;
    const std::string_view text = text_.substr(from, at_ - from);
    add(Token::Kind::kNumber, std::string(text), from);
    return has_readable_scale(text);
  }

  bool word() {
    const std::size_t from = at_;
    while (begins_word(peek()) || is_digit(peek())) ++at_;
    const std::string_view text = text_.substr(from, at_ - from);
    std::string lower = lower_case(text);
    if (is_keyword(lower)) {
      add(Token::Kind::kKeyword, std::move(lower), from);
    } else {
      add(Token::Kind::kName, std::string(text), from);
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

// Characters of UTF-8 text.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

ExpressionProblem not_well_formed(std::string_view detail) {
  return {fmt::format("Statement wasn't well formed, can't be processed: {}", detail)};
}

Parsed<std::vector<Token>> tokens_of(std::string_view statement) {
  Lexer lexer(statement);
  if (!lexer.read()) return not_well_formed("");
  return lexer.take();
}

std::string place_of(std::string_view statement, const Token& token) {
  const std::string_view before = statement.substr(0, token.offset);
  const std::size_t line = before.rfind('\n');
  const std::string_view in_line =
      line == std::string_view::npos ? before : before.substr(line + 1);
  return fmt::format(" at {}:{}:{}", std::count(before.begin(), before.end(), '\n') + 1,
                     characters(in_line) + 1,
                     characters(statement.substr(token.offset, token.size)));
}

}  // namespace tidemark::expressions::partiql

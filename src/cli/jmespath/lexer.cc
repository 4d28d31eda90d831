#include "cli/jmespath/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace tidemark::cli::jmespath {
namespace {

using codec::JsonValue;

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Two characters before one, so that "<=" is not "<".
constexpr std::array<std::pair<std::string_view, TokenKind>, 24> kSigns{{
    {"[]", TokenKind::kFlatten},
    {"[?", TokenKind::kFilter},
    {"||", TokenKind::kOr},
    {"&&", TokenKind::kAnd},
    {"==", TokenKind::kCompare},
    {"!=", TokenKind::kCompare},
    {"<=", TokenKind::kCompare},
    {">=", TokenKind::kCompare},
    {"<", TokenKind::kCompare},
    {">", TokenKind::kCompare},
    {".", TokenKind::kDot},
    {"*", TokenKind::kStar},
    {"[", TokenKind::kOpenBracket},
    {"]", TokenKind::kCloseBracket},
    {"{", TokenKind::kOpenBrace},
    {"}", TokenKind::kCloseBrace},
    {"(", TokenKind::kOpenParenthesis},
    {")", TokenKind::kCloseParenthesis},
    {",", TokenKind::kComma},
    {":", TokenKind::kColon},
    {"@", TokenKind::kCurrent},
    {"&", TokenKind::kReference},
    {"|", TokenKind::kPipe},
    {"!", TokenKind::kNot},
}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    while (true) {
      skip_blanks();
      if (at_ == text_.size()) break;
      TM_TRY(Token token, next());
      tokens_.push_back(std::move(token));
    }
    tokens_.push_back({.at = text_.size()});
    return std::move(tokens_);
  }

 private:
  Result<Token> next() {
    const char c = text_[at_];
    if (begins_name(c)) return name();
    if (is_digit(c) || c == '-') return number();
    if (c == '"') return quoted_name();
    if (c == '\'') return raw_string();
    if (c == '`') return literal();
    for (const auto& [sign, kind] : kSigns) {
      if (text_.substr(at_).starts_with(sign)) return sign_token(sign, kind);
    }
    if (c == '=') return wrong("\"=\" is no operator, \"==\" is");
    return wrong(fmt::format("\"{}\" begins nothing", text_.substr(at_, 1)));
  }

  Token sign_token(std::string_view sign, TokenKind kind) {
    Token token{.kind = kind, .text = std::string(sign), .at = at_};
    at_ += sign.size();
    return token;
  }

  Token name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return {
        .kind = TokenKind::kName, .text = std::string(text_.substr(from, at_ - from)), .at = from};
  }

  Result<Token> number() {
    Token token{.kind = TokenKind::kNumber, .at = at_};
    const char* const end = text_.data() + text_.size();
    const auto [after, problem] = std::from_chars(text_.data() + at_, end, token.number);
    if (problem != std::errc()) return wrong("no number follows the \"-\", or a too great one");
    at_ = static_cast<std::size_t>(after - text_.data());
    return token;
  }

  // The text between `quote`s, escapes left as they are; nullopt: it does not end.
  std::optional<std::string_view> between(char quote) {
    const std::size_t from = ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == quote) {
        return text_.substr(from, at_++ - from);
      }
    }
    return std::nullopt;
  }

  Result<Token> quoted_name() {
    const std::size_t from = at_;
    const auto inside = between('"');
    if (!inside) return wrong_at(from, "the quotes do not end");
    const auto value = codec::parse_json(fmt::format("\"{}\"", *inside));
    if (!value) return wrong_at(from, "the name in quotes is no JSON string");
    return Token{.kind = TokenKind::kQuotedName, .text = *value.value().string(), .at = from};
  }

  Result<Token> raw_string() {
    const std::size_t from = at_;
    const auto inside = between('\'');
    if (!inside) return wrong_at(from, "the quotes do not end");
    return Token{.kind = TokenKind::kLiteral,
                 .literal = JsonValue(without_escapes(*inside, '\'')),
                 .at = from};
  }

  Result<Token> literal() {
    const std::size_t from = at_;
    const auto inside = between('`');
    if (!inside) return wrong_at(from, "the backquotes do not end");
    std::string json = without_escapes(*inside, '`');
    json.erase(0, std::min(json.find_first_not_of(" \t\r\n"), json.size()));
    auto value = codec::parse_json(json);
    // `name` for `"name"`: an older form that the AWS CLI's own documentation is full of.
    if (!value) value = codec::parse_json(fmt::format("\"{}\"", json));
    if (!value) return wrong_at(from, "there is no JSON between the backquotes");
    return Token{.kind = TokenKind::kLiteral, .literal = std::move(value).value(), .at = from};
  }

  static std::string without_escapes(std::string_view inside, char quote) {
    std::string text;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (inside[i] == '\\' && i + 1 < inside.size() && inside[i + 1] == quote) continue;
      text += inside[i];
    }
    return text;
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  [[nodiscard]] Error wrong(const std::string& what) const { return wrong_at(at_, what); }

  static Error wrong_at(std::size_t at, const std::string& what) {
    return fail(Code::kInvalid, fmt::format("at character {}: {}", at + 1, what));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace tidemark::cli::jmespath

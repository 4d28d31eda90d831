#include "expressions/lexer.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word_part(char c) {
  return is_letter(c) || c == '_' || is_digit(c);
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::size_t run_length(std::string_view text, bool (*belongs)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), belongs);
  return static_cast<std::size_t>(end - text.begin());
}

// One whole UTF-8 character, so that a message quotes no half of one.
std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) {
    ++length;
  }
  return length;
}

Token next_token(std::string_view rest) {
  const char first = rest.front();
  if (first == '#' || first == ':') {
    const std::size_t length = 1 + run_length(rest.substr(1), is_word_part);
    const auto kind = first == '#' ? Token::Kind::kNamePlaceholder : Token::Kind::kValuePlaceholder;
    return {length > 1 ? kind : Token::Kind::kSymbol, rest.substr(0, length)};
  }
  if (is_digit(first)) return {Token::Kind::kDigits, rest.substr(0, run_length(rest, is_digit))};
  if (is_letter(first)) {
    return {Token::Kind::kWord, rest.substr(0, run_length(rest, is_word_part))};
  }
  for (const std::string_view pair : {"<>", "<=", ">="}) {
    if (rest.starts_with(pair)) return {Token::Kind::kSymbol, rest.substr(0, 2)};
  }
  return {Token::Kind::kSymbol, rest.substr(0, character_length(rest))};
}

}  // namespace

bool Token::is_word(std::string_view upper_word) const {
  return kind == Kind::kWord && text.size() == upper_word.size() &&
         std::equal(text.begin(), text.end(), upper_word.begin(),
                    [](char a, char b) { return upper(a) == b; });
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (true) {
    at += run_length(text.substr(at), is_blank);
    if (at == text.size()) break;
    Token token = next_token(text.substr(at));
    token.offset = at;
    at += token.text.size();
    tokens.push_back(token);
  }
  tokens.push_back({Token::Kind::kEnd, text.substr(at), at});
  return tokens;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), upper);
  return result;
}

}  // namespace tidemark::expressions

#include "expressions/partiql/term_parser.h"

#include "expressions/partiql/keywords.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace tidemark::expressions::partiql {

namespace {

using Kind = Term::Kind;

// Parentheses, lists, maps, calls and signs within each other. The service has a limit of its own
// for values; this one keeps the stack small.
constexpr int kMaxDepth = 200;
constexpr char kTooDeep[] = "Expressions nest too deeply";
// Comparisons and sums in a row, each an operand of the next.
constexpr int kMaxChain = 100;
// Operators that stand between operands. Conditions may have 300; this keeps trees of a sane depth
// until they are counted.
constexpr int kMaxOperators = 2000;

constexpr std::string_view kTypes[] = {
    "any",    "bag",     "blob",   "bool",      "boolean", "char",   "character", "clob",
    "date",   "decimal", "double", "float",     "int",     "int4",   "int8",      "integer",
    "list",   "missing", "null",   "numeric",   "real",    "sexp",   "smallint",  "string",
    "struct", "symbol",  "time",   "timestamp", "tuple",   "varchar"};

int precedence_of(std::string_view op) {
  for (const std::string_view one : {"=", "<>", "is"}) {
    if (op == one) return 4;
  }
  for (const std::string_view one : {"<", "<=", ">", ">=", "between", "like", "in"}) {
    if (op == one) return 5;
  }
  for (const std::string_view one : {"+", "-", "||"}) {
    if (op == one) return 6;
  }
  for (const std::string_view one : {"*", "/", "%"}) {
    if (op == one) return 7;
  }
  if (op == "or") return 1;
  return op == "and" ? 2 : 0;
}

constexpr int kNotPrecedence = 3;

Kind kind_of(std::string_view op) {
  if (op == "or") return Kind::kOr;
  if (op == "and") return Kind::kAnd;
  if (op == "is") return Kind::kIs;
  if (op == "in") return Kind::kIn;
  return op == "between" ? Kind::kBetween : Kind::kInfix;
}

}  // namespace

const Token& TermParser::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token TermParser::take() {
  Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool TermParser::take_keyword(std::string_view word) {
  if (!peek().is_keyword(word)) return false;
  take();
  return true;
}

bool TermParser::take_symbol(std::string_view symbol) {
  if (!peek().is_symbol(symbol)) return false;
  take();
  return true;
}

bool TermParser::expect_symbol(std::string_view symbol, std::string_view what) {
  return take_symbol(symbol) || refuse(fmt::format("Expected {}", what));
}

bool TermParser::refuse(std::string_view detail) {
  if (!problem_) problem_ = not_well_formed(detail);
  return false;
}

void TermParser::note(std::string message) {
  if (!noted_) noted_ = ExpressionProblem{std::move(message)};
}

bool TermParser::enter() {
  return ++depth_ <= kMaxDepth || refuse(kTooDeep);
}

Term TermParser::leaf(Kind kind) {
  Term term{.kind = kind, .token = take()};
  if (kind == Kind::kParameter) term.index = parameters_++;
  return term;
}

TermParser::Infix TermParser::next_infix() const {
  const bool negated = peek().is_keyword("not");
  const Token& token = peek(negated ? 1 : 0);
  if (token.kind != Token::Kind::kSymbol && token.kind != Token::Kind::kKeyword) return {};
  Infix infix{.kind = kind_of(token.text), .op = token.text, .negated = negated};
  infix.precedence = precedence_of(token.text);
  infix.words = negated ? 2 : 1;
  const bool may_negate = token.text == "between" || token.text == "like" || token.text == "in";
  if (negated && !may_negate) infix.precedence = 0;
  return infix;
}

std::optional<Term> TermParser::expression() {
  if (!enter()) return std::nullopt;
  std::optional<Term> term = above(0);
  --depth_;
  return term;
}

// Operators that bind more tightly than `precedence`, those of one level from left to right.
std::optional<Term> TermParser::above(int precedence) {
  std::optional<Term> left = prefixed();
  int chain = 0;
  while (left) {
    const Infix infix = next_infix();
    if (infix.precedence <= precedence) return left;
    const bool nests = infix.kind != Kind::kAnd && infix.kind != Kind::kOr;
    if (nests && ++chain > kMaxChain) {
      refuse(kTooDeep);
      return std::nullopt;
    }
    for (std::size_t i = 0; i < infix.words; ++i) take();
    if (++operators_ > kMaxOperators) {
      refuse("Too many operators");
      return std::nullopt;
    }
    left = right_side(*std::move(left), infix);
  }
  return std::nullopt;
}

std::optional<Term> TermParser::right_side(Term left, const Infix& infix) {
  if (infix.kind == Kind::kIs) return is_type(std::move(left));
  if (peek().kind == Token::Kind::kEnd) {
    refuse("Missing right-hand side expression of infix operator");
    return std::nullopt;
  }
  if (infix.kind == Kind::kBetween) return between(std::move(left), infix);
  std::optional<Term> right = above(infix.precedence);
  if (!right) return std::nullopt;
  const bool chain = infix.kind == Kind::kAnd || infix.kind == Kind::kOr;
  if (chain && left.kind == infix.kind) {
    left.parts.push_back(*std::move(right));
    return left;
  }
  Term term{.kind = infix.kind, .token = left.token, .name = infix.op, .negated = infix.negated};
  term.parts.push_back(std::move(left));
  term.parts.push_back(*std::move(right));
  return term;
}

std::optional<Term> TermParser::between(Term left, const Infix& infix) {
  std::optional<Term> low = above(infix.precedence);
  if (!low) return std::nullopt;
  if (!take_keyword("and")) {
    refuse("Expected AND after BETWEEN");
    return std::nullopt;
  }
  std::optional<Term> high = above(infix.precedence);
  if (!high) return std::nullopt;
  Term term{.kind = Kind::kBetween, .token = left.token, .negated = infix.negated};
  term.parts.push_back(std::move(left));
  term.parts.push_back(*std::move(low));
  term.parts.push_back(*std::move(high));
  return term;
}

std::optional<Term> TermParser::is_type(Term left) {
  Term term{.kind = Kind::kIs, .token = left.token, .negated = take_keyword("not")};
  const std::string type = lower_case(peek().text);
  const bool is_word =
      peek().kind == Token::Kind::kKeyword || (peek().kind == Token::Kind::kName && !peek().quoted);
  if (!is_word || std::ranges::find(kTypes, type) == std::end(kTypes)) {
    refuse("Expected type name");
    return std::nullopt;
  }
  take();
  if (type == "double" && !take_keyword("precision")) {
    refuse("Expected type name");
    return std::nullopt;
  }
  if (type == "character") take_keyword("varying");
  term.name = type;
  term.parts.push_back(std::move(left));
  return term;
}

std::optional<Term> TermParser::prefixed() {
  const bool negates = peek().is_keyword("not");
  if (!negates && !peek().is_symbol("-") && !peek().is_symbol("+")) return primary();
  if (!enter()) return std::nullopt;
  Term term{.kind = negates ? Kind::kNot : Kind::kSign, .token = take()};
  term.name = term.token.text;
  std::optional<Term> part = negates ? above(kNotPrecedence) : prefixed();
  --depth_;
  if (!part) return std::nullopt;
  term.parts.push_back(*std::move(part));
  return term;
}

std::optional<Term> TermParser::primary() {
  const Token& token = peek();
  switch (token.kind) {
    case Token::Kind::kString: return leaf(Kind::kString);
    case Token::Kind::kNumber: return leaf(Kind::kNumber);
    case Token::Kind::kParameter: return leaf(Kind::kParameter);
    case Token::Kind::kName: return name_term();
    case Token::Kind::kKeyword: return keyword_term();
    default: break;
  }
  if (token.is_symbol("(")) return grouped();
  if (token.is_symbol("[")) return collection(Kind::kList, "]", "RIGHT_BRACKET");
  if (token.is_symbol("<<")) {
    return collection(Kind::kBag, ">>", "RIGHT_DOUBLE_ANGLE_BRACKET");
  }
  if (token.is_symbol("{")) return structure();
  const bool is_operator = token.kind == Token::Kind::kSymbol && precedence_of(token.text) > 0;
  refuse(is_operator && token.text != "*" ? "Unexpected operator" : "Unexpected term");
  return std::nullopt;
}

std::optional<Term> TermParser::keyword_term() {
  const Token& token = peek();
  if (token.is_keyword("true")) return leaf(Kind::kTrue);
  if (token.is_keyword("false")) return leaf(Kind::kFalse);
  if (token.is_keyword("null")) return leaf(Kind::kNull);
  if (token.is_keyword("missing")) return leaf(Kind::kMissing);
  for (const std::string_view word :
       {"select", "from", "insert", "update", "delete", "create", "drop"}) {
    if (token.is_keyword(word)) return statement_term();
  }
  refuse(is_operator_word(token.text) ? "Unexpected operator" : "Unexpected keyword");
  return std::nullopt;
}

std::optional<Term> TermParser::name_term() {
  if (!peek().quoted && peek(1).is_symbol("(")) return call();
  Term term = leaf(Kind::kPath);
  term.path.emplace_back(term.token.text);
  if (!steps(term.path)) return std::nullopt;
  return term;
}

bool TermParser::steps(DocumentPath& path) {
  while (true) {
    if (take_symbol(".")) {
      if (peek().kind != Token::Kind::kName) return refuse("Invalid path dot component");
      path.emplace_back(take().text);
    } else if (peek().is_symbol("[")) {
      take();
      if (!index_step(path)) return false;
    } else {
      return true;
    }
  }
}

bool TermParser::index_step(DocumentPath& path) {
  if (peek().kind == Token::Kind::kString) {
    path.emplace_back(take().text);
    return expect_symbol("]", "RIGHT_BRACKET");
  }
  bool negative = false;
  while (peek().is_symbol("-") || peek().is_symbol("+")) negative ^= take().is_symbol("-");
  if (peek().kind != Token::Kind::kNumber) return refuse("Invalid path component");
  const Token number = take();
  std::uint64_t index = 0;
  const char* const end = number.text.data() + number.text.size();
  const auto read = std::from_chars(number.text.data(), end, index);
  const bool whole = number.text.find_first_of(".eE") == std::string::npos;
  if (!whole) {
    note(fmt::format("List index must be an integer; index: [{}]{}", number.text, place(number)));
  } else if (read.ec != std::errc() || index > std::numeric_limits<std::int32_t>::max() ||
             (negative && index > 0)) {
    note(fmt::format("List index is not within the allowable range; index: [{}{}]{}",
                     negative ? "-" : "", number.text, place(number)));
  }
  path.emplace_back(static_cast<std::size_t>(index));
  return expect_symbol("]", "RIGHT_BRACKET");
}

std::optional<Term> TermParser::grouped() {
  const Token open = take();
  std::optional<Term> inner = expression();
  if (!inner) return std::nullopt;
  if (!peek().is_symbol(",")) {
    if (!expect_symbol(")", "RIGHT_PAREN")) return std::nullopt;
    return inner;
  }
  Term list{.kind = Kind::kList, .token = open};
  list.parts.push_back(*std::move(inner));
  while (take_symbol(",")) {
    std::optional<Term> next = expression();
    if (!next) return std::nullopt;
    list.parts.push_back(*std::move(next));
  }
  if (!expect_symbol(")", "RIGHT_PAREN")) return std::nullopt;
  return list;
}

std::optional<Term> TermParser::call() {
  Term term{.kind = Kind::kCall, .token = take()};
  term.name = lower_case(term.token.text);
  take();  // "("
  if (take_symbol(")")) return term;
  if (peek().is_symbol("*")) take();  // COUNT(*)
  while (!peek().is_symbol(")")) {
    std::optional<Term> argument = expression();
    if (!argument) return std::nullopt;
    term.parts.push_back(*std::move(argument));
    if (!take_symbol(",")) break;
  }
  if (!expect_symbol(")", "RIGHT_PAREN")) return std::nullopt;
  return term;
}

std::optional<Term> TermParser::collection(Kind kind, std::string_view close,
                                           std::string_view what) {
  Term term{.kind = kind, .token = take()};
  if (take_symbol(close)) return term;
  do {
    std::optional<Term> next = expression();
    if (!next) return std::nullopt;
    term.parts.push_back(*std::move(next));
  } while (take_symbol(","));
  if (!expect_symbol(close, what)) return std::nullopt;
  return term;
}

std::optional<Term> TermParser::structure() {
  Term term{.kind = Kind::kStruct, .token = take()};
  if (take_symbol("}")) return term;
  do {
    std::optional<Term> name = expression();
    if (!name || !expect_symbol(":", "COLON")) return std::nullopt;
    std::optional<Term> value = expression();
    if (!value) return std::nullopt;
    term.parts.push_back(*std::move(name));
    term.parts.push_back(*std::move(value));
  } while (take_symbol(","));
  if (!expect_symbol("}", "RIGHT_CURLY")) return std::nullopt;
  return term;
}

}  // namespace tidemark::expressions::partiql

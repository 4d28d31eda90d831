#include "expressions/condition.h"

#include "expressions/operand_check.h"

namespace tidemark::expressions {

namespace {

// Most operators of one expression. Source: developer guide, "Constraints".
constexpr int kMaxOperators = 300;
constexpr std::size_t kMaxInOperands = 100;
// Parentheses and calls within each other. More than kMaxOperators of them are redundant anyway;
// the bound keeps the stack small.
constexpr int kMaxDepth = 320;

constexpr char kRedundant[] = "The expression has redundant parentheses;";

constexpr std::string_view kKeywords[] = {"AND", "OR", "NOT", "BETWEEN", "IN"};

// Recursive descent, one function a level of precedence. nullopt: parser_ has stopped.
class Conditions {
 public:
  explicit Conditions(Parser& parser) : parser_(parser) { parser_.read_condition(); }

  std::optional<Condition> whole() {
    if (parser_.stopped()) return std::nullopt;
    std::optional<Condition> condition = either();
    if (!condition) return std::nullopt;
    if (parser_.peek().kind != Token::Kind::kEnd) parser_.syntax_error();
    if (operators_ > kMaxOperators) {
      parser_.stop(fmt::format("The expression contains too many operators; operator count: {}",
                               operators_));
    }
    if (parser_.problem()) return std::nullopt;
    return condition;
  }

 private:
  // A pair of parentheses: the positions of the first token and of the one behind.
  struct Group {
    std::size_t from = 0;
    std::size_t until = 0;
    friend bool operator==(const Group&, const Group&) = default;
  };

  std::optional<Condition> either() {
    std::optional<Condition> left = both();
    while (left && parser_.take_word("OR")) {
      left = joined(Condition::Kind::kOr, "OR", std::move(*left), both());
    }
    return left;
  }

  std::optional<Condition> both() {
    std::optional<Condition> left = negation();
    while (left && parser_.take_word("AND")) {
      left = joined(Condition::Kind::kAnd, "AND", std::move(*left), negation());
    }
    return left;
  }

  std::optional<Condition> joined(Condition::Kind kind, std::string op, Condition left,
                                  std::optional<Condition> right) {
    if (!right) return std::nullopt;
    ++operators_;
    Condition result{kind, std::move(op), {}, {}};
    result.parts.push_back(std::move(left));
    result.parts.push_back(std::move(*right));
    return result;
  }

  std::optional<Condition> negation() {
    int count = 0;
    while (parser_.take_word("NOT")) ++count;
    operators_ += count;
    std::optional<Condition> condition = primary();
    for (; condition && count > 0 && operators_ <= kMaxOperators; --count) {
      Condition result{Condition::Kind::kNot, "NOT", {}, {}};
      result.parts.push_back(std::move(*condition));
      condition = std::move(result);
    }
    return condition;
  }

  std::optional<Condition> primary() {
    if (!parser_.peek().is_symbol("(")) return test();
    // "(a) = b" is a comparison, "(a = b)" a condition.
    if (is_grouped_operand()) return test();
    if (++depth_ > kMaxDepth) {
      parser_.stop(kRedundant);
      return std::nullopt;
    }
    const std::size_t start = parser_.position();
    parser_.take();
    std::optional<Condition> condition = either();
    --depth_;
    const std::size_t close = parser_.position();
    if (!condition || !parser_.expect_symbol(")")) return std::nullopt;
    if (last_group_ == Group{start + 1, close}) {
      parser_.findings().note(Rank::kParentheses, kRedundant);
    }
    last_group_ = {start, close + 1};
    return condition;
  }

  // Whether the parenthesis holds one operand only: "( path )" or "( :value )", as deep as it is.
  bool is_grouped_operand() {
    std::size_t ahead = 0;
    while (parser_.peek(ahead).is_symbol("(")) ++ahead;
    while (true) {
      const Token& token = parser_.peek(ahead);
      if (token.is_symbol(")")) return true;
      const bool of_path = token.kind == Token::Kind::kDigits || token.is_symbol(".") ||
                           token.is_symbol("[") || token.is_symbol("]") ||
                           token.kind == Token::Kind::kNamePlaceholder ||
                           token.kind == Token::Kind::kValuePlaceholder ||
                           (token.kind == Token::Kind::kWord && !is_keyword(token));
      if (!of_path) return false;
      ++ahead;
    }
  }

  static bool is_keyword(const Token& token) {
    for (const std::string_view keyword : kKeywords) {
      if (token.is_word(keyword)) return true;
    }
    return false;
  }

  std::optional<Condition> test() {
    std::optional<Operand> first = operand(true);
    if (!first) return std::nullopt;
    if (first->call() != nullptr && !is_operator(parser_.peek())) return function(*first->call());
    if (first->call() != nullptr) check_call(*first->call(), true, parser_.findings());
    if (parser_.take_word("BETWEEN")) return between(std::move(*first));
    if (parser_.take_word("IN")) return in(std::move(*first));
    const Token op = parser_.peek();
    if (!is_comparison(op)) {
      parser_.syntax_error();
      return std::nullopt;
    }
    parser_.take();
    std::optional<Operand> second = operand(false);
    if (!second) return std::nullopt;
    return checked(Condition::Kind::kCompare, std::string(op.text),
                   list_of(std::move(*first), std::move(*second)));
  }

  static bool is_comparison(const Token& token) {
    for (const std::string_view op : {"=", "<>", "<", "<=", ">", ">="}) {
      if (token.is_symbol(op)) return true;
    }
    return false;
  }

  static bool is_operator(const Token& token) {
    return is_comparison(token) || token.is_word("BETWEEN") || token.is_word("IN");
  }

  template <class... Operands>
  static std::vector<Operand> list_of(Operands... operands) {
    std::vector<Operand> list;
    list.reserve(sizeof...(operands));
    (list.push_back(std::move(operands)), ...);
    return list;
  }

  Condition checked(Condition::Kind kind, std::string op, std::vector<Operand> operands) {
    ++operators_;
    check_operator(op, operands, parser_.findings());
    parser_.findings().close_test();
    return {kind, std::move(op), {}, std::move(operands)};
  }

  std::optional<Condition> function(const Call& call) {
    ++operators_;
    check_call(call, false, parser_.findings());
    parser_.findings().close_test();
    return Condition{Condition::Kind::kFunction, call.function, {}, call.arguments};
  }

  std::optional<Condition> between(Operand first) {
    std::optional<Operand> low = operand(false);
    if (!low) return std::nullopt;
    if (!parser_.take_word("AND")) {
      parser_.syntax_error();
      return std::nullopt;
    }
    std::optional<Operand> high = operand(false);
    if (!high) return std::nullopt;
    return checked(Condition::Kind::kBetween, "BETWEEN",
                   list_of(std::move(first), std::move(*low), std::move(*high)));
  }

  std::optional<Condition> in(Operand first) {
    std::vector<Operand> operands = list_of(std::move(first));
    if (!arguments(operands, false)) return std::nullopt;
    if (operands.size() - 1 > kMaxInOperands) {
      parser_.findings().note(
          Rank::kOperandCount,
          fmt::format("The IN operator is provided with too many operands; number of operands: {}",
                      operands.size() - 1));
    }
    return checked(Condition::Kind::kIn, "IN", std::move(operands));
  }

  // "( operand, … )".
  bool arguments(std::vector<Operand>& operands, bool of_call) {
    if (!parser_.expect_symbol("(")) return false;
    if (of_call && parser_.take_symbol(")")) return true;
    do {
      std::optional<Operand> next = operand(false);
      if (!next) return false;
      operands.push_back(std::move(*next));
    } while (parser_.take_symbol(","));
    return parser_.expect_symbol(")");
  }

  // `is_first`: a call may turn out to be a condition of its own, so test() checks it.
  std::optional<Operand> operand(bool is_first) {
    const Token& token = parser_.peek();
    if (token.is_symbol("(")) return grouped();
    if (token.kind == Token::Kind::kValuePlaceholder) {
      const values::AttributeValue* value = parser_.take_value();
      // Undefined is noted, and told before any other problem of the test.
      return Operand{value != nullptr ? *value : values::text_value("")};
    }
    if (token.kind == Token::Kind::kWord && !is_keyword(token) && parser_.peek(1).is_symbol("(")) {
      return call(is_first);
    }
    std::optional<DocumentPath> path = parser_.take_path(kKeywords);
    if (!path) return std::nullopt;
    return Operand{std::move(*path)};
  }

  std::optional<Operand> call(bool is_first) {
    if (++depth_ > kMaxDepth) {
      parser_.syntax_error();
      return std::nullopt;
    }
    Call call{std::string(parser_.take().text), {}};
    if (!arguments(call.arguments, true)) return std::nullopt;
    --depth_;
    if (!is_first) check_call(call, true, parser_.findings());
    return Operand{std::move(call)};
  }

  std::optional<Operand> grouped() {
    if (++depth_ > kMaxDepth) {
      parser_.stop(kRedundant);
      return std::nullopt;
    }
    parser_.take();
    if (parser_.peek().is_symbol("(")) {
      parser_.findings().note(Rank::kParentheses, kRedundant);
    }
    std::optional<Operand> inner = operand(false);
    --depth_;
    if (!inner || !parser_.expect_symbol(")")) return std::nullopt;
    // "(a.b).c"
    auto* path = std::get_if<DocumentPath>(&inner->what);
    if (path != nullptr && !parser_.take_steps(*path, kKeywords)) return std::nullopt;
    return inner;
  }

  Parser& parser_;
  int operators_ = 0;
  int depth_ = 0;
  Group last_group_;
};

void add_paths(const Operand& operand, std::vector<DocumentPath>& paths) {
  if (operand.path() != nullptr) paths.push_back(*operand.path());
  if (operand.call() == nullptr) return;
  for (const Operand& argument : operand.call()->arguments) add_paths(argument, paths);
}

void add_paths(const Condition& condition, std::vector<DocumentPath>& paths) {
  for (const Operand& operand : condition.operands) add_paths(operand, paths);
  for (const Condition& part : condition.parts) add_paths(part, paths);
}

}  // namespace

std::vector<DocumentPath> paths_of(const Condition& condition) {
  std::vector<DocumentPath> paths;
  add_paths(condition, paths);
  return paths;
}

std::optional<Condition> parse_condition(Parser& parser) {
  return Conditions(parser).whole();
}

Parsed<Condition> parse_condition(std::string_view kind, std::string_view text,
                                  Placeholders& placeholders) {
  Parser parser(kind, text, placeholders);
  std::optional<Condition> condition = parse_condition(parser);
  if (!condition) return *parser.problem();
  return *std::move(condition);
}

}  // namespace tidemark::expressions

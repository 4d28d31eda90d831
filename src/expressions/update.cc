#include "expressions/update.h"

#include "expressions/operand_check.h"
#include "expressions/parser.h"
#include "expressions/path_clash.h"

#include <algorithm>
#include <array>

namespace tidemark::expressions {

namespace {

using values::AttributeValue;
using Kind = UpdateAction::Kind;

constexpr std::string_view kExpression = "UpdateExpression";
constexpr std::array<std::string_view, 4> kSections = {"SET", "REMOVE", "ADD", "DELETE"};
// Calls within each other: keeps the stack small.
constexpr int kMaxDepth = 320;
// Most + and - and functions of one expression. Source: developer guide, "Constraints".
constexpr int kMaxOperators = 300;

// As ADD and DELETE name types; sets are what both take.
std::string_view long_type_name(std::string_view type) {
  static const std::map<std::string_view, std::string_view> kNames = {
      {"S", "STRING"},     {"N", "NUMBER"}, {"B", "BINARY"}, {"NULL", "NULL"},
      {"BOOL", "BOOLEAN"}, {"L", "LIST"},   {"M", "MAP"}};
  const auto found = kNames.find(type);
  return found != kNames.end() ? found->second : std::string_view();
}

// Recursive descent; functions answer false or nullopt when the parser has stopped.
class Updates {
 public:
  explicit Updates(Parser& parser) : parser_(parser) {}

  void whole() {
    while (!parser_.stopped() && parser_.peek().kind != Token::Kind::kEnd) {
      if (!section()) return;
    }
    if (operators_ > kMaxOperators) {
      parser_.stop(fmt::format("The expression contains too many operators; operator count: {}",
                               operators_));
    }
  }

  std::vector<UpdateAction> take_actions() { return std::move(actions_); }

 private:
  bool section() {
    const auto* name = std::find_if(kSections.begin(), kSections.end(), [&](std::string_view word) {
      return parser_.peek().is_word(word);
    });
    if (name == kSections.end()) return parser_.syntax_error();
    parser_.take();
    bool& seen = seen_[static_cast<std::size_t>(name - kSections.begin())];
    if (seen) {
      parser_.findings().note(
          Rank::kRepeatedSection,
          fmt::format("The \"{}\" section can only be used once in an update expression;", *name));
    }
    seen = true;
    do {
      UpdateAction action;
      action.kind = static_cast<Kind>(name - kSections.begin());
      if (!read(action)) return false;
      paths_.push_back(action.path);
      actions_.push_back(std::move(action));
    } while (parser_.take_symbol(","));
    return true;
  }

  bool read(UpdateAction& action) {
    auto path = parser_.take_path(kSections);
    if (!path) return false;
    action.path = *std::move(path);
    if (action.kind == Kind::kSet) {
      if (!parser_.expect_symbol("=") || !set_value(action.value)) return false;
    } else if (action.kind != Kind::kRemove && !section_operand(action)) {
      return false;
    }
    note_clash(paths_, action.path, parser_.findings());
    return true;
  }

  // ADD and DELETE take one :value.
  bool section_operand(UpdateAction& action) {
    if (parser_.peek().kind != Token::Kind::kValuePlaceholder) return parser_.syntax_error();
    const AttributeValue* value = parser_.take_value();
    if (value == nullptr) return true;
    action.operand = *value;
    const std::string_view type = long_type_name(value->type_name());
    if (!type.empty() && !(action.kind == Kind::kAdd && type == "NUMBER")) {
      parser_.findings().note(
          Rank::kSectionOperand,
          fmt::format("Incorrect operand type for operator or function; operator: {}, operand "
                      "type: {}",
                      action.kind == Kind::kAdd ? "ADD" : "DELETE", type));
    }
    return true;
  }

  // "operand", "operand + operand", or one of them in parentheses. Those of "(a) + b" belong to
  // its operand.
  bool set_value(SetValue& value) {
    const bool grouped = parser_.peek().is_symbol("(") && closes_at_the_end();
    if (grouped) parser_.take();
    auto first = operand();
    if (!first) return false;
    value.operands.push_back(*std::move(first));
    const bool plus = parser_.peek().is_symbol("+");
    if (plus || parser_.peek().is_symbol("-")) {
      parser_.take();
      value.sum = plus ? SetValue::Sum::kPlus : SetValue::Sum::kMinus;
      auto second = operand();
      if (!second) return false;
      value.operands.push_back(*std::move(second));
      ++operators_;
      check_sum(value, plus ? "+" : "-");
    }
    return !grouped || parser_.expect_symbol(")");
  }

  // Whether the parenthesis that comes next is closed where the right-hand side ends, rather than
  // before a + or -.
  [[nodiscard]] bool closes_at_the_end() const {
    int open = 0;
    for (std::size_t ahead = 0;; ++ahead) {
      const Token& token = parser_.peek(ahead);
      if (token.kind == Token::Kind::kEnd) return true;
      if (token.is_symbol("(")) ++open;
      if (token.is_symbol(")") && --open == 0) {
        const Token& next = parser_.peek(ahead + 1);
        return !next.is_symbol("+") && !next.is_symbol("-");
      }
    }
  }

  std::optional<Operand> operand() {
    const Token& token = parser_.peek();
    if (token.is_symbol("(")) {
      parser_.take();
      auto inner = plain_operand();
      if (!inner || !parser_.expect_symbol(")")) return std::nullopt;
      return inner;
    }
    return plain_operand();
  }

  std::optional<Operand> plain_operand() {
    const Token& token = parser_.peek();
    if (token.kind == Token::Kind::kValuePlaceholder) {
      const AttributeValue* value = parser_.take_value();
      return Operand{value != nullptr ? *value : AttributeValue()};
    }
    if (token.kind == Token::Kind::kWord && parser_.peek(1).is_symbol("(")) return call();
    auto path = parser_.take_path(kSections);
    if (!path) return std::nullopt;
    return Operand{*std::move(path)};
  }

  std::optional<Operand> call() {
    if (++depth_ > kMaxDepth) {
      parser_.syntax_error();
      return std::nullopt;
    }
    ++operators_;
    Call call{std::string(parser_.take().text), {}};
    parser_.take();  // "("
    do {
      auto next = operand();
      if (!next) return std::nullopt;
      call.arguments.push_back(*std::move(next));
    } while (parser_.take_symbol(","));
    --depth_;
    if (!parser_.expect_symbol(")")) return std::nullopt;
    check_call(call);
    return Operand{std::move(call)};
  }

  void check_call(const Call& call) {
    Findings& findings = parser_.findings();
    if (is_condition_function(call.function)) {
      findings.note(Rank::kUpdateFunction,
                    fmt::format("The function is not allowed in an update expression; function: {}",
                                call.function));
    } else if (call.function != "if_not_exists" && call.function != "list_append") {
      findings.note(Rank::kUpdateFunction, unknown(call.function));
    } else if (call.arguments.size() != 2) {
      findings.note(Rank::kOperandType, wrong_count(call.function, call.arguments.size()));
    } else if (call.function == "list_append") {
      check_operands(call.arguments, "list_append", "L");
    } else if (call.arguments.front().path() == nullptr) {
      findings.note(Rank::kOperandType, no_path(call.function));
    } else {
      check_nesting(call.arguments.back());
    }
  }

  void check_sum(const SetValue& value, std::string_view sign) {
    check_operands(value.operands, sign, "N");
  }

  void check_operands(const std::vector<Operand>& operands, std::string_view name,
                      std::string_view wanted) {
    for (const Operand& operand : operands) {
      check_nesting(operand);
      const AttributeValue* value = operand.value();
      if (value != nullptr && value->type_name() != wanted) {
        parser_.findings().note(Rank::kOperandType, wrong_type(name, value->type_name()));
      }
    }
  }

  // list_append() stands alone only.
  void check_nesting(const Operand& operand) {
    const Call* call = operand.call();
    if (call == nullptr || call->function != "list_append") return;
    parser_.findings().note(Rank::kUpdateFunction, misused(call->function));
  }

  Parser& parser_;
  std::vector<UpdateAction> actions_;
  std::vector<DocumentPath> paths_;
  std::array<bool, kSections.size()> seen_{};
  int operators_ = 0;
  int depth_ = 0;
};

}  // namespace

Parsed<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  Parser parser(kExpression, text, placeholders);
  Updates updates(parser);
  updates.whole();
  if (auto problem = parser.problem()) return std::move(*problem);
  return Update{.actions = updates.take_actions()};
}

std::optional<ExpressionProblem> find_key_update(const Update& update,
                                                 const values::KeySchema& schema) {
  for (const UpdateAction& action : update.actions) {
    const std::string& attribute = attribute_of(action.path);
    if (attribute != schema.hash.name && (!schema.range || attribute != schema.range->name)) {
      continue;
    }
    return ExpressionProblem{
        fmt::format("One or more parameter values were invalid: Cannot update attribute {}. This "
                    "attribute is part of the key",
                    attribute)};
  }
  return std::nullopt;
}

}  // namespace tidemark::expressions

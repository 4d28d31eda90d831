#include "cli/jmespath/expression.h"
#include "cli/jmespath/functions.h"
#include "cli/jmespath/lexer.h"

#include <fmt/format.h>

#include <utility>

namespace tidemark::cli::jmespath {
namespace {

// Deeper expressions than these are refused rather than met with the end of the stack.
constexpr int kMaxDepth = 200;

// From here on what follows belongs to the projection before it (the specification's "projections
// stop" at |, ||, && and comparisons).
constexpr int kProjectionStop = 10;

int binding_power(TokenKind kind) {
  switch (kind) {
    case TokenKind::kPipe: return 1;
    case TokenKind::kOr: return 2;
    case TokenKind::kAnd: return 3;
    case TokenKind::kCompare: return 5;
    case TokenKind::kFlatten: return 9;
    case TokenKind::kStar: return 20;
    case TokenKind::kFilter: return 21;
    case TokenKind::kDot: return 40;
    case TokenKind::kNot: return 45;
    case TokenKind::kOpenBrace: return 50;
    case TokenKind::kOpenBracket: return 55;
    case TokenKind::kOpenParenthesis: return 60;
    default: return 0;
  }
}

Node node(NodeKind kind, std::vector<Node> children = {}) {
  return Node{.kind = kind, .children = std::move(children)};
}

Node pair(NodeKind kind, Node first, Node second) {
  Node made{.kind = kind};
  made.children.push_back(std::move(first));
  made.children.push_back(std::move(second));
  return made;
}

// A top-down operator precedence parser: `prefix` reads what begins an expression, `infix` what
// goes on with one.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Node> run() {
    TM_TRY(Node root, expression(0));
    if (kind() != TokenKind::kEnd) return unexpected();
    return root;
  }

 private:
  Result<Node> expression(int power) {
    if (++depth_ > kMaxDepth) return fail(Code::kInvalid, "it is nested too deeply");
    TM_TRY(Node left, prefix(take()));
    while (power < binding_power(kind())) {
      TM_TRY(Node next, infix(take(), std::move(left)));
      left = std::move(next);
    }
    --depth_;
    return left;
  }

  Result<Node> prefix(const Token token) {
    switch (token.kind) {
      case TokenKind::kLiteral: return Node{.kind = NodeKind::kLiteral, .literal = token.literal};
      case TokenKind::kName: return Node{.kind = NodeKind::kField, .name = token.text};
      case TokenKind::kQuotedName: return quoted(token);
      case TokenKind::kCurrent: return Node{};
      case TokenKind::kStar: return values_of(Node{}, binding_power(TokenKind::kStar));
      case TokenKind::kFilter: return filter(Node{});
      case TokenKind::kFlatten: return flatten(Node{});
      case TokenKind::kOpenBrace: return hash();
      case TokenKind::kOpenBracket: return bracket();
      case TokenKind::kOpenParenthesis: return parenthesis();
      case TokenKind::kNot: return wrapping(NodeKind::kNot, binding_power(TokenKind::kNot));
      case TokenKind::kReference: return wrapping(NodeKind::kReference, 0);
      default: --next_; return unexpected();
    }
  }

  Result<Node> infix(const Token token, Node left) {
    const int power = binding_power(token.kind);
    switch (token.kind) {
      case TokenKind::kDot: return dot(std::move(left));
      case TokenKind::kPipe: return joined(NodeKind::kChain, std::move(left), power);
      case TokenKind::kOr: return joined(NodeKind::kOr, std::move(left), power);
      case TokenKind::kAnd: return joined(NodeKind::kAnd, std::move(left), power);
      case TokenKind::kCompare: return comparison(token.text, std::move(left), power);
      case TokenKind::kFilter: return filter(std::move(left));
      case TokenKind::kFlatten: return flatten(std::move(left));
      case TokenKind::kOpenBracket: return element(std::move(left));
      case TokenKind::kOpenParenthesis: return call(std::move(left));
      default: --next_; return unexpected();
    }
  }

  Result<Node> quoted(const Token& token) {
    if (kind() == TokenKind::kOpenParenthesis) {
      return wrong(token, "the name of a function is not quoted");
    }
    return Node{.kind = NodeKind::kField, .name = token.text};
  }

  Result<Node> wrapping(NodeKind kind, int power) {
    TM_TRY(Node inner, expression(power));
    return node(kind, {std::move(inner)});
  }

  Result<Node> parenthesis() {
    TM_TRY(Node inner, expression(0));
    TM_TRY_STATUS(expect(TokenKind::kCloseParenthesis, ")"));
    return inner;
  }

  Result<Node> joined(NodeKind kind, Node left, int power) {
    TM_TRY(Node right, expression(power));
    return pair(kind, std::move(left), std::move(right));
  }

  Result<Node> comparison(std::string sign, Node left, int power) {
    TM_TRY(Node made, joined(NodeKind::kCompare, std::move(left), power));
    made.name = std::move(sign);
    return made;
  }

  Result<Node> dot(Node left) {
    const int power = binding_power(TokenKind::kDot);
    if (kind() == TokenKind::kStar) {
      ++next_;
      return values_of(std::move(left), power);
    }
    TM_TRY(Node right, after_dot(power));
    return pair(NodeKind::kChain, std::move(left), std::move(right));
  }

  Result<Node> after_dot(int power) {
    switch (kind()) {
      case TokenKind::kName:
      case TokenKind::kQuotedName:
      case TokenKind::kStar: return expression(power);
      case TokenKind::kOpenBracket: ++next_; return list();
      case TokenKind::kOpenBrace: ++next_; return hash();
      default: return unexpected();
    }
  }

  Result<Node> values_of(Node left, int power) {
    if (kind() == TokenKind::kCloseBracket) {
      return pair(NodeKind::kValueProjection, std::move(left), Node{});
    }
    TM_TRY(Node right, projected(power));
    return pair(NodeKind::kValueProjection, std::move(left), std::move(right));
  }

  // What is done with each element of the projection that stands before.
  Result<Node> projected(int power) {
    if (binding_power(kind()) < kProjectionStop) return Node{};
    if (kind() == TokenKind::kOpenBracket || kind() == TokenKind::kFilter) return expression(power);
    if (kind() != TokenKind::kDot) return unexpected();
    ++next_;
    return after_dot(power);
  }

  Result<Node> filter(Node left) {
    TM_TRY(Node condition, expression(0));
    TM_TRY_STATUS(expect(TokenKind::kCloseBracket, "]"));
    Node right{};
    if (kind() != TokenKind::kFlatten) {
      TM_TRY(right, projected(binding_power(TokenKind::kFilter)));
    }
    Node made = pair(NodeKind::kFilterProjection, std::move(left), std::move(right));
    made.children.push_back(std::move(condition));
    return made;
  }

  Result<Node> flatten(Node left) {
    Node flat = node(NodeKind::kFlatten, {std::move(left)});
    TM_TRY(Node right, projected(binding_power(TokenKind::kFlatten)));
    return pair(NodeKind::kProjection, std::move(flat), std::move(right));
  }

  Result<Node> bracket() {
    if (kind() == TokenKind::kNumber || kind() == TokenKind::kColon) return place(Node{});
    if (kind() == TokenKind::kStar && tokens_[next_ + 1].kind == TokenKind::kCloseBracket) {
      next_ += 2;
      return elements_of(Node{});
    }
    return list();
  }

  Result<Node> element(Node left) {
    if (kind() == TokenKind::kNumber || kind() == TokenKind::kColon) return place(std::move(left));
    TM_TRY_STATUS(expect(TokenKind::kStar, "*"));
    TM_TRY_STATUS(expect(TokenKind::kCloseBracket, "]"));
    return elements_of(std::move(left));
  }

  Result<Node> elements_of(Node left) {
    TM_TRY(Node right, projected(binding_power(TokenKind::kStar)));
    return pair(NodeKind::kProjection, std::move(left), std::move(right));
  }

  // [1], [-1], [1:2], [::2]
  Result<Node> place(Node left) {
    const bool slice = kind() == TokenKind::kColon || tokens_[next_ + 1].kind == TokenKind::kColon;
    if (!slice) {
      const Node index{.kind = NodeKind::kIndex, .index = take().number};
      TM_TRY_STATUS(expect(TokenKind::kCloseBracket, "]"));
      return pair(NodeKind::kChain, std::move(left), index);
    }
    TM_TRY(Node sliced, slice_bounds());
    return elements_of(pair(NodeKind::kChain, std::move(left), std::move(sliced)));
  }

  Result<Node> slice_bounds() {
    Node slice{.kind = NodeKind::kSlice};
    std::size_t part = 0;
    while (kind() != TokenKind::kCloseBracket) {
      const Token token = take();
      if (token.kind == TokenKind::kColon && part < 2) {
        ++part;
      } else if (token.kind == TokenKind::kNumber && !slice.slice[part]) {
        slice.slice[part] = token.number;
      } else {
        --next_;
        return unexpected();
      }
    }
    ++next_;
    return slice;
  }

  Result<Node> list() {
    Node made{.kind = NodeKind::kList};
    while (true) {
      TM_TRY(Node next, expression(0));
      made.children.push_back(std::move(next));
      if (kind() == TokenKind::kCloseBracket) break;
      TM_TRY_STATUS(expect(TokenKind::kComma, ","));
    }
    ++next_;
    return made;
  }

  Result<Node> hash() {
    Node made{.kind = NodeKind::kHash};
    while (true) {
      if (kind() != TokenKind::kName && kind() != TokenKind::kQuotedName) return unexpected();
      made.names.push_back(take().text);
      TM_TRY_STATUS(expect(TokenKind::kColon, ":"));
      TM_TRY(Node next, expression(0));
      made.children.push_back(std::move(next));
      if (kind() == TokenKind::kCloseBrace) break;
      TM_TRY_STATUS(expect(TokenKind::kComma, ","));
    }
    ++next_;
    return made;
  }

  Result<Node> call(Node left) {
    if (left.kind != NodeKind::kField) {
      --next_;
      return unexpected();
    }
    Node made{.kind = NodeKind::kCall, .name = std::move(left.name)};
    while (kind() != TokenKind::kCloseParenthesis) {
      TM_TRY(Node next, expression(0));
      made.children.push_back(std::move(next));
      if (kind() == TokenKind::kCloseParenthesis) break;
      TM_TRY_STATUS(expect(TokenKind::kComma, ","));
      if (kind() == TokenKind::kCloseParenthesis) return unexpected();
    }
    ++next_;
    return made;
  }

  [[nodiscard]] TokenKind kind() const { return tokens_[next_].kind; }

  // The end is never passed.
  Token take() {
    const Token token = tokens_[next_];
    if (next_ + 1 < tokens_.size())
      ++next_;
    else
      ended_ = true;
    return token;
  }

  Status expect(TokenKind wanted, std::string_view sign) {
    if (kind() != wanted) {
      return wrong(tokens_[next_], fmt::format("\"{}\" is missing here", sign));
    }
    ++next_;
    return Ok{};
  }

  [[nodiscard]] Error unexpected() const {
    const Token& token = ended_ ? tokens_.back() : tokens_[next_];
    if (token.kind == TokenKind::kEnd) return wrong(token, "it ends too early");
    const std::string shown = token.text.empty() ? "this" : fmt::format("\"{}\"", token.text);
    return wrong(token, fmt::format("{} cannot stand here", shown));
  }

  static Error wrong(const Token& token, std::string_view what) {
    return fail(Code::kInvalid, fmt::format("at character {}: {}", token.at + 1, what));
  }

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  bool ended_ = false;
  int depth_ = 0;
};

}  // namespace

Result<Expression> compile(std::string_view text) {
  TM_TRY(std::vector<Token> tokens, tokens_of(text));
  TM_TRY(Node root, Parser(std::move(tokens)).run());
  TM_TRY_STATUS(check_functions(root));
  return Expression(std::move(root));
}

}  // namespace tidemark::cli::jmespath

#include "expressions/partiql/syntax.h"

#include "expressions/partiql/term_parser.h"

namespace tidemark::expressions::partiql {

namespace {

using Kind = Syntax::Kind;

class StatementParser final : public TermParser {
 public:
  using TermParser::TermParser;

  std::optional<Syntax> whole() {
    std::optional<Syntax> syntax = statement();
    if (!syntax) return std::nullopt;
    if (take_symbol(";") && peek().kind != Token::Kind::kEnd) {
      refuse("Unexpected token after semicolon. (Only one query is allowed.)");
    }
    if (peek().kind != Token::Kind::kEnd) refuse("Unexpected token after expression");
    syntax->parameters = parameters();
    return syntax;
  }

 private:
  std::optional<Syntax> statement() {
    if (peek().is_keyword("select")) return select();
    if (peek().is_keyword("insert")) return insert();
    if (peek().is_keyword("update")) return update();
    if (peek().is_keyword("delete")) return remove();
    if (peek().is_keyword("from")) return from_first();
    if (peek().is_keyword("exists") && peek(1).is_symbol("(") && peek(2).is_keyword("select")) {
      return exists();
    }
    Syntax syntax;
    syntax.expression = expression();
    if (!syntax.expression) return std::nullopt;
    return syntax;
  }

  // A statement within an expression is read, so that it is known whether it is well formed.
  std::optional<Term> statement_term() override {
    const Token token = peek();
    if (token.is_keyword("create") || token.is_keyword("drop")) {
      note(fmt::format("Unsupported operation: {}",
                       token.is_keyword("create") ? "CreateTable" : "DropTable"));
      while (peek().kind != Token::Kind::kEnd) take();
      return Term{.kind = Term::Kind::kSelect, .token = token};
    }
    if (!statement()) return std::nullopt;
    return Term{.kind = Term::Kind::kSelect, .token = token};
  }

  std::optional<Syntax> exists() {
    Syntax syntax{.kind = Kind::kExists};
    take();
    take();
    std::optional<Syntax> inner = select();
    if (!inner || !expect_symbol(")", "RIGHT_PAREN")) return std::nullopt;
    syntax.select = std::make_shared<const Syntax>(*std::move(inner));
    return syntax;
  }

  std::optional<Syntax> select() {
    Syntax syntax{.kind = Kind::kSelect};
    take();
    unsupported_word(syntax, "distinct", "DISTINCT");
    if (!columns(syntax)) return std::nullopt;
    if (!take_keyword("from")) {
      refuse("Expected FROM after SELECT list");
      return std::nullopt;
    }
    if (!select_source(syntax) || !where(syntax) || !clauses(syntax)) return std::nullopt;
    return syntax;
  }

  bool columns(Syntax& syntax) {
    if (peek().is_keyword("from")) return refuse("Cannot have empty SELECT list");
    do {
      if (take_symbol("*")) {
        syntax.all_columns = true;
        continue;
      }
      std::optional<Term> column = expression();
      if (!column) return false;
      syntax.columns.push_back(*std::move(column));
      if (!alias(syntax)) return false;
    } while (take_symbol(","));
    if (!syntax.all_columns || syntax.columns.empty()) return true;
    return refuse("Other expressions may not be present in the select list when '*' is used.");
  }

  // `AS name`, or a name that just follows.
  bool alias(Syntax& syntax) {
    const bool named = take_keyword("as");
    if (peek().kind == Token::Kind::kName) {
      syntax.aliased = true;
      take();
      return true;
    }
    return !named || refuse("Expected identifier for alias");
  }

  // `AS OF instant`, which is ours, or an alias.
  bool source_suffix(Syntax& syntax) {
    if (!peek().is_keyword("as") || !peek(1).is_keyword("of")) return alias(syntax);
    take();
    take();
    syntax.as_of = expression();
    return syntax.as_of.has_value();
  }

  bool select_source(Syntax& syntax) {
    if (peek().kind != Token::Kind::kName) {
      const std::optional<Term> other = expression();
      if (!other) return false;
      note("Only select from a single table or index is supported.");
      return alias(syntax);
    }
    if (!table(syntax) || !source_suffix(syntax)) return false;
    while (take_symbol(",") || joins()) {
      note("Only select from a single table or index is supported.");
      if (!expression() || !alias(syntax)) return false;
      if (take_keyword("on") && !expression()) return false;
    }
    return true;
  }

  bool joins() {
    bool any = false;
    for (const std::string_view word : {"natural", "cross", "inner", "left", "right", "full"}) {
      any = take_keyword(word) || any;
    }
    take_keyword("outer");
    return take_keyword("join") || any;
  }

  // "T" or "T"."I".
  bool table(Syntax& syntax) {
    if (peek().kind != Token::Kind::kName) return refuse("Expected identifier for simple path");
    syntax.table.push_back(take());
    while (take_symbol(".")) {
      if (peek().kind != Token::Kind::kName) return refuse("Invalid path dot component");
      syntax.table.push_back(take());
    }
    return true;
  }

  bool where(Syntax& syntax) {
    if (!take_keyword("where")) return true;
    syntax.where = expression();
    return syntax.where.has_value();
  }

  // What may follow WHERE.
  bool clauses(Syntax& syntax) {
    return unsupported_list(syntax, "group", "GROUP BY") &&
           unsupported_list(syntax, "having", "HAVING") && order_by(syntax) &&
           unsupported_list(syntax, "limit", "LIMIT");
  }

  bool order_by(Syntax& syntax) {
    if (!take_keyword("order")) return true;
    if (!take_keyword("by")) return refuse("Expected BY");
    do {
      std::optional<Term> by = expression();
      if (!by) return false;
      const bool descending = take_keyword("desc");
      if (!descending) take_keyword("asc");
      syntax.order.push_back({*std::move(by), descending});
    } while (take_symbol(","));
    return true;
  }

  void unsupported_word(Syntax& syntax, std::string_view word, std::string_view name) {
    const Token token = peek();
    if (take_keyword(word)) set_unsupported(syntax, name, token);
  }

  bool unsupported_list(Syntax& syntax, std::string_view word, std::string_view name) {
    if (!take_keyword(word)) return true;
    take_keyword("by");
    set_unsupported(syntax, name, peek());
    do {
      if (!expression()) return false;
    } while (take_symbol(","));
    return true;
  }

  void set_unsupported(Syntax& syntax, std::string_view name, const Token& token) {
    if (syntax.unsupported) return;
    syntax.unsupported = fmt::format("Unsupported clause: {}{}", name, place(token));
  }

  std::optional<Syntax> insert() {
    Syntax syntax{.kind = Kind::kInsert};
    take();
    if (!take_keyword("into")) {
      refuse("Expected INTO");
      return std::nullopt;
    }
    if (!table(syntax)) return std::nullopt;
    const bool one = take_keyword("value");
    if (!one && take_keyword("values")) {
      note("INSERT takes one item: VALUE {…}");
    }
    syntax.item = expression();
    if (!syntax.item) return std::nullopt;
    if (one && !returning(syntax)) return std::nullopt;
    return syntax;
  }

  std::optional<Syntax> update() {
    Syntax syntax{.kind = Kind::kUpdate};
    take();
    if (peek().kind != Token::Kind::kName) {
      expression();  // says what is wrong with it
      refuse("Expected identifier for simple path");
      return std::nullopt;
    }
    if (!table(syntax) || !alias(syntax) || !changes(syntax) || !where(syntax) ||
        !returning(syntax)) {
      return std::nullopt;
    }
    return syntax;
  }

  // FROM "T" WHERE … SET …
  std::optional<Syntax> from_first() {
    Syntax syntax{.kind = Kind::kUpdate};
    take();
    if (peek().kind != Token::Kind::kName) {
      expression();
      refuse("Expected data manipulation");
      return std::nullopt;
    }
    if (!table(syntax) || !alias(syntax) || !where(syntax) || !changes(syntax) ||
        !returning(syntax)) {
      return std::nullopt;
    }
    return syntax;
  }

  std::optional<Syntax> remove() {
    Syntax syntax{.kind = Kind::kDelete};
    take();
    if (!take_keyword("from")) {
      refuse("Expected FROM");
      return std::nullopt;
    }
    if (!table(syntax) || !alias(syntax) || !where(syntax) || !returning(syntax)) {
      return std::nullopt;
    }
    return syntax;
  }

  // (SET a = b, … | REMOVE a, …)+
  bool changes(Syntax& syntax) {
    while (true) {
      if (take_keyword("set")) {
        if (!assignments(syntax, true)) return false;
      } else if (take_keyword("remove")) {
        if (!assignments(syntax, false)) return false;
      } else {
        return !syntax.changes.empty() || refuse("Expected data manipulation");
      }
    }
  }

  bool assignments(Syntax& syntax, bool sets) {
    do {
      std::optional<Term> target = path();
      if (!target) return false;
      Assignment assignment{.target = *std::move(target)};
      if (sets) {
        if (!expect_symbol("=", "=")) return false;
        assignment.value = expression();
        if (!assignment.value) return false;
      }
      syntax.changes.push_back(std::move(assignment));
    } while (take_symbol(","));
    return true;
  }

  std::optional<Term> path() {
    if (peek().kind != Token::Kind::kName) {
      refuse("Expected identifier for simple path");
      return std::nullopt;
    }
    Term term{.kind = Term::Kind::kPath, .token = take()};
    term.path.emplace_back(term.token.text);
    if (!steps(term.path)) return std::nullopt;
    return term;
  }

  // RETURNING (ALL | MODIFIED) (OLD | NEW) *
  bool returning(Syntax& syntax) {
    if (!take_keyword("returning")) return true;
    const bool all = take_keyword("all");
    if (!all && !take_keyword("modified")) return refuse("Expected ALL or MODIFIED");
    const bool old = take_keyword("old");
    if (!old && !take_keyword("new")) return refuse("Expected OLD or NEW");
    syntax.returning = fmt::format("{} {} *", all ? "ALL" : "MODIFIED", old ? "OLD" : "NEW");
    if (take_symbol("*")) return true;
    if (!expression()) return false;
    note("RETURNING takes * only");
    return true;
  }
};

}  // namespace

Parsed<Syntax> syntax_of(std::string_view statement) {
  auto tokens = tokens_of(statement);
  if (auto* problem = std::get_if<ExpressionProblem>(&tokens)) return std::move(*problem);
  StatementParser parser(statement, std::get<std::vector<Token>>(std::move(tokens)));
  std::optional<Syntax> syntax = parser.whole();
  if (parser.problem()) return *parser.problem();
  if (parser.noted()) return *parser.noted();
  return *std::move(syntax);
}

}  // namespace tidemark::expressions::partiql

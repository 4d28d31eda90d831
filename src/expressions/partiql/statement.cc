#include "expressions/partiql/statement.h"

#include "expressions/partiql/changes.h"
#include "expressions/partiql/literals.h"
#include "expressions/partiql/syntax.h"
#include "expressions/partiql/where.h"

namespace tidemark::expressions::partiql {

namespace {

// Functions answer false or nullopt when literals_ has a problem.
class Building {
 public:
  Building(std::string_view text, std::span<const values::AttributeValue> parameters)
      : text_(text), literals_(text, parameters) {}

  std::optional<Statement> build(const Syntax& syntax) {
    switch (syntax.kind) {
      case Syntax::Kind::kSelect: return select(syntax);
      case Syntax::Kind::kInsert: return insert(syntax);
      case Syntax::Kind::kUpdate: return update(syntax);
      case Syntax::Kind::kDelete: return remove(syntax);
      case Syntax::Kind::kExists: {
        auto inner = select(*syntax.select);
        if (!inner) return std::nullopt;
        return ExistsStatement{*std::move(inner)};
      }
      case Syntax::Kind::kExpression: break;
    }
    return literals_.refuse(
        fmt::format("Unsupported operation: {}", element_name(*syntax.expression)));
  }

  [[nodiscard]] ExpressionProblem problem() const { return *literals_.problem(); }

 private:
  std::optional<Source> source(const Syntax& syntax) {
    if (syntax.table.empty()) return literals_.refuse("Expected a table");
    for (const Token& name : syntax.table) {
      if (name.text.empty()) return literals_.refuse("Path component cannot be an empty string");
    }
    if (syntax.table.size() > 2) {
      return literals_.refuse("A path may contain at most 2 components in the FROM clause");
    }
    if (syntax.aliased) return literals_.refuse("Aliasing is not supported");
    if (syntax.unsupported) return literals_.refuse(*syntax.unsupported);
    Source source{.table = syntax.table[0].text};
    if (syntax.table.size() == 2) source.index = syntax.table[1].text;
    return source;
  }

  std::optional<SelectStatement> select(const Syntax& syntax) {
    auto from = source(syntax);
    if (!from) return std::nullopt;
    SelectStatement statement{.from = *std::move(from)};
    columns(syntax, statement);
    if (!where(syntax, statement.where) || !as_of(syntax, statement) || !order(syntax, statement)) {
      return std::nullopt;
    }
    return statement;
  }

  void columns(const Syntax& syntax, SelectStatement& statement) const {
    for (const Term& term : syntax.columns) {
      if (term.kind != Term::Kind::kPath) {
        if (statement.columns_problem) continue;
        statement.columns_problem =
            ExpressionProblem{"Unexpected path component" + place_of(text_, term.token)};
        continue;
      }
      statement.columns.push_back({term.path, name_of(term.path)});
    }
  }

  // From its last name on.
  static std::string name_of(const DocumentPath& path) {
    std::string indexes;
    for (auto step = path.rbegin();; ++step) {
      if (const auto* name = std::get_if<std::string>(&*step)) return *name + indexes;
      indexes = fmt::format("[{}]{}", std::get<std::size_t>(*step), indexes);
    }
  }

  bool where(const Syntax& syntax, std::optional<Condition>& where) {
    if (!syntax.where) return true;
    where = condition_of(*syntax.where, literals_);
    return where.has_value();
  }

  bool as_of(const Syntax& syntax, SelectStatement& statement) {
    if (!syntax.as_of) return true;
    if (Literals::is_value(*syntax.as_of)) {
      const auto value = literals_.value_of(*syntax.as_of);
      if (!value) return false;
      if (const auto* text = value->get_if<std::string>()) statement.as_of = *text;
    }
    if (statement.as_of) return true;
    literals_.refuse("AS OF takes an instant in a string: AS OF '2026-11-20T14:03:26Z'");
    return false;
  }

  bool order(const Syntax& syntax, SelectStatement& statement) {
    for (const OrderSyntax& term : syntax.order) {
      if (term.by.kind != Term::Kind::kPath || term.by.path.size() != 1) {
        literals_.refuse(
            fmt::format("Attribute {} in ORDER BY clause must be part of the primary "
                        "key",
                        term.by.token.text));
        return false;
      }
      statement.order.push_back({attribute_of(term.by.path), term.descending});
    }
    return true;
  }

  std::optional<Statement> insert(const Syntax& syntax) {
    if (syntax.table.size() > 1) {
      return literals_.refuse("FROM clause may only contain a single table name");
    }
    auto into = source(syntax);
    if (!into) return std::nullopt;
    if (syntax.returning) return literals_.refuse("INSERT takes no RETURNING clause");
    auto item = literals_.item_of(*syntax.item);
    if (!item) return std::nullopt;
    return InsertStatement{std::move(into->table), *std::move(item)};
  }

  static Returning returning(const Syntax& syntax) {
    if (!syntax.returning) return Returning::kNone;
    if (*syntax.returning == "ALL OLD *") return Returning::kAllOld;
    if (*syntax.returning == "ALL NEW *") return Returning::kAllNew;
    return *syntax.returning == "MODIFIED OLD *" ? Returning::kModifiedOld
                                                 : Returning::kModifiedNew;
  }

  std::optional<Statement> update(const Syntax& syntax) {
    auto target = source(syntax);
    if (!target) return std::nullopt;
    UpdateStatement statement{.target = *std::move(target), .update = {}};
    auto update = update_of(syntax.changes, literals_);
    if (!update || !where(syntax, statement.where)) return std::nullopt;
    statement.update = *std::move(update);
    statement.returning = returning(syntax);
    return statement;
  }

  std::optional<Statement> remove(const Syntax& syntax) {
    auto target = source(syntax);
    if (!target) return std::nullopt;
    DeleteStatement statement{.target = *std::move(target)};
    if (!where(syntax, statement.where)) return std::nullopt;
    statement.returning = returning(syntax);
    if (statement.returning != Returning::kNone && statement.returning != Returning::kAllOld) {
      return literals_.refuse(
          fmt::format("Invalid returning clause: RETURNING {}. Only RETURNING ALL OLD * is allowed "
                      "in DELETE statements.",
                      *syntax.returning));
    }
    return statement;
  }

  std::string_view text_;
  Literals literals_;
};

}  // namespace

Parsed<Statement> parse_statement(std::string_view text,
                                  std::span<const values::AttributeValue> parameters) {
  const auto parsed = syntax_of(text);
  if (const auto* problem = std::get_if<ExpressionProblem>(&parsed)) return *problem;
  const Syntax& syntax = std::get<Syntax>(parsed);
  if (syntax.parameters > parameters.size()) {
    return ExpressionProblem{"Number of parameters in request and statement don't match."};
  }
  Building building(text, parameters);
  std::optional<Statement> statement = building.build(syntax);
  if (!statement) return building.problem();
  return *std::move(statement);
}

}  // namespace tidemark::expressions::partiql

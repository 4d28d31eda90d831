// The parser of PartiQL expressions; statements are parsed around it.
//
// Functions answer nullopt or false when parsing has ended; problem() then says why.
//
// Threads   One statement's; not shared. The statement outlives it.
#pragma once

#include "expressions/partiql/term.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::expressions::partiql {

class TermParser {
 public:
  TermParser(std::string_view statement, std::vector<Token> tokens)
      : statement_(statement), tokens_(std::move(tokens)) {}

  virtual ~TermParser() = default;

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  Token take();
  bool take_keyword(std::string_view word);
  bool take_symbol(std::string_view symbol);
  // "Expected <what>" when the next token is another.
  bool expect_symbol(std::string_view symbol, std::string_view what);

  std::optional<Term> expression();
  // `.name`, `[3]`, `['name']` behind a name.
  bool steps(DocumentPath& path);

  // Not well formed. Always false.
  bool refuse(std::string_view detail);

  // Well formed, but wrong: told if the rest is well formed, too. The first one wins.
  void note(std::string message);

  [[nodiscard]] const std::optional<ExpressionProblem>& problem() const { return problem_; }

  [[nodiscard]] const std::optional<ExpressionProblem>& noted() const { return noted_; }

  [[nodiscard]] std::size_t parameters() const { return parameters_; }

  [[nodiscard]] std::string place(const Token& token) const { return place_of(statement_, token); }

 protected:
  // What begins with a word of the language and is no expression: SELECT …, FROM …
  virtual std::optional<Term> statement_term() = 0;

 private:
  struct Infix {
    Term::Kind kind = Term::Kind::kInfix;
    std::string op = {};
    bool negated = false;
    int precedence = 0;     // 0: no infix operator
    std::size_t words = 1;  // tokens
  };

  [[nodiscard]] Infix next_infix() const;
  std::optional<Term> above(int precedence);
  std::optional<Term> right_side(Term left, const Infix& infix);
  std::optional<Term> between(Term left, const Infix& infix);
  std::optional<Term> is_type(Term left);
  std::optional<Term> prefixed();
  std::optional<Term> primary();
  std::optional<Term> keyword_term();
  std::optional<Term> name_term();
  std::optional<Term> grouped();
  std::optional<Term> call();
  std::optional<Term> collection(Term::Kind kind, std::string_view close, std::string_view what);
  std::optional<Term> structure();
  bool index_step(DocumentPath& path);
  Term leaf(Term::Kind kind);
  bool enter();

  std::string_view statement_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::size_t parameters_ = 0;
  int depth_ = 0;
  int operators_ = 0;
  std::optional<ExpressionProblem> problem_;
  std::optional<ExpressionProblem> noted_;
};

}  // namespace tidemark::expressions::partiql

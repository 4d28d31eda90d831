#include "expressions/partiql/term.h"

#include <map>

namespace tidemark::expressions::partiql {

namespace {

std::string_view infix_name(std::string_view op) {
  static const std::map<std::string_view, std::string_view> kNames = {
      {"=", "Eq"},     {"<>", "Ne"},     {"<", "Lt"},     {"<=", "Lte"},  {">", "Gt"},
      {">=", "Gte"},   {"+", "Plus"},    {"-", "Minus"},  {"*", "Times"}, {"/", "Divide"},
      {"%", "Modulo"}, {"||", "Concat"}, {"like", "Like"}};
  const auto found = kNames.find(op);
  return found != kNames.end() ? found->second : op;
}

}  // namespace

std::string_view element_name(const Term& term) {
  switch (term.kind) {
    case Term::Kind::kString:
    case Term::Kind::kNumber:
    case Term::Kind::kTrue:
    case Term::Kind::kFalse:
    case Term::Kind::kNull: return "Lit";
    case Term::Kind::kMissing: return "Missing";
    case Term::Kind::kParameter: return "Parameter";
    case Term::Kind::kPath: return term.path.size() > 1 ? "Path" : "Id";
    case Term::Kind::kCall: return "Call";
    case Term::Kind::kList: return "List";
    case Term::Kind::kBag: return "Bag";
    case Term::Kind::kStruct: return "Struct";
    case Term::Kind::kSign: return term.name == "-" ? "Neg" : "Pos";
    case Term::Kind::kNot: return "Not";
    case Term::Kind::kAnd: return "And";
    case Term::Kind::kOr: return "Or";
    case Term::Kind::kInfix: return infix_name(term.name);
    case Term::Kind::kBetween: return "Between";
    case Term::Kind::kIn: return "InCollection";
    case Term::Kind::kIs: return "IsType";
    case Term::Kind::kSelect: return "Select";
  }
  return "";
}

}  // namespace tidemark::expressions::partiql

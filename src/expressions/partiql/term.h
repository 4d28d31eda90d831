// A PartiQL expression as it was written, before anything is known of what it may mean where it
// stands.
#pragma once

#include "expressions/document_path.h"
#include "expressions/partiql/token.h"

#include <string>
#include <vector>

namespace tidemark::expressions::partiql {

struct Term {
  enum class Kind {
    kString,  // token.text
    kNumber,  // token.text
    kTrue,
    kFalse,
    kNull,
    kMissing,
    kParameter,  // index
    kPath,       // path
    kCall,       // name, parts: the arguments
    kList,       // parts
    kBag,        // parts
    kStruct,     // parts: name, value, name, value, …
    kSign,       // name: "+" or "-"; one part
    kNot,        // one part
    kAnd,        // two parts or more
    kOr,         // likewise
    kInfix,      // name: = <> < <= > >= + - * / % || like; two parts
    kBetween,    // three parts
    kIn,         // two parts
    kIs,         // name: the type; one part
    kSelect,     // a query within an expression
  };

  Kind kind = Kind::kNull;
  Token token = {};  // where it begins; of a call, its name
  std::string name = {};
  bool negated = false;   // NOT BETWEEN, NOT IN, NOT LIKE, IS NOT
  std::size_t index = 0;  // of a parameter, from 0
  DocumentPath path = {};
  std::vector<Term> parts = {};
};

// What the service calls such an expression: "IsType", "Plus", …
std::string_view element_name(const Term& term);

}  // namespace tidemark::expressions::partiql

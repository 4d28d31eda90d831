// The words that PartiQL keeps for itself: as names they stand in double quotes.
// Source: the reserved words of SQL-92 and the PartiQL specification's own.
#pragma once

#include <string_view>

namespace tidemark::expressions::partiql {

// `lower` in small letters.
bool is_keyword(std::string_view lower);

// Those that stand between operands: a term cannot begin with one.
bool is_operator_word(std::string_view lower);

// Those that are functions when a parenthesis follows.
bool is_function_word(std::string_view lower);

}  // namespace tidemark::expressions::partiql

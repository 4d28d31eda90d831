// The words that PartiQL keeps for itself: as names they stand in double quotes.
// Source: the PartiQL specification, less the words of SQL that no statement here needs: which of
// those the service keeps, too, is not published.
#pragma once

#include <string_view>

namespace tidemark::expressions::partiql {

// `lower` in small letters.
bool is_keyword(std::string_view lower);

// Those that stand between operands: a term cannot begin with one.
bool is_operator_word(std::string_view lower);

}  // namespace tidemark::expressions::partiql

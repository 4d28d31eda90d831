// How DynamoDB compares values: types never mix, numbers compare exactly, text and binaries by
// their bytes.
//
// Threads   Pure.
#pragma once

#include "values/item_view.h"

#include <compare>
#include <optional>

namespace tidemark::expressions {

// Of two texts, two numbers or two binaries; unset for everything else.
std::optional<std::strong_ordering> order_of(const values::ValueView& a,
                                             const values::ValueView& b);

// A text or binary at the beginning of another of its type.
bool begins_with(const values::ValueView& whole, const values::ValueView& part);

// A text within a text, a binary within a binary, a member of a set, an element of a list.
bool contains(const values::ValueView& whole, const values::ValueView& part);

// UTF-16 code units of a text, bytes of a binary, members of the others; unset for N, BOOL, NULL.
// Source: measured against the service, where the size of "é𝄞" is 3.
std::optional<std::size_t> size_of(const values::ValueView& value);

}  // namespace tidemark::expressions

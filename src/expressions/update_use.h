// What an update's text alone tells of it, before there is an item: which paths it uses, and what
// the service charges for it.
//
// Threads   Pure.
#pragma once

#include "expressions/update.h"

#include <cstddef>
#include <vector>

namespace tidemark::expressions {

// Every path that it writes or reads, in the order of the text.
std::vector<DocumentPath> paths_of(const Update& update);

// The size of the update itself, which UpdateItem holds to the limit of an item: what it writes and
// a price for every clause, whatever is in the item. So an item whose attributes are all written by
// one update can be a few bytes smaller than others.
// Source: measured against the service in 2026 by public conformance suites, byte by byte, in
// eu-west-2; about a third of the regions do not charge.
std::size_t charge_of(const Update& update);

}  // namespace tidemark::expressions

// The items that a drill loads, from text.
//
//   TM_TRY(const Inventory items, inventory_of_packages(text));     // a Debian catalogue
//   TM_TRY(const Inventory items, inventory_of_lines(text, "Artist,SongTitle"));
//
// Of two items with one key the later stays, as in a table.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "operator/inventory.h"

#include <string_view>

namespace tidemark::runbooks {

// Errors: kInvalid  the text is no catalogue, or names no package
Result<Inventory> inventory_of_packages(std::string_view catalogue);

// DynamoDB-JSON lines; `key_names` is "HASH", "HASH,RANGE", or empty for a catalogue's own key.
// Errors: kInvalid  a line is no item or lacks the key; names it; or there is no item at all
Result<Inventory> inventory_of_lines(std::string_view lines, std::string_view key_names);

}  // namespace tidemark::runbooks

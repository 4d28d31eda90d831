// Consumed capacity, counted by AWS's published rules. Nothing is ever throttled by it.
// Source: developer guide, "Capacity unit consumption".
#pragma once

#include "api/members.h"
#include "codec/json.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::api {

enum class ReturnCapacity { kNone, kTotal, kIndexes };

// The member ReturnConsumedCapacity.
ReturnCapacity capacity_member(Members& members);

// One unit reads 4 KiB consistently, half of one eventually; nothing found counts as something.
double read_units(std::size_t bytes, bool consistent);
// One unit writes 1 KiB; of an item's two sizes the larger counts.
double write_units(std::size_t before, std::size_t after);

// The object {"TableName":…,"CapacityUnits":…}; for kIndexes with "Table":{…}. Never for kNone.
void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    double units);

// The member ConsumedCapacity, if it is wanted.
void add_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                  double units);

}  // namespace tidemark::api

// Consumed capacity, counted by AWS's published rules. Nothing is ever throttled by it.
// Source: developer guide, "Capacity unit consumption".
#pragma once

#include "api/members.h"
#include "codec/json.h"
#include "tables/item_change.h"

#include <cstddef>
#include <map>
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

// What one request used of a table and of its indexes; an index that cost nothing is left out.
struct ConsumedUnits {
  double table = 0;
  std::map<std::string, double> local = {};
  std::map<std::string, double> global = {};

  [[nodiscard]] double total() const;
};

// Adds a write; `factor` 2 for one of a transaction.
void add_written(ConsumedUnits& units, const tables::ChangedItem& changed, double factor = 1);

// As the next value. Never for kNone. With `suffix`, "Read" or "Write", the object also splits
// its numbers so, as transactions do.
void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    const ConsumedUnits& units, std::string_view suffix = {});

// The object {"TableName":…,"CapacityUnits":…}; for kIndexes with "Table":{…}. Never for kNone.
void write_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                    double units);

// The member ConsumedCapacity, if it is wanted.
void add_capacity(codec::JsonWriter& out, ReturnCapacity wanted, std::string_view table,
                  double units);

}  // namespace tidemark::api

// Making tables and changing how they are set.
//
//   auto write = create_table(store, std::move(wanted));
//   write.start(done);  …  write.answer()
//
// Each answer is a variant of what AWS has names for.
#pragma once

#include "tables/catalog.h"
#include "tables/streams.h"
#include "tables/write.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

struct TableExists {};

// CREATING or UPDATING, so that it cannot be changed now.
struct TableBusy {
  TableStatus status = TableStatus::kCreating;
};

struct Created {
  TableDescription table;
};

using CreateAnswer = std::variant<NoTable, Created, TableExists>;

// `wanted.stored_as` is chosen here, and its stream made if one is asked for.
Write<CreateAnswer> create_table(storage::Store& store, TableDescription wanted,
                                 std::optional<StreamRequest> stream = {});

inline constexpr std::size_t kMaxTags = 50;

struct Tagged {};

struct TooManyTags {};

using TagAnswer = std::variant<NoTable, Tagged, TooManyTags>;

Write<TagAnswer> tag_table(storage::Store& store, TableName name,
                           std::map<std::string, std::string> tags);
Write<TagAnswer> untag_table(storage::Store& store, TableName name, std::vector<std::string> keys);

}  // namespace tidemark::tables

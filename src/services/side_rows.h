// Walking the rows of a service's side table (storage/side_table.h): all keys that begin with the
// same whole components.
//
//   TM_TRY_STATUS(each_row(store, rows, kTopics, codec::ordered(account), "", [&](auto key, auto
//   value) {
//     …
//     return Walk::kGoOn;
//   }));
//
// Threads   As the store's.
#pragma once

#include "base/result.h"
#include "storage/store.h"

#include <functional>
#include <string>
#include <string_view>

namespace tidemark::services {

enum class Walk { kGoOn, kEnough };

// May end the walk with an error of its own.
using VisitRow = std::function<Result<Walk>(std::string_view key, std::string_view value)>;

// Keys that begin with `prefix`, ascending, behind the key `after` (empty: from the first).
// `prefix` is made of whole components (codec::append_ordered), at least one.
// Errors: those of Store::scan, and what `visit` answers
Status each_row(const storage::Store& store, storage::TableId table, storage::Part part,
                std::string_view prefix, std::string_view after, const VisitRow& visit);

// The first key behind all that begin with `prefix`.
std::string behind(std::string_view prefix);

}  // namespace tidemark::services

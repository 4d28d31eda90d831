// Reads `log`: which keys a table's commits touched, by time.
#pragma once

#include "storage/store.h"

namespace tidemark::storage {

class Database;

Result<ChangePage> read_change_index(const Database& database, TableId table, Timestamp after,
                                     Timestamp until, std::size_t limit,
                                     const std::optional<Change>& resume_after);

}  // namespace tidemark::storage

// What a restored table gets of its source: its keys, indexes and billing; not its tags, stream,
// time to live, protection and continuous backups, as on AWS.
//
// Threads   Pure functions.
#pragma once

#include "recovery/restores.h"

#include <optional>
#include <string>

namespace tidemark::recovery {

// The target's description, with the source's indexes still. `source` is as of the restored
// instant.
tables::TableDescription target_of(const RestoreTarget& target,
                                   const tables::TableDescription& source,
                                   const tables::RestoredFrom& from, Timestamp now,
                                   const std::string& table_id);

// Why a restore may not make a table of that name: there is one. nullopt: it is free.
std::optional<RestoreAnswer> taken(const tables::FoundTable& found, Timestamp now);

}  // namespace tidemark::recovery

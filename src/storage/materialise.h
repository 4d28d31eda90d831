// Copies what lies beneath a table into a base keyspace: sorted files, ingested. Nobody else
// writes there, so an ingested row can never hide a newer one.
#pragma once

#include "storage/published.h"
#include "storage/store.h"

namespace tidemark::storage {

class Database;

// See Store::materialise_piece.
Result<Store::Piece> copy_piece(const Database& database, const Strata& beneath, KeyspaceId base,
                                const std::string& cursor, const StoreOptions& options);

// See Store::fill_base.
Status fill_base(const Database& database, KeyspaceId base, Timestamp written_at,
                 const Store::NextBaseRow& next, const StoreOptions& options);

// Removes what a crash left of half-made files, and makes the directory for new ones.
Status clear_ingest_directory(const Database& database);

}  // namespace tidemark::storage

// A table that is made of rows from elsewhere: it is CREATING while they come, in sorted order,
// into a base keyspace; one commit puts that beneath it and makes it ACTIVE.
//
//   TM_TRY(const BeginRefillAnswer begun, begin_refill(view, target, source, from, tags, id, now,
//   changes)); store.fill_base(refill.base, refill.begun_at, next);      // as often as it takes
//   TM_TRY(Changes changes, finish_refill(view, refill, tallies));
//
// Threads   Pure functions of a view.
// Errors    those of the store
#pragma once

#include "recovery/restore_target.h"

#include <string>
#include <variant>

namespace tidemark::recovery {

struct Refill {
  tables::TableName name;
  std::string table_id;
  storage::TableId stored_as;
  storage::KeyspaceId base;
  Timestamp begun_at;  // what its rows count as written at
  friend bool operator==(const Refill&, const Refill&) = default;
};

// RestoreAnswer: the name is taken.
using BeginRefillAnswer = std::variant<RestoreAnswer, Refill>;

// `source`: the settings as the rows' origin had them, of any account, region and store. `tags`:
// what the new table has.
Result<BeginRefillAnswer> begin_refill(storage::View& view, const RestoreTarget& target,
                                       const tables::TableDescription& source,
                                       const tables::RestoredFrom& from,
                                       const std::map<std::string, std::string>& tags,
                                       const std::string& table_id, Timestamp now,
                                       storage::Changes& changes);

// `part_tallies`: of the indexes. Nothing when the table is gone meanwhile.
Result<std::optional<storage::Changes>> finish_refill(const storage::View& view,
                                                      const Refill& refill,
                                                      const storage::Tally& items,
                                                      const PartTallies& part_tallies);

// The table goes, as if it had never been there.
Result<storage::Changes> abandon_refill(const storage::View& view, const Refill& refill);

}  // namespace tidemark::recovery

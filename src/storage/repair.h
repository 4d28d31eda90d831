// Makes, beside a damaged store, one that holds what of it is provable. The damaged one is only
// read.
//
//   TM_TRY(Repaired repaired, copy_provable(source, target, environment));
//   if (!repaired.rows.empty()) TM_TRY_STATUS(mend(target, repaired, tally_of, environment));
//
// Logs count up to their first damage, sorted files around theirs; see docs/check-and-repair.md.
//
// Threads   Plain functions; nobody else may use either directory meanwhile.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "storage/environment.h"
#include "storage/lost_rows.h"
#include "storage/types.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage {

// A table that may lack rows.
struct MendedTable {
  TableId table;
  Timestamp past_from;       // its history begins anew here
  std::uint64_t hidden = 0;  // older rows that would have shown in place of lost ones
};

struct Repaired {
  std::vector<std::string> lost;  // sentences: what was there and is not kept
  std::vector<std::string> done;  // sentences: what was put right without loss
  std::vector<LostRows> rows;
  std::vector<MendedTable> tables;        // of mend()
  std::vector<PinState> pins;             // of mend(): backups that may lack rows
  Timestamp last_commit;                  // of what is kept
  std::optional<Timestamp> acknowledged;  // of the damaged store, if it can still say
};

// `target` is made and must not exist.
//
// Errors: kNotFound  there is no store in `source`
//         kCorrupt   nothing of it is provable; the message says why, `target` is gone again
Result<Repaired> copy_provable(const std::string& source, const std::string& target,
                               Environment& environment);

// What a row of a table's part adds to its tally.
using TallyOfTable = std::function<Result<Tally>(TableId table, Part part, std::string_view key,
                                                 std::string_view value)>;

// Of tables that lost rows in `target`: begins their history anew behind the last commit, hides
// older rows that would show through in place of lost ones, counts what is left.
// Errors: kCorrupt  the catalog itself lost rows
Status mend(const std::string& target, Repaired& repaired, const TallyOfTable& tally_of,
            Environment& environment);

}  // namespace tidemark::storage

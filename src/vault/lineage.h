// The recovery points of one table in one vault, as what the next backup builds upon: the newest
// point, and the jobs that are making one. While a lineage has either, the store keeps the table's
// change index back to its instant, and no run that they name is removed.
// Format: docs/formats/backup.md.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "storage/changes.h"
#include "storage/view.h"
#include "vault/rows.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

struct Lineage {
  static constexpr storage::Part kPart = kLineagesPart;

  struct Newest {
    std::string point_arn;
    std::string point_id;
    Timestamp at;
    friend bool operator==(const Newest&, const Newest&) = default;
  };

  struct UnderWay {
    std::string job_id;
    Timestamp at;
    std::string upon;  // the id of the point whose runs it goes on with; empty: none, or not yet
    std::vector<std::string> runs;  // the writers of those that it will name
    std::optional<Timestamp> since =
        {};  // the instant of that point: what changed after it is read
    friend bool operator==(const UnderWay&, const UnderWay&) = default;
  };

  std::string account;
  std::string vault;
  std::string table_id;
  storage::TableId stored_as;
  std::optional<Newest> newest;
  std::vector<UnderWay> under_way;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<Lineage> decode(std::string_view bytes);
  friend bool operator==(const Lineage&, const Lineage&) = default;
};

// What a lineage has when there is no row of it.
Result<Lineage> lineage_of(const storage::View& view, storage::TableId rows,
                           const std::string& account, const std::string& vault,
                           const std::string& table_id, storage::TableId stored_as);

// Saves it, or removes the row of one that has nothing, and lets the store keep as much of the
// table's change index as all lineages of the table need, no more.
Status put_lineage(const storage::View& view, storage::Changes& changes, storage::TableId rows,
                   const Lineage& lineage);

}  // namespace tidemark::vault

// Copies the rows of a pinned table into a run: all of them, or those that changed since an
// earlier instant. Rows come by part and key; parts are the items and the indexes that a restored
// table has as well.
//
//   TableCopy copy(store, pin, table, progress.last);     // goes on behind `last`
//   copy.only_changes(since, until);                      // a delta
//   TM_TRY(const TableCopy::Piece piece, copy.copy(writer, 8 << 20));
//
// Memory    Of a delta: the keys that changed, at most kMostChangedBytes of them.
// Threads   One at a time.
// Errors    of the store and of RunWriter
#pragma once

#include "storage/store.h"
#include "tables/table_description.h"
#include "vault/points/manifest.h"
#include "vault/points/run_writer.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kMostChangedBytes = 128u << 20;

class TableCopy {
 public:
  TableCopy(storage::Store& store, std::string pin, const tables::TableDescription& table,
            std::optional<RowKey> after);

  // Keys touched in (since, until] alone.
  void only_changes(Timestamp since, Timestamp until);

  struct Piece {
    bool done = false;
    bool too_many_changes = false;  // nothing was copied: write the whole table instead
  };

  // Rows of about `bytes`, or a piece of finding out which keys changed.
  Result<Piece> copy(RunWriter& to, std::size_t bytes);

  // For showing progress; of what this object copied.
  [[nodiscard]] std::uint64_t rows_copied() const { return rows_copied_; }

  [[nodiscard]] std::uint64_t rows_expected() const { return rows_expected_; }

 private:
  struct Changed {
    Timestamp since;
    Timestamp until;
    std::optional<storage::Change> resume_after;
    bool all_known = false;
    std::size_t bytes = 0;
    std::vector<RowKey> keys;  // sorted and each once when all are known
    std::size_t next = 0;
  };

  Result<Piece> copy_rows(RunWriter& to, std::size_t bytes);
  Result<Piece> copy_changes(RunWriter& to, std::size_t bytes);
  Result<Piece> find_changes();
  void settle_changes();

  storage::Store& store_;
  std::string pin_;
  storage::TableId table_;
  std::vector<storage::Part> parts_;
  std::optional<RowKey> after_;
  std::optional<Changed> changed_;
  std::uint64_t rows_copied_ = 0;
  std::uint64_t rows_expected_ = 0;
};

// The parts of a table that a recovery point holds: items, and indexes that customers see.
std::vector<storage::Part> copied_parts(const tables::TableDescription& table);

// What a manifest says of the table itself: ARN, id, description, tallies.
Status describe_table(const storage::Store& store, const std::string& pin,
                      const tables::TableDescription& table, Manifest& manifest);

}  // namespace tidemark::vault

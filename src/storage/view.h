// The newest state as a decision sees it: everything committed before, and what its own group
// has already decided. Valid only while `decide` runs; used on the committer's thread alone.
#pragma once

#include "base/result.h"
#include "storage/types.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::storage {

class View {
 public:
  virtual ~View() = default;

  // The commit time this decision will get.
  [[nodiscard]] virtual Timestamp now() const = 0;

  // The last instant before this group: now() - 1 µs. The state there is what this view shows
  // only for a decision that sets Changes::first_in_group.
  [[nodiscard]] Timestamp before() const { return now() - std::chrono::microseconds(1); }

  // How many decisions of its group committed before this one: now() and this order all commits.
  [[nodiscard]] virtual std::uint32_t ordinal() const = 0;

  // As Store::catalog_edition(), the writes of the own group included: while it is what it was
  // when a catalog row was read, that row is the newest.
  [[nodiscard]] virtual std::uint64_t catalog_edition() const = 0;

  // The value of `key` through all strata of its table; nullopt when absent or deleted.
  // Errors: kNotFound  the table does not exist or is dropped
  //         kCorrupt   stored bytes failed their checksum
  [[nodiscard]] virtual Result<std::optional<Version>> get(const KeyRef& key) const = 0;

  // At most `limit` rows of a part from `from` (inclusive) to `until` (exclusive; empty: to the
  // end of the part), ascending. For small parts only: catalog rows, not items.
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, Version>>> list(
      TableId table, Part part, std::string_view from, std::string_view until,
      std::size_t limit) const = 0;

  [[nodiscard]] virtual std::optional<TableState> table(TableId id) const = 0;
  // Whether the table exists and is not dropped.
  [[nodiscard]] virtual bool is_live(TableId id) const = 0;
  [[nodiscard]] virtual std::optional<PinState> pin(std::string_view id) const = 0;
  [[nodiscard]] virtual std::optional<JobRow> job(std::string_view id) const = 0;
  [[nodiscard]] virtual Tally tally(TableId id, Part part) const = 0;

  [[nodiscard]] Tally tally(TableId id) const { return tally(id, kItems); }

  // A fresh id, unique also among those handed out earlier in this group.
  virtual TableId new_table_id() = 0;

  // What a branch of `table` at `at` reads beneath its own keyspace. Also what a pin sees.
  // Errors: kNotFound  no such table (live, or dropped with history kept)
  //         kInvalid   `at` lies below the floor and on no pin, before the table's creation, at
  //                    or after its drop, or after before(); the message names the window
  [[nodiscard]] virtual Result<Strata> strata_at(TableId table, Timestamp at) const = 0;
};

}  // namespace tidemark::storage

// One group of decisions: what they have changed so far, as a View for the next of them, and at
// the end one write batch.
//
// Threads   The committer's.
// Format    docs/formats/store.md, "Writing".
#pragma once

#include "storage/changes.h"
#include "storage/foreseen.h"
#include "storage/registry.h"
#include "storage/view.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rocksdb {
class WriteBatch;
}

namespace tidemark::storage {

class Database;
class TrimTracker;

class Group final : public View {
 public:
  // `number` counts the groups of this process.
  Group(const Database& database, std::shared_ptr<const Registry> published, Timestamp stamp,
        std::uint64_t number, std::uint64_t catalog_edition, RecentWrites& recent);

  // What the next decision's caller read ahead.
  void foresee(Foreseen foreseen) { foreseen_ = std::move(foreseen); }

  [[nodiscard]] Timestamp now() const override { return stamp_; }

  [[nodiscard]] std::uint32_t ordinal() const override { return commits_; }

  [[nodiscard]] std::uint64_t catalog_edition() const override;

  [[nodiscard]] Result<std::optional<Version>> get(const KeyRef& key) const override;
  [[nodiscard]] Result<std::vector<std::pair<std::string, Version>>> list(
      TableId table, Part part, std::string_view from, std::string_view until,
      std::size_t limit) const override;
  [[nodiscard]] std::optional<TableState> table(TableId id) const override;
  [[nodiscard]] bool is_live(TableId id) const override;
  [[nodiscard]] std::optional<PinState> pin(std::string_view id) const override;
  [[nodiscard]] std::optional<JobRow> job(std::string_view id) const override;
  using View::tally;
  [[nodiscard]] Tally tally(TableId id, Part part) const override;
  TableId new_table_id() override;
  [[nodiscard]] Result<Strata> strata_at(TableId table, Timestamp at) const override;

  // All or none of it, under the next ordinal.
  Status apply(const Changes& changes);
  void close_instant(Timestamp at);

  [[nodiscard]] RegistryDraft& registry() { return draft_; }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] std::uint32_t commits() const { return commits_; }

  [[nodiscard]] bool writes_anything() const;
  // Whether any row of that table was written.
  [[nodiscard]] bool wrote_to(TableId id) const;

  // Fills the batch and finishes the registry. `leased`: instants that readers hold.
  std::shared_ptr<const Registry> seal(const References& leased, TrimTracker& tracker,
                                       rocksdb::WriteBatch& batch);

 private:
  // A key that the group has looked at or written.
  struct Row {
    TablePtr table;                // as of the write
    std::optional<StoredRow> old;  // in the table's own keyspace, from before the group
    bool written = false;
    std::optional<std::string> value;  // nullopt: deleted
    std::vector<std::uint32_t> ordinals;
  };

  using Rows = std::map<std::string, Row, std::less<>>;  // by whole key

  // The newest row in the table's own keyspace from before the group.
  [[nodiscard]] Result<std::optional<StoredRow>> old_row(TableId table,
                                                         const std::string& key) const;
  Result<Row*> touch(TableId table, std::string key) const;
  Status check_writes(const Changes& changes, const Registry& registry);
  Status touch_all(const Changes& changes);
  Result<Tally> own_tally(TableId id, Part part) const;
  void set_tally(TableId id, Part part, const Tally& tally);
  void write(const TablePtr& table, const std::string& key, std::optional<std::string> value);
  void seal_row(const std::string& key, const Row& row, const References& leased,
                TrimTracker& tracker, rocksdb::WriteBatch& batch);

  const Database& database_;
  std::shared_ptr<const Registry> published_;
  Timestamp stamp_;
  std::uint64_t number_;
  std::uint64_t catalog_edition_;  // from before the group
  RecentWrites& recent_;
  mutable Foreseen foreseen_;    // rows go out of it as they are used
  mutable RegistryDraft draft_;  // counts its references when asked
  mutable Rows rows_;            // keeps what was read
  std::size_t bytes_ = 0;
  std::uint32_t commits_ = 0;
  Timestamp closed_;
};

// Applies what a decision asks of tables, pins, bases and job rows.
// Errors: see Store::transact.
Status apply_settings(const Changes& changes, const View& view, Timestamp last_commit,
                      RegistryDraft& draft);
// The part of it that comes after the writes: drops, purges.
Status apply_drops(const Changes& changes, Timestamp stamp, RegistryDraft& draft);

}  // namespace tidemark::storage

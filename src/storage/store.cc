#include "storage/store.h"

#include "storage/change_index.h"
#include "storage/committer.h"
#include "storage/database.h"
#include "storage/disk_use.h"
#include "storage/environment_shared.h"
#include "storage/faults.h"
#include "storage/housekeeping.h"
#include "storage/job_rows.h"
#include "storage/log_check.h"
#include "storage/materialise.h"
#include "storage/published.h"
#include "storage/scan.h"
#include "storage/stratum_reader.h"
#include "storage/trimming.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <future>

namespace tidemark::storage {

namespace {

// The catalog remembers for good: it is small, and names what every old instant meant.
constexpr std::chrono::hours kCatalogPeriod{24 * 365 * 200};

class RocksStore final : public Store {
 public:
  RocksStore(Clock& clock, StoreOptions options)
      : options_(options), clock_(clock), filters_(std::make_shared<TrimFilters>()) {}

  Status start(const std::string& directory, Environment& environment);

  void transact(std::span<const KeyRef> keys, Decide decide, Done done) override;
  Result<std::optional<Version>> read(const KeyRef& key) const override;
  Result<std::optional<Version>> read_as_of(const KeyRef& key, Timestamp at) const override;
  Result<Scan> scan(const Range& range, Direction direction) const override;
  Result<Scan> scan_as_of(const Range& range, Timestamp at, Direction direction) const override;
  Result<Scan> scan_pin(std::string_view pin_id, const Range& range,
                        Direction direction) const override;
  Result<std::optional<Version>> read_pin(std::string_view pin_id,
                                          const KeyRef& key) const override;
  Result<ChangePage> changes(TableId table, Timestamp after, Timestamp until, std::size_t limit,
                             const std::optional<Change>& resume_after) const override;
  using Store::tally;
  using Store::tally_as_of;
  Result<Tally> tally(TableId table, Part part) const override;
  Result<Tally> tally_as_of(TableId table, Timestamp at, Part part) const override;
  Result<Tally> pin_tally(std::string_view pin_id, Part part) const override;
  Status close_instant(Timestamp at) const override;
  [[nodiscard]] Timestamp commit_clock() const override;

  [[nodiscard]] JobRows job_rows() const { return published_.registry()->jobs; }

  [[nodiscard]] std::uint64_t catalog_edition() const override {
    return published_.catalog_edition();
  }

  [[nodiscard]] std::optional<TableState> table(TableId id) const override;
  [[nodiscard]] std::vector<TableState> tables() const override;
  [[nodiscard]] std::optional<PinState> pin(std::string_view id) const override;
  [[nodiscard]] std::vector<PinState> pins() const override;
  Result<Window> window(TableId table) const override;
  [[nodiscard]] std::optional<JobRow> job(std::string_view id) const override;
  [[nodiscard]] std::vector<JobRow> jobs() const override;
  Result<Piece> materialise_piece(TableId table, KeyspaceId base,
                                  const std::string& cursor) override;

  Status fill_base(KeyspaceId base, Timestamp written_at, const NextBaseRow& next) override;

  Result<bool> housekeeping_piece() override { return housekeeping_->piece(); }

  [[nodiscard]] std::optional<Timestamp> housekeeping_due_at() const override {
    return housekeeping_->due_at();
  }

  [[nodiscard]] bool clock_in_doubt() const override { return clock_.in_doubt(); }

  [[nodiscard]] Timestamp trusted_clock() const override { return clock_.trusted_now(); }

  void accept_clock() override { clock_.accept(); }

  [[nodiscard]] Metrics metrics() const override;
  [[nodiscard]] std::vector<KeyspaceBytes> approximate_bytes(
      std::span<const KeyspaceId> keyspaces) const override;
  Status flush() override;
  Status compact() override;

 private:
  Status make_catalog();
  Status start_watch(const ClockRow& clock);
  Result<Reading> reading_as_of(TableId table, Timestamp at) const;
  Result<Tally> tally_seen(const Reading& reading, Part part) const;

  StoreOptions options_;
  // Looking at the clock and taking a lease change nothing that a caller could see.
  mutable ClockWatch clock_;
  mutable Published published_;
  TrimTracker tracker_;
  std::shared_ptr<TrimFilters> filters_;
  // Destroyed in reverse order: first the thread that writes, then the database.
  std::unique_ptr<Database> database_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

Status RocksStore::start(const std::string& directory, Environment& environment) {
  TM_TRY_STATUS(check_before_opening(directory, environment));
  rocksdb::Env& env = *environment.shared().env;
  TM_TRY(const auto noted, AcknowledgedNote::read(env, directory));
  TM_TRY(database_,
         Database::open(directory, environment, {filters_, std::make_shared<OldestEndFactory>()}));
  TM_TRY_STATUS(make_catalog());
  TM_TRY(Registry registry, Registry::load(*database_));
  if (noted) {
    TM_TRY_STATUS(check_reached(*noted, database_->db().GetLatestSequenceNumber(), registry.clock,
                                directory));
  }
  TM_TRY_STATUS(clear_ingest_directory(*database_));
  TM_TRY_STATUS(start_watch(registry.clock));
  published_.start(std::make_shared<const Registry>(std::move(registry)));
  filters_->start(published_, tracker_);
  TM_TRY(AcknowledgedNote note, AcknowledgedNote::open(*environment.shared().env, directory));
  committer_ = std::make_unique<Committer>(*database_, published_, clock_, tracker_, options_,
                                           std::move(note));
  housekeeping_ = std::make_unique<Housekeeping>(*database_, published_, *committer_, clock_,
                                                 tracker_, options_);
  return housekeeping_->start();
}

Status RocksStore::start_watch(const ClockRow& clock) {
  TM_TRY(const auto row, database_->get(database_->meta(), std::string(kWatchRow)));
  std::optional<WatchRow> watch;
  if (row) {
    TM_TRY(watch, parse_watch(*row));
  }
  clock_.start(clock, watch, options_.trust_clock, [this](const WatchRow& changed) {
    rocksdb::WriteOptions options;
    options.sync = true;
    const auto status = database_->db().Put(options, database_->meta(), std::string(kWatchRow),
                                            encode_watch(changed));
    if (!status.ok()) {
      database_->shared().disk_failed(fmt::format("writing the log: {}", status.ToString()));
    }
  });
  return Ok{};
}

Status RocksStore::make_catalog() {
  TM_TRY(const auto format, database_->get(database_->meta(), std::string(kFormatRow)));
  if (format) return Ok{};
  TableState catalog{
      .id = kCatalog, .beneath = {}, .history = {}, .created_at = {}, .dropped_at = {}};
  catalog.history.kept = true;
  catalog.history.period = kCatalogPeriod;
  rocksdb::WriteBatch batch;
  rocksdb::WriteOptions options;
  options.sync = true;
  auto status = batch.Put(database_->meta(), std::string(kFormatRow), encode_format());
  if (status.ok()) {
    status = batch.Put(database_->meta(), table_row_key(kCatalog), encode_table(catalog));
  }
  if (status.ok()) status = database_->db().Write(options, &batch);
  return status.ok() ? Status(Ok{}) : Status(to_error(status, "making the store"));
}

void RocksStore::transact(std::span<const KeyRef> keys, Decide decide, Done done) {
  // On this thread, so that the committer, which all wait for, need not.
  Foreseen foreseen{.groups_done = committer_->groups_done(), .rows = {}};
  foreseen.rows.reserve(keys.size());
  for (const KeyRef& key : keys) {
    const std::string suffix = suffix_of(key.part, key.key);
    auto row = read_stratum(*database_, {{key.table.value}, Timestamp::max()}, suffix);
    if (!row) continue;  // the committer will meet the damage as well, and say so
    foreseen.rows.push_back({cur_key({key.table.value}, suffix), std::move(row).value()});
  }
  committer_->transact(std::move(decide), std::move(done), std::move(foreseen));
}

Result<std::optional<Version>> RocksStore::read(const KeyRef& key) const {
  TM_TRY(const TablePtr table, published_.live_table(key.table));
  Timestamp at = Timestamp::max();
  if (TM_FAULT(kStaleRead)) {
    const Timestamp last = published_.registry()->clock.last_commit;
    if (last.micros % 8 == 0) at = last - std::chrono::microseconds(1);
  }
  return read_strata(*database_, strata_of(*table, at), suffix_of(key.part, key.key));
}

Result<Reading> RocksStore::reading_as_of(TableId table, Timestamp at) const {
  // The lease first: while the instant is closed no floor may pass it.
  const Timestamp read_at = TM_FAULT(kAsOfOffByOne) ? at - std::chrono::microseconds(1) : at;
  TM_TRY(Reading reading, published_.read_table(table, read_at));
  if (!TM_FAULT(kInstantNotClosed)) TM_TRY_STATUS(close_instant(at));
  return reading;
}

Result<std::optional<Version>> RocksStore::read_as_of(const KeyRef& key, Timestamp at) const {
  TM_TRY(const Reading reading, reading_as_of(key.table, at));
  return read_strata(*database_, reading.strata, suffix_of(key.part, key.key));
}

Result<Scan> RocksStore::scan(const Range& range, Direction direction) const {
  TM_TRY(TablePtr table, published_.live_table(range.table));
  Strata strata = strata_of(*table, Timestamp::max());
  return Scan(std::make_unique<Scan::Impl>(
      *database_, Reading{std::move(table), std::move(strata), {}}, range, direction));
}

Result<Scan> RocksStore::scan_as_of(const Range& range, Timestamp at, Direction direction) const {
  TM_TRY(Reading reading, reading_as_of(range.table, at));
  return Scan(std::make_unique<Scan::Impl>(*database_, std::move(reading), range, direction));
}

Result<Scan> RocksStore::scan_pin(std::string_view pin_id, const Range& range,
                                  Direction direction) const {
  TM_TRY(Reading reading, published_.read_pin(pin_id));
  // Who walks through a pin copies all of it: what others have in the cache stays there.
  return Scan(std::make_unique<Scan::Impl>(*database_, std::move(reading), range, direction,
                                           Blocks::kPassing));
}

Result<std::optional<Version>> RocksStore::read_pin(std::string_view pin_id,
                                                    const KeyRef& key) const {
  TM_TRY(const Reading reading, published_.read_pin(pin_id));
  return read_strata(*database_, reading.strata, suffix_of(key.part, key.key));
}

Result<ChangePage> RocksStore::changes(TableId id, Timestamp after, Timestamp until,
                                       std::size_t limit,
                                       const std::optional<Change>& resume_after) const {
  TM_TRY_STATUS(close_instant(until));
  const auto check = [&]() -> Status {
    const TablePtr table = published_.registry()->table(id);
    if (!table) return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
    const History& history = table->history;
    const Timestamp never = Timestamp::max();
    const Timestamp reach = std::max(
        table->created_at,
        std::min(history.kept ? history.floor : never, history.changes_from.value_or(never)));
    if (reach == never) {
      return fail(Code::kInvalid, fmt::format("table {} keeps no change index", id.value));
    }
    if (after >= reach) return Ok{};
    return fail(Code::kInvalid,
                fmt::format("the change index of table {} reaches back to {}, not to {}", id.value,
                            reach.micros, after.micros));
  };
  TM_TRY_STATUS(check());
  TM_TRY(ChangePage page, read_change_index(*database_, id, after, until, limit, resume_after));
  // A floor that rose meanwhile may have taken entries from under the walk.
  TM_TRY_STATUS(check());
  return page;
}

Result<Tally> RocksStore::tally(TableId id, Part part) const {
  TM_TRY_STATUS(published_.live_table(id));
  TM_TRY(const auto row, read_stratum(*database_, {{id.value}, Timestamp::max()},
                                      suffix_of(kTallyPart, tally_key(part))));
  return row ? parse_tally(row->value) : Tally{};
}

Result<Tally> RocksStore::tally_as_of(TableId id, Timestamp at, Part part) const {
  TM_TRY(const Reading reading, reading_as_of(id, at));
  return tally_seen(reading, part);
}

Result<Tally> RocksStore::pin_tally(std::string_view pin_id, Part part) const {
  TM_TRY(const Reading reading, published_.read_pin(pin_id));
  return tally_seen(reading, part);
}

Result<Tally> RocksStore::tally_seen(const Reading& reading, Part part) const {
  TM_TRY(const auto row,
         read_stratum(*database_, reading.strata.front(), suffix_of(kTallyPart, tally_key(part))));
  return row ? parse_tally(row->value) : Tally{};
}

Status RocksStore::close_instant(Timestamp at) const {
  const ClockRow clock = published_.registry()->clock;
  if (at <= std::max(clock.last_commit, clock.closed)) return Ok{};
  if (at > commit_clock()) {
    return fail(Code::kInvalid, fmt::format("instant {} lies ahead of the commit clock {}",
                                            at.micros, commit_clock().micros));
  }
  return committer_->close(at);
}

Timestamp RocksStore::commit_clock() const {
  return std::max(clock_.now(), published_.last_stamp());
}

std::optional<TableState> RocksStore::table(TableId id) const {
  const TablePtr found = published_.registry()->table(id);
  return found ? std::optional(*found) : std::nullopt;
}

std::vector<TableState> RocksStore::tables() const {
  const auto registry = published_.registry();
  std::vector<TableState> result;
  for (const auto& [id, state] : registry->tables) result.push_back(*state);
  return result;
}

std::optional<PinState> RocksStore::pin(std::string_view id) const {
  const auto registry = published_.registry();
  const PinState* found = registry->pin(id);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

std::vector<PinState> RocksStore::pins() const {
  const auto registry = published_.registry();
  std::vector<PinState> result;
  for (const auto& [id, pin] : registry->pins) result.push_back(pin);
  return result;
}

Result<Window> RocksStore::window(TableId id) const {
  const TablePtr found = published_.registry()->table(id);
  if (!found) return fail(Code::kNotFound, fmt::format("there is no table {}", id.value));
  const Timestamp latest =
      found->dropped_at ? *found->dropped_at - std::chrono::microseconds(1) : commit_clock();
  if (!found->history.kept) return Window{latest, latest};
  return Window{std::max(found->history.floor, found->created_at), latest};
}

std::optional<JobRow> RocksStore::job(std::string_view id) const {
  const auto registry = published_.registry();
  const JobRow* found = registry->job(id);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

std::vector<JobRow> RocksStore::jobs() const {
  const auto registry = published_.registry();
  std::vector<JobRow> result;
  for (const auto& [id, job] : registry->jobs) result.push_back(job);
  return result;
}

Result<Store::Piece> RocksStore::materialise_piece(TableId id, KeyspaceId base,
                                                   const std::string& cursor) {
  if (database_->free_bytes() < options_.disk_reserve_bytes) {
    return fail(Code::kBusy,
                fmt::format("the disk has less than {} bytes left", options_.disk_reserve_bytes));
  }
  TM_TRY(const Lease held, published_.hold_base(base));
  TM_TRY(const TablePtr table, published_.live_table(id));
  Strata beneath = strata_of(*table, Timestamp::max());
  beneath.erase(beneath.begin());
  return copy_piece(*database_, beneath, base, cursor, options_);
}

Status RocksStore::fill_base(KeyspaceId base, Timestamp written_at, const NextBaseRow& next) {
  if (database_->free_bytes() < options_.disk_reserve_bytes) {
    return fail(Code::kBusy,
                fmt::format("the disk has less than {} bytes left", options_.disk_reserve_bytes));
  }
  TM_TRY(const Lease held, published_.hold_base(base));
  return storage::fill_base(*database_, base, written_at, next, options_);
}

Store::Metrics RocksStore::metrics() const {
  Metrics metrics;
  const Committer::Counts counts = committer_->counts();
  metrics.commits = counts.commits;
  metrics.groups = counts.groups;
  metrics.syncs = counts.syncs;
  metrics.waiting_decisions = counts.waiting;
  committer_->record().add_to(metrics);
  const auto registry = published_.registry();
  metrics.clock_offset_micros = (clock_.now() - registry->clock.last_commit).count();
  metrics.clock_behind_micros = std::max<std::int64_t>(0, -metrics.clock_offset_micros);
  metrics.clock_in_doubt = clock_.in_doubt();
  metrics.free_bytes = database_->free_bytes();
  metrics.disk_reserve_bytes = options_.disk_reserve_bytes;
  metrics.disk_reserve_reached = metrics.free_bytes < options_.disk_reserve_bytes;
  metrics.tables = registry->tables.size();
  metrics.pins = registry->pins.size();
  const Published::Readers readers = published_.readers();
  metrics.readers = readers.count;
  metrics.oldest_reader = readers.oldest;
  housekeeping_->add_to(metrics);
  add_disk_use(*database_, metrics);
  return metrics;
}

std::vector<KeyspaceBytes> RocksStore::approximate_bytes(
    std::span<const KeyspaceId> keyspaces) const {
  return bytes_of_keyspaces(*database_, keyspaces);
}

Status RocksStore::flush() {
  for (auto* family : {database_->meta(), database_->cur(), database_->hist(), database_->log()}) {
    const auto status = database_->db().Flush(rocksdb::FlushOptions(), family);
    if (!status.ok()) return to_error(status, "flushing");
  }
  return Ok{};
}

Status RocksStore::compact() {
  for (auto* family : {database_->meta(), database_->cur(), database_->hist(), database_->log()}) {
    const auto status =
        database_->db().CompactRange(rocksdb::CompactRangeOptions(), family, nullptr, nullptr);
    if (!status.ok()) return to_error(status, "compacting");
  }
  return Ok{};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& directory, Environment& environment,
                                           Clock& clock, StoreOptions options) {
  auto store = std::make_unique<RocksStore>(clock, options);
  Status started = store->start(directory, environment);
  if (started) return std::unique_ptr<Store>(std::move(store));
  Error error = std::move(started).error();
  if (error.code == Code::kCorrupt) {
    error.message += "; `tidemark check` tells more, `tidemark repair` keeps what is provable";
  }
  return error;
}

// Every store is one of ours: Store::open makes no other.
JobRows job_rows(const Store& store) {
  return static_cast<const RocksStore&>(store).job_rows();
}

Outcome Store::transact_and_wait(std::span<const KeyRef> keys, Decide decide) {
  std::promise<Outcome> told;
  transact(keys, std::move(decide), [&](const Outcome& outcome) { told.set_value(outcome); });
  return told.get_future().get();
}

}  // namespace tidemark::storage

// A key-value store that remembers. Every committed write keeps its commit time, and any key or
// range can be read as it was at any instant that the table's history or a pin keeps.
//
//   store.transact({key}, put_unless_present(key, value), [&](const Outcome& outcome) {
//     // told once the write is on disk, or was refused
//   });
//   TM_TRY(auto then, store.read_as_of(key, at));     // every commit with time <= at
//
// Threads   All members may be called from any thread at once. `done` is called on the
//           committer's thread and must only post.
// Durable   `done` is told of a commit after the write-ahead log reached the disk. A failed sync
//           ends the process: it is never retried.
// Format    docs/formats/store.md.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/changes.h"
#include "storage/environment.h"
#include "storage/store_metrics.h"
#include "storage/types.h"
#include "storage/view.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::storage {

// A refusal is the decision's own business: the store passes it through untouched.
// The decision keeps its reason in what it captured.
struct Refused {};

using Decision = std::variant<Changes, Refused>;

// Pure: a function of the view; takes microseconds, no I/O but the view, never waits or throws,
// may be called again (what it captured must then be overwritten, not appended to).
using Decide = std::function<Decision(View&)>;

struct Committed {
  Timestamp at;
};

using Outcome = std::variant<Committed, Refused, Error>;
using Done = std::function<void(const Outcome&)>;

enum class Direction { kForward, kBackward };

// Keys of one part in [from, until); empty `until` means to the end of the part.
struct Range {
  TableId table;
  Part part = kItems;
  std::string from;
  std::string until;
};

// One walk over a range as of one instant, under one snapshot, holding a lease that trimming
// respects. Move-only; keep it short: it holds old data alive. One thread at a time.
class Scan {
 public:
  class Impl;
  explicit Scan(std::unique_ptr<Impl> impl);
  Scan(Scan&&) noexcept;
  Scan& operator=(Scan&&) noexcept;
  ~Scan();

  // Whether there is a row; then key() and value() are valid until next().
  [[nodiscard]] bool valid() const;
  void next();
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] std::string_view value() const;
  [[nodiscard]] Timestamp written_at() const;

  // Ask after valid() became false: a scan that met damage ends early and says so here.
  [[nodiscard]] Status status() const;

 private:
  std::unique_ptr<Impl> impl_;
};

// One key touched by a commit in the asked interval.
struct Change {
  Timestamp at;
  std::uint32_t ordinal = 0;  // of the commit within its group
  Part part = kItems;
  std::string key;
  friend bool operator==(const Change&, const Change&) = default;
};

struct ChangePage {
  std::vector<Change> changes;         // by time, ordinal, part, key
  std::optional<Change> resume_after;  // set when the page was full
};

// What can be read of a table.
struct Window {
  Timestamp earliest;  // floor, or creation if later; for history off: only now
  Timestamp latest;    // the commit clock, or the instant before the drop
};

struct StoreOptions {
  // Writes are refused (kBusy) while the file system has less free space than this.
  std::uint64_t disk_reserve_bytes = 512ull << 20;
  // A group closes at about this much.
  std::size_t group_bytes = 1u << 20;
  // One decision may write this much.
  std::size_t decision_bytes = 256u << 20;
  // What materialise_piece copies in each lane and housekeeping rewrites in one piece, about.
  std::size_t piece_bytes = 8u << 20;
  // 1: the lanes of materialise_piece take turns, so that a seed replays a run; else side by side.
  int copy_threads = 2;
  // Housekeeping raises a floor only when it lags by this much, since every rise rewrites what it
  // frees; nullopt: a thirty-second part of the period, at least a second.
  std::optional<std::chrono::microseconds> trim_step{};
  // The clock moves as it pleases (a simulated one): when the store opens it is not in doubt.
  bool trust_clock = false;
  // What the log calls the store.
  std::string name{};
};

class Store {
 public:
  // Opens or creates the store in `directory` (whose parent exists). Directory locking and the
  // format mark belong to DataDirectory.
  //
  // Errors: kCorrupt  a file failed its check; the message names it
  //         kInvalid  written by a newer format; the message names both versions
  static Result<std::unique_ptr<Store>> open(const std::string& directory, Environment& environment,
                                             Clock& clock, StoreOptions options = {});
  virtual ~Store() = default;

  // Runs `decide` on the committer's thread against the newest state and, unless it refuses,
  // applies its Changes at one new commit time, all or none; then tells `done`.
  // `keys` are what it reads: they are read on the calling thread, and once more on the
  // committer's only if somebody wrote to them in between.
  //
  // Errors in Outcome:
  //   kNotFound  a write, tally or setting names a table that is gone
  //   kConflict  a branch would be deeper than kMaxStrata + 1, or a purged table lives
  //   kInvalid   a pin or branch reads what nothing keeps any more
  //   kLimit     changes over StoreOptions::decision_bytes encoded
  //   kBusy      the disk reserve is reached or the store is stopping; nothing was written
  virtual void transact(std::span<const KeyRef> keys, Decide decide, Done done) = 0;

  // transact() for callers that may wait: jobs, tests, tools. Never on a connection's thread.
  Outcome transact_and_wait(std::span<const KeyRef> keys, Decide decide);

  // The newest committed value; nullopt when absent or deleted.
  // Errors: kNotFound (no such live table), kCorrupt.
  virtual Result<std::optional<Version>> read(const KeyRef& key) const = 0;

  // The value `key` had at `at`: the last write with commit time <= `at`, or nullopt if there was
  // none or it was a delete. Closes `at` first.
  //
  // Errors: kInvalid  `at` is outside window() and on no pin; the message names the window
  //         kNotFound no such table, live or dropped with history
  //         kCorrupt
  virtual Result<std::optional<Version>> read_as_of(const KeyRef& key, Timestamp at) const = 0;

  // Walks the newest state.
  virtual Result<Scan> scan(const Range& range, Direction direction) const = 0;

  // Walks the state at `at`. Errors as read_as_of.
  virtual Result<Scan> scan_as_of(const Range& range, Timestamp at, Direction direction) const = 0;

  // Reads through a pin, also of a table that is gone. Range::table is ignored.
  virtual Result<Scan> scan_pin(std::string_view pin_id, const Range& range,
                                Direction direction) const = 0;

  // What a pin sees of one key, also of a table that is gone. KeyRef::table is ignored.
  // Errors: kNotFound (no such pin), kCorrupt
  virtual Result<std::optional<Version>> read_pin(std::string_view pin_id,
                                                  const KeyRef& key) const = 0;

  // The keys of all parts in the table's own keyspace touched by commits with time in
  // (after, until], at most `limit` a page. Closes `until` first.
  //
  // Errors: kInvalid  the change index does not reach back to `after`, or `until` lies ahead of
  //                   the commit clock, or `after` before the table's creation
  //         kNotFound
  virtual Result<ChangePage> changes(TableId table, Timestamp after, Timestamp until,
                                     std::size_t limit,
                                     const std::optional<Change>& resume_after) const = 0;

  // Of a part: the items if none is named.
  virtual Result<Tally> tally(TableId table, Part part) const = 0;
  // Errors as read_as_of.
  virtual Result<Tally> tally_as_of(TableId table, Timestamp at, Part part) const = 0;
  // What a pin sees, also of a table that is gone. Errors: kNotFound  no such pin
  virtual Result<Tally> pin_tally(std::string_view pin_id, Part part) const = 0;

  [[nodiscard]] Result<Tally> tally(TableId table) const { return tally(table, kItems); }

  [[nodiscard]] Result<Tally> tally_as_of(TableId table, Timestamp at) const {
    return tally_as_of(table, at, kItems);
  }

  // After this, no commit will ever get a time <= `at`, not even after a crash.
  // Errors: kInvalid  `at` is ahead of the commit clock, max(now, last commit).
  virtual Status close_instant(Timestamp at) const = 0;

  // The instant a reader that wants "now" should ask for: the commit clock, not yet closed.
  [[nodiscard]] virtual Timestamp commit_clock() const = 0;

  // Grows whenever a commit writes to the table kCatalog, before that commit is told: what was
  // read of it since the last growth is what it says now.
  [[nodiscard]] virtual std::uint64_t catalog_edition() const = 0;

  [[nodiscard]] virtual std::optional<TableState> table(TableId id) const = 0;
  [[nodiscard]] virtual std::vector<TableState> tables() const = 0;
  [[nodiscard]] virtual std::optional<PinState> pin(std::string_view id) const = 0;
  [[nodiscard]] virtual std::vector<PinState> pins() const = 0;
  virtual Result<Window> window(TableId table) const = 0;
  [[nodiscard]] virtual std::optional<JobRow> job(std::string_view id) const = 0;
  [[nodiscard]] virtual std::vector<JobRow> jobs() const = 0;

  // One bounded piece of copying what lies beneath `table` into the base keyspace `base`: about
  // 8 MiB of each of two ranges, on two threads. Continues after `cursor`; idempotent, so a
  // repeated piece does no harm. The rows are durable in `base` before this returns.
  struct Piece {
    std::string cursor;  // give to the next call
    bool last = false;   // everything is copied: commit the exchange (Changes::strata)
  };

  virtual Result<Piece> materialise_piece(TableId table, KeyspaceId base,
                                          const std::string& cursor) = 0;

  // A row for a base keyspace; valid until whoever hands it out is asked for the next one.
  struct BaseRow {
    Part part = kItems;
    std::string_view key;
    std::string_view value;
  };

  // nullopt: there is no more.
  using NextBaseRow = std::function<Result<std::optional<BaseRow>>()>;

  // Fills the base keyspace `base` with rows from elsewhere, as if all had been written at
  // `written_at`. They rise by part and key, within a call and from one call to the next.
  // Idempotent, so a repeated call does no harm; durable before it returns.
  // Errors: kNotFound  there is no such base; kBusy  the disk reserve; those of `next`
  virtual Status fill_base(KeyspaceId base, Timestamp written_at, const NextBaseRow& next) = 0;

  // One bounded piece of housekeeping: raises the floors that are due, drops what no floor and no
  // pin keeps, removes keyspaces that nobody names. Returns false when nothing was due.
  // Floors are computed from min(now, last commit), and stand still while the clock is in doubt.
  virtual Result<bool> housekeeping_piece() = 0;

  // When housekeeping_piece would next have something to do; long ago: it has something to do;
  // nullopt: nothing in sight.
  [[nodiscard]] virtual std::optional<Timestamp> housekeeping_due_at() const = 0;

  // Whether the wall clock jumped forward, now or while nobody looked, so that what is given up
  // for its age waits. Remembered until the clock is set right or accepted.
  [[nodiscard]] virtual bool clock_in_doubt() const = 0;

  // Where periods are counted back from: the wall clock, but while that is in doubt what it would
  // show if it had not jumped.
  [[nodiscard]] virtual Timestamp trusted_clock() const = 0;

  // A person says that the clock is right: ends clock_in_doubt.
  virtual void accept_clock() = 0;

  using Metrics = StoreMetrics;
  [[nodiscard]] virtual Metrics metrics() const = 0;

  // About what each of these keyspaces takes on the disk; looks at the files' indexes alone, some
  // ten microseconds each.
  [[nodiscard]] virtual std::vector<KeyspaceBytes> approximate_bytes(
      std::span<const KeyspaceId> keyspaces) const = 0;

  // For tests and tools: puts memory on disk; compacts every family fully.
  virtual Status flush() = 0;
  virtual Status compact() = 0;
};

}  // namespace tidemark::storage

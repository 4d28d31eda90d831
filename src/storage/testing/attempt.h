// One call of Store::transact as the model run makes it: what its decision saw, what it asked for,
// what was told. All drawn from a seed, decided only by the view, so that it may run again.
//
// Threads   Drawn and judged by the run's thread; `trace` is written by the committer's thread
//           and read after `outcome` was told or the store is gone.
#pragma once

#include "base/random.h"
#include "storage/store.h"
#include "storage/testing/model.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace tidemark::storage::testing {

// What the last run of a decision saw and answered.
struct Trace {
  struct Seen {
    KeyRef key;
    std::optional<Version> version;
    bool no_table = false;
  };

  struct Sight {  // of View::strata_at
    TableId table;
    Timestamp at;
    std::optional<Error> error;
  };

  Timestamp now;
  std::vector<Seen> seen;
  std::vector<std::tuple<TableId, Part, Tally>> tallies;
  std::vector<Sight> sights;
  std::vector<std::uint64_t> fresh_ids;
  Origin origin;
  std::optional<Changes> changes;  // nullopt: refused
};

// A View that writes down what was seen, and the Changes being made.
class Look {
 public:
  Look(View& view, Trace& trace) : view_(view), trace_(trace) {}

  View& view() { return view_; }

  Changes& changes() { return changes_; }

  Trace& trace() { return trace_; }

  std::optional<Version> get(const KeyRef& key);
  std::optional<Strata> strata_at(TableId table, Timestamp at);
  std::uint64_t fresh_id();

  // Writes and, where there is a tally, tallies the difference. Each key at most once a decision.
  void write(const KeyRef& key, std::optional<std::string> value);

 private:
  View& view_;
  Trace& trace_;
  Changes changes_;
};

struct Attempt {
  std::uint64_t id = 0;
  std::string what;
  std::vector<KeyRef> keys;
  std::function<bool(Look&)> decide;  // false refuses
  bool over_limit = false;            // must answer kLimit unless refused
  bool disk_low = false;              // may answer kBusy

  Timestamp must_exceed;  // commits and closed instants known when it was submitted
  Trace trace;
  std::optional<Outcome> outcome;
  bool told = false;  // before any crash
};

using AttemptPtr = std::shared_ptr<Attempt>;

// Beside the items: a part that is written to blindly, too, and so has no tally, and one that has.
inline constexpr Part kUntallied = 1;
inline constexpr Part kTallied = 2;

// The rows of the catalog in which a commit leaves its attempt's number, so that after a crash
// one look says whether an attempt that was never answered took place.
inline constexpr Part kMarkers = 7;
inline constexpr std::uint64_t kMarkerSlots = 64;
KeyRef marker_of(std::uint64_t attempt);

// Draws attempts against what the model knows now.
class Attempts {
 public:
  Attempts(const Model& model, std::size_t decision_bytes)
      : model_(model), decision_bytes_(decision_bytes) {}

  // Any kind, by chance.
  AttemptPtr draw(Random& random);

  // These kinds, or a plain write when the model has nothing to do it to.
  AttemptPtr write(Random& random);
  AttemptPtr create(Random& random);
  AttemptPtr history(Random& random);
  AttemptPtr pin(Random& random);
  AttemptPtr unpin(Random& random);
  AttemptPtr branch(Random& random);
  AttemptPtr drop(Random& random);
  AttemptPtr purge(Random& random);
  AttemptPtr job(Random& random);
  AttemptPtr too_large(Random& random);

  AttemptPtr make(std::string what, std::vector<KeyRef> keys, std::function<bool(Look&)> decide);

  // An instant of the table that probably can still be read: around its commits.
  [[nodiscard]] Timestamp past_of(const ModelTable& table, Random& random) const;

  static KeyRef item_key(TableId table, Part part, std::uint64_t number);
  static constexpr std::uint64_t kItemKeys = 12;
  static constexpr std::uint64_t kIndexKeys = 5;

 private:
  AttemptPtr blind(Random& random);
  AttemptPtr conditional(Random& random);
  AttemptPtr branch_of_past(Random& random, const ModelTable& source);
  AttemptPtr branch_of_pin(Random& random, const ModelPin& pin);
  std::string value(Random& random);
  std::vector<KeyRef> some_keys(Random& random, std::size_t at_most);
  const ModelTable* some_live(Random& random) const;
  const ModelTable* some_dropped(Random& random) const;
  [[nodiscard]] std::size_t live_count() const;

  const Model& model_;
  std::size_t decision_bytes_;
  std::uint64_t made_ = 0;
};

}  // namespace tidemark::storage::testing

// A store on a disk in memory, with a clock moved by hand, and short words for what tests do.
//
//   World world;
//   const TableId orders = world.make_table(World::kept());
//   const Timestamp at = world.put(orders, "a", "one");
//   EXPECT_EQ(world.read_as_of(orders, "a", at), "one");
//
// Every commit stands one second after the one before. A failure of the store fails the test.
#pragma once

#include "base/clock.h"
#include "storage/stopped_store.h"
#include "storage/stopped_use.h"
#include "storage/store.h"
#include "storage/testing/crash_fs.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::storage::testing {

class World {
 public:
  explicit World(StoreOptions options = {});

  static History kept(std::chrono::microseconds period = std::chrono::hours(24));
  static KeyRef key(TableId table, std::string_view key);

  [[nodiscard]] Store& store() { return *store_; }

  [[nodiscard]] SimulatedClock& clock() { return clock_; }

  [[nodiscard]] CrashFs& disk() { return *disk_; }

  // From now on an opening store judges the clock, as a server's does.
  void doubt_the_clock() { options_.trust_clock = false; }

  // Closes the store and opens it again.
  void restart();
  // Pulls the plug, and opens what is left.
  void crash(std::uint64_t seed);

  // Decides `changes` and answers when it was committed.
  Timestamp commit(const std::function<Decision(View&)>& decide);
  Timestamp commit(Changes changes);

  // Decides all of these in one group, in this order.
  std::vector<Outcome> commit_in_one_group(const std::vector<Decide>& decisions);

  TableId make_table(History history);
  Timestamp put(TableId table, std::string_view key, std::string value);
  Timestamp remove(TableId table, std::string_view key);
  Timestamp set_history(TableId table, History history);
  TableId branch(TableId table, Timestamp at);
  TableId branch_now(TableId table);
  void pin(const std::string& id, TableId table);
  void drop(TableId table);
  void purge(TableId table);
  // A new base, into which nothing is copied yet.
  KeyspaceId begin_base(TableId table);
  // Copies everything beneath and exchanges it.
  KeyspaceId materialise(TableId table);
  // Until nothing is due.
  int housekeep();

  // "" when absent.
  std::string read(TableId table, std::string_view key);
  std::string read_as_of(TableId table, std::string_view key, Timestamp at);
  // "a=one b=two"
  std::string scan(TableId table);
  std::string scan_as_of(TableId table, Timestamp at, Direction direction = Direction::kForward);
  std::string scan_pin(std::string_view id);

  // The rows of cur, hist or log, as they lie on the disk: key and value. Restarts the store.
  std::vector<std::pair<std::string, std::string>> rows_of(const std::string& family);

  // Puts or deletes a row behind the store's back. Restarts the store.
  void tamper(const std::string& family, const std::string& key,
              const std::optional<std::string>& value);

  // Closes the store, shows it as it lies there, and opens it again.
  void while_stopped(const std::function<void(const StoppedStore&)>& look);

  // What the walk over the families finds: "hist-overlap orphan-pin", sorted; "" when sound.
  // Restarts the store.
  std::string unsound();
  // As prove_tallies; each item counts as one, with the value's length for bytes.
  std::string wrong_tallies(TableId table, Part part = kItems);
  // As use_of, now, with history walked. Restarts the store.
  StoppedUse use();

 private:
  void open();
  void close();
  [[nodiscard]] EnvironmentOptions environment_options() const;

  StoreOptions options_;
  SimulatedClock clock_;
  std::shared_ptr<CrashFs> disk_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Store> store_;
};

std::string to_text(Scan scan);

}  // namespace tidemark::storage::testing

// A region with customer tables, a job runner turned by hand, and short words for what tests do.
#pragma once

#include "recovery/expiry_jobs.h"
#include "recovery/restores.h"
#include "recovery/retire.h"
#include "storage/job_runner.h"
#include "storage/testing/world.h"

#include <map>
#include <string>

namespace tidemark::recovery::testing {

using Contents = std::map<std::string, std::string>;

class World {
 public:
  World();
  ~World();

  [[nodiscard]] storage::Store& store() { return storage_.store(); }

  [[nodiscard]] SimulatedClock& clock() { return storage_.clock(); }

  [[nodiscard]] Random& random() { return random_; }

  [[nodiscard]] storage::JobRunner& runner() { return *runner_; }

  static tables::TableName name(const std::string& table);

  // A live table, keys of type S; with continuous backups for `period` unless zero.
  tables::TableDescription make_table(const std::string& table,
                                      std::chrono::microseconds period = std::chrono::hours(24));
  tables::TableDescription find(const std::string& table);
  bool exists(const std::string& table);

  // Each a second after the one before; answers when it was committed.
  Timestamp put(const std::string& table, const std::string& key, const std::string& value);
  Timestamp remove(const std::string& table, const std::string& key);
  Contents contents(const std::string& table);

  RestoreAnswer restore(const std::string& source, const std::string& target,
                        std::optional<Timestamp> at);
  RestoreAnswer restore_deleted(const std::string& source, const std::string& target,
                                std::optional<Timestamp> at);
  RestoreAnswer restore(const Backup& backup, const std::string& target);
  Backup back_up(const std::string& table, const std::string& name = "backup");
  RetireAnswer retire(const std::string& table);
  Window window(const std::string& table);

  // One step of whatever is due; false when all is quiet.
  bool turn() { return runner_->turn(); }

  void run_all() {
    while (turn()) {
    }
  }

  // Closes and opens; jobs go on where their rows are.
  void restart();
  void crash(std::uint64_t seed);
  // What `tidemark check` finds, as sentences; empty: it is sound.
  std::string check();

 private:
  void open_runner();

  storage::testing::World storage_;
  SeededRandom random_{1};
  std::unique_ptr<storage::JobRunner> runner_;
};

}  // namespace tidemark::recovery::testing

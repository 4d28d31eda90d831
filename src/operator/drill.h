// The drill: lose data, go back to the second before, prove it.
//
//   Drill drill(options, inventory, dynamodb, extras, clock, random, watch, stop);
//   TM_TRY(const DrillReport report, drill.run());
//   return report.passed() ? 0 : 1;
//
// Speaks DynamoDB's public API to any endpoint; makes three tables there and leaves them.
//
// Threads   `run` once, on one thread; it uses `connections` more. `watch` is called from all of
//           them, one call at a time.
// Errors    Those of the client, naming the operation; kBusy after a stop or when something that
//           must come never came. What the drill is there to find out is in the report.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "client/dynamodb.h"
#include "operator/drill_report.h"
#include "operator/engine_extras.h"
#include "operator/incident.h"
#include "operator/inventory.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace tidemark::runbooks {

struct DrillOptions {
  std::string source;  // for the report
  std::string table = "Packages";
  std::string restored_table = "Packages-restored";
  std::string backup_table = "Packages-from-backup";
  unsigned connections = 8;
  IncidentSize incident;
  std::size_t good_writes_permille = 15;  // between backup and incident
  // AWS's window trails five minutes behind; a restore takes it twenty.
  std::chrono::minutes patience{60};
};

// A step began, moved or ended.
struct DrillStep {
  enum class Event : std::uint8_t { kBegun, kMoved, kEnded };

  Event event = Event::kBegun;
  std::string title;     // "load 63,666 items"
  std::size_t done = 0;  // of `total`; both 0 where nothing is counted
  std::size_t total = 0;
  std::chrono::microseconds took{0};  // since it began
};

using Watch = std::function<void(const DrillStep&)>;

class Drill {
 public:
  // References outlive it. `extras` may be null: then only what any AWS endpoint has is used.
  Drill(DrillOptions options, const Inventory& loaded, client::DynamoDb& dynamodb,
        EngineExtras* extras, const Clock& clock, Random& random, client::Pause pause, Watch watch,
        std::stop_token stop);

  Result<DrillReport> run();

 private:
  using Seconds = std::chrono::microseconds;

  Status create_table();
  Status refuse_deletion();
  Status load();
  Status put_all_loaded();
  Result<std::string> take_backup();
  Status keep_writing(Inventory& before);
  Status wait_for_quiet_second();
  Status suffer(const Incident& incident);
  Status overwrite_all(const Incident& incident);
  Status restore(const Inventory& before);
  Status restore_backup(const std::string& arn);
  Status ask_tally(const Inventory& before);

  Status put_all(const std::vector<values::Item>& items);
  Status delete_all(const std::vector<values::Item>& keys);
  Result<Differences> compare(const std::string& table, const Inventory& expected);
  Status wait_until_active(const std::string& table);
  Status wait_until_restorable(Timestamp at);
  Status wait_until_materialised(const std::string& table);
  Status read_one(const std::string& table, const Inventory& expected);
  Result<Timestamp> server_time();
  Status poll(std::string_view what, const std::function<Result<bool>()>& there);

  void begin(std::string title, std::size_t total = 0);
  void move(std::size_t by);
  void end();
  void tell(DrillStep::Event event);

  const DrillOptions options_;
  const Inventory& loaded_;
  client::DynamoDb& dynamodb_;
  EngineExtras* const extras_;
  const Clock& clock_;
  Random& random_;
  const client::Pause pause_;
  const Watch watch_;
  const std::stop_token stop_;

  DrillReport report_;
  std::mutex step_mutex_;
  DrillStep step_;
  Seconds step_began_{0};
};

}  // namespace tidemark::runbooks

// The engine of one data directory, every part of it built once and ended in reverse order.
//
//   TM_TRY(auto host, EngineHost::start(options));
//   api::dispatch(call, host->engine());
//
// Threads   One of its own turns jobs, from run_jobs() to destruction.
#pragma once

#include "api/operation.h"
#include "api/services.h"
#include "apps/engine_metrics.h"
#include "apps/vault_store.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/serve_options.h"
#include "http/transport.h"
#include "services/identity/identity.h"
#include "services/topics/deliveries.h"
#include "storage/data_directory.h"
#include "storage/environment.h"
#include "storage/job_runner.h"
#include "tables/regions.h"
#include "vault/kinds.h"

#include <memory>
#include <optional>
#include <thread>

namespace tidemark::apps {

class EngineHost {
 public:
  // Errors: those of DataDirectory::claim and Store::open; kInvalid for a clock that the directory
  //         was not made for
  static Result<std::unique_ptr<EngineHost>> start(const cli::ServeOptions& options);
  ~EngineHost();
  EngineHost(const EngineHost&) = delete;
  EngineHost& operator=(const EngineHost&) = delete;

  [[nodiscard]] api::Engine& engine() { return *engine_; }

  [[nodiscard]] Random& random() { return random_; }

  // The real one, whatever the engine lives by.
  [[nodiscard]] const Clock& real_clock() const { return *system_clock_; }

  // Where the data lies and which clock it lives by, for the log.
  [[nodiscard]] const storage::DataDirectory& directory() const { return *directory_; }

  // Where recovery points lie.
  [[nodiscard]] const VaultStore& vault_store() const { return *vault_store_; }

  [[nodiscard]] const vault::Keyring& vault_keys() const { return vault_keys_; }

  [[nodiscard]] bool simulated() const { return simulated_clock_.has_value(); }

  [[nodiscard]] services::Identity& identity() { return *identity_; }

  [[nodiscard]] EngineMetrics& metrics() { return *metrics_; }

  // Begins to turn jobs. Once, when the server listens: messages that jobs deliver hold links to
  // `url`, "http://127.0.0.1:8000".
  void run_jobs(std::string url);

 private:
  EngineHost(std::unique_ptr<storage::DataDirectory> directory,
             std::optional<Timestamp> simulated_from);

  Status open(const cli::ServeOptions& options);
  Status open_identity(const std::string& region);
  Status accept_clock() const;
  Status attach_vaults();

  std::unique_ptr<Clock> system_clock_;
  SystemRandom random_;
  std::unique_ptr<storage::DataDirectory> directory_;
  std::optional<SimulatedClock> simulated_clock_;
  Clock& clock_;
  storage::Environment environment_;
  storage::JobRunner jobs_;
  std::optional<tables::Regions> regions_;
  http::SocketTransport outgoing_;  // to whoever subscribes to a topic
  std::optional<services::Deliveries> deliveries_;
  std::unique_ptr<VaultStore> vault_store_;
  vault::Keyring vault_keys_;
  std::optional<vault::Regions> backup_;
  std::optional<vault::Works> works_;
  std::optional<vault::Kinds> vault_kinds_;
  std::unique_ptr<services::Identity> identity_;
  std::optional<api::Services> services_;
  std::optional<api::Engine> engine_;
  std::optional<EngineMetrics> metrics_;
  std::jthread runner_;  // last: ends first
};

}  // namespace tidemark::apps

#include "apps/engine_host.h"

#include "apps/test_seams.h"
#include "apps/vault_key_file.h"
#include "base/log.h"
#include "recovery/expiry_jobs.h"
#include "services/events/event_log.h"
#include "tables/table_jobs.h"
#include "vault/attach.h"
#include "vault/role_check.h"

#include <algorithm>
#include <unistd.h>

namespace tidemark::apps {
namespace {

using storage::ClockKind;
using storage::DataDirectory;

constexpr int kNiceOfJobs = 10;

// A directory that exists keeps its clock; a new one takes the system's unless asked otherwise.
ClockKind clock_kind(const cli::ServeOptions& options) {
  if (options.clock == cli::ClockKind::kSystem) return ClockKind::kSystem;
  if (options.clock == cli::ClockKind::kSimulated) return ClockKind::kSimulated;
  return DataDirectory::remembered_clock(options.data).value_or(ClockKind::kSystem);
}

// On a simulated clock nothing looks again until somebody moves the clock, so that a slow receiver
// is waited for.
services::Courier::Options courier_options(bool simulated) {
  services::Courier::Options options;
  if (simulated) options.wait_at_most = std::chrono::seconds(15);
  return options;
}

}  // namespace

EngineHost::EngineHost(std::unique_ptr<DataDirectory> directory,
                       std::optional<Timestamp> simulated_from)
    : system_clock_(wall_clock()),
      directory_(std::move(directory)),
      simulated_clock_(),
      clock_(simulated_from ? static_cast<Clock&>(simulated_clock_.emplace(*simulated_from))
                            : *system_clock_),
      jobs_(clock_, random_),
      outgoing_({}) {}

EngineHost::~EngineHost() {
  if (vault_store_) vault_store_->stop();  // a job's step may be waiting for it
  runner_.request_stop();
  jobs_.poke();
}

Result<std::unique_ptr<EngineHost>> EngineHost::start(const cli::ServeOptions& options) {
  const ClockKind kind = clock_kind(options);
  TM_TRY(auto directory, DataDirectory::claim(options.data, kind));
  std::optional<Timestamp> from;
  if (kind == ClockKind::kSimulated) {
    TM_TRY(const auto saved, directory->simulated_now());
    const Timestamp fresh = options.now.value_or(SystemClock().now().floor_to_second());
    from = saved ? *saved : fresh;
    if (saved && options.now && *options.now < *saved) {
      return fail(Code::kInvalid,
                  "--now lies before the instant at which this data directory's "
                  "simulated clock stands; it never goes back");
    }
    if (saved && options.now) from = *options.now;
    TM_TRY_STATUS(directory->save_simulated_now(*from));
  }
  std::unique_ptr<EngineHost> host(new EngineHost(std::move(directory), from));
  TM_TRY_STATUS(host->open(options));
  return host;
}

Status EngineHost::open(const cli::ServeOptions& options) {
  regions_.emplace(*directory_, environment_, clock_, jobs_, options.regions,
                   storage::StoreOptions{.trust_clock = simulated_clock_.has_value()});
  tables::add_kinds(jobs_, clock_);
  recovery::add_kinds(jobs_, clock_);
  deliveries_.emplace(outgoing_, clock_, directory_->path() + "/message-signing.pem",
                      courier_options(simulated_clock_.has_value()));
  deliveries_->add_kinds(jobs_);
  services::add_event_kinds(jobs_, clock_);
  backup_.emplace(*regions_);
  TM_TRY(vault_store_,
         VaultStore::open(options, *system_clock_, simulated_clock_.has_value(), random_));
  TM_TRY(vault_keys_, read_vault_keys(options.vault_key));
  works_.emplace(vault::Works{*backup_, vault_store_->blobs(), vault_keys_, clock_, random_});
  works_->may_write = [this] { return vault_store_->writes(); };
  works_->cold_restore_delay = std::chrono::hours(options.cold_restore_hours);
  vault_kinds_.emplace(*works_);
  vault_kinds_->add_to(jobs_);
  TM_TRY_STATUS(regions_->open_existing());
  if (options.accept_clock) TM_TRY_STATUS(accept_clock());
  TM_TRY_STATUS(open_identity(options.regions.front()));
  works_->role_problem = [this](const vault::RoleWish& wish) {
    return vault::role_problem(*identity_, wish);
  };

  if (!options.attach_vault.empty()) {
    TM_TRY_STATUS(attach_vaults());
    vault_store_->when_taken_over([this] { return attach_vaults(); });
  }
  services_.emplace(api::Services{.backup = *backup_,
                                  .blobs = &vault_store_->blobs(),
                                  .poke_jobs = [this] { jobs_.poke(); },
                                  .cold_restore_delay = works_->cold_restore_delay,
                                  .deliveries = &*deliveries_,
                                  .identity = identity_.get()});
  engine_.emplace(api::Engine{.regions = *regions_,
                              .clock = clock_,
                              .random = random_,
                              .jobs = jobs_,
                              .aws_timing = options.aws_timing,
                              .endpoint = {},
                              .simulated_clock = simulated_clock_ ? &*simulated_clock_ : nullptr,
                              .directory = directory_.get(),
                              .services = &*services_});
  metrics_.emplace(*regions_, jobs_, environment_, clock_);
  return Ok{};
}

// IAM knows no regions: its rows lie in the first that is served.
Status EngineHost::open_identity(const std::string& region) {
  const auto store = [this, region](bool make) -> Result<storage::Store*> {
    if (!make) return regions_->find(region);
    return regions_->open(region);
  };
  TM_TRY(identity_, services::Identity::open(store, clock_, *system_clock_, random_));
  return Ok{};
}

void EngineHost::run_jobs(std::string url) {
  deliveries_->set_address(std::move(url));
  runner_ = std::jthread([this](const std::stop_token& stop) {
    // Jobs give way to requests when the processors are full, as the workers for long requests do.
    // It can only be refused where the whole process is lower already.
    [[maybe_unused]] const int lowered = ::nice(kNiceOfJobs);
    jobs_.run(stop);
  });
}

Status EngineHost::attach_vaults() {
  TM_TRY(const vault::Attached attached, vault::attach_vaults(*works_));
  for (const std::string& problem : attached.problems) {
    log_warn("apps", "something in the vault store could not be attached", {{"problem", problem}});
  }
  log_info("apps", "attached the vault store",
           {{"vaults", attached.vaults},
            {"new", attached.points},
            {"known", attached.known},
            {"problems", attached.problems.size()}});
  return Ok{};
}

Status EngineHost::accept_clock() const {
  if (simulated_clock_) {
    return fail(Code::kInvalid,
                "--accept-clock: this data directory lives by a simulated clock, which is never "
                "in doubt; start it without");
  }
  for (const auto& [region, store] : regions_->all()) {
    if (!store->clock_in_doubt()) {
      log_info("apps", fmt::format("--accept-clock: region {} did not doubt the clock", region));
    }
    store->accept_clock();
  }
  return Ok{};
}

}  // namespace tidemark::apps

#include "tables/regions.h"

#include "base/log.h"
#include "base/stopwatch.h"

namespace tidemark::tables {

Regions::Regions(storage::DataDirectory& directory, storage::Environment& environment, Clock& clock,
                 storage::JobRunner& jobs, std::vector<std::string> served,
                 storage::StoreOptions options)
    : directory_(directory),
      environment_(environment),
      clock_(clock),
      jobs_(jobs),
      served_(served.begin(), served.end()),
      options_(options) {}

Regions::~Regions() {
  for (auto& [name, region] : regions_) jobs_.remove_store(*region.store);
}

Status Regions::open_existing() {
  for (const std::string& region : directory_.regions()) {
    TM_TRY_STATUS(open_directory(region));
  }
  return Ok{};
}

storage::Store* Regions::find(const std::string& region) const {
  const std::lock_guard lock(mutex_);
  const auto found = regions_.find(region);
  return found == regions_.end() ? nullptr : found->second.store.get();
}

Result<KnownTable> Regions::table(const TableName& name) const {
  const Region* region = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = regions_.find(name.region);
    if (found == regions_.end()) return KnownTable{};
    region = &found->second;  // stays until this object ends
  }
  return region->known->find(*region->store, name);
}

Result<storage::Store*> Regions::open(const std::string& region) {
  if (!served_.contains(region)) {
    return fail(Code::kInvalid,
                fmt::format("The region {} is not served here: start the server with --regions "
                            "that name it",
                            region));
  }
  return open_directory(region);
}

Result<storage::Store*> Regions::open_directory(const std::string& region) {
  const std::lock_guard lock(mutex_);
  if (const auto found = regions_.find(region); found != regions_.end()) {
    return found->second.store.get();
  }
  TM_TRY(const std::string path, directory_.region_directory(region));
  storage::StoreOptions options = options_;
  options.name = region;
  const Stopwatch watch;
  TM_TRY(auto store, storage::Store::open(path, environment_, clock_, std::move(options)));
  log_info("tables", "a store is open",
           {{"store", region}, {"directory", path}, {"micros", watch.micros()}});
  storage::Store* const opened = store.get();
  regions_[region].store = std::move(store);
  jobs_.add_store(*opened, region);
  return opened;
}

std::vector<std::pair<std::string, storage::Store*>> Regions::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, storage::Store*>> all;
  for (const auto& [name, region] : regions_) all.emplace_back(name, region.store.get());
  return all;
}

}  // namespace tidemark::tables

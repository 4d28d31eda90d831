// The stores of this server, one a region, each opened when first needed.
//
//   if (storage::Store* store = regions.find(call.region)) …    // reading
//   TM_TRY(storage::Store* const store, regions.open(call.region));   // making the first table
//
// Threads   Any. A store, once found, stays until this object ends.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/data_directory.h"
#include "storage/environment.h"
#include "storage/job_runner.h"
#include "storage/store.h"
#include "tables/known_tables.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace tidemark::tables {

class Regions {
 public:
  // `served`: the regions in which tables may be made.
  Regions(storage::DataDirectory& directory, storage::Environment& environment, Clock& clock,
          storage::JobRunner& jobs, std::vector<std::string> served,
          storage::StoreOptions options = {});
  ~Regions();
  Regions(const Regions&) = delete;
  Regions& operator=(const Regions&) = delete;

  // Opens every store that the directory already has, so that their jobs go on.
  Status open_existing();

  // The region's store, or null when nothing was ever written there: it reads as empty.
  [[nodiscard]] storage::Store* find(const std::string& region) const;

  // The table of that name in its region's store. Null when there is none.
  [[nodiscard]] Result<KnownTable> table(const TableName& name) const;

  // Opens or makes it. Errors: kInvalid  the region is not served; and those of Store::open
  Result<storage::Store*> open(const std::string& region);

  // All that are open, by region name.
  [[nodiscard]] std::vector<std::pair<std::string, storage::Store*>> all() const;

  [[nodiscard]] const std::set<std::string>& served() const { return served_; }

 private:
  struct Region {
    std::unique_ptr<storage::Store> store;
    std::unique_ptr<KnownTables> known = std::make_unique<KnownTables>();
  };

  Result<storage::Store*> open_directory(const std::string& region);

  storage::DataDirectory& directory_;
  storage::Environment& environment_;
  Clock& clock_;
  storage::JobRunner& jobs_;
  const std::set<std::string> served_;
  const storage::StoreOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, Region> regions_;
};

}  // namespace tidemark::tables

// What the engine tells at /_tidemark/metrics: its stores, jobs, memory, tables.
//
// Threads   Any.
#pragma once

#include "apps/table_sizes.h"
#include "base/clock.h"
#include "storage/environment.h"
#include "storage/job_runner.h"
#include "tables/regions.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace tidemark::apps {

class EngineMetrics {
 public:
  EngineMetrics(const tables::Regions& regions, const storage::JobRunner& jobs,
                const storage::Environment& environment, const Clock& clock)
      : regions_(regions), jobs_(jobs), environment_(environment), clock_(clock) {}

  // Prometheus lines; with `names` those that name tables, the hundred largest of a region.
  std::string text(bool names);

 private:
  TableSizes& sizes_of(const std::string& region);

  const tables::Regions& regions_;
  const storage::JobRunner& jobs_;
  const storage::Environment& environment_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<TableSizes>> sizes_;
};

}  // namespace tidemark::apps

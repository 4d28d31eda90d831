#include "storage/group_record.h"

#include "base/log.h"
#include "storage/store_metrics.h"

namespace tidemark::storage {

void GroupRecord::slow(std::uint64_t decisions, std::uint64_t bytes, std::uint64_t micros) {
  slow_groups_.fetch_add(1, std::memory_order_relaxed);
  const auto held_back = slow_lines_.admit();
  if (!held_back) return;
  log_warn("storage", "writing and syncing a group was slow",
           {{"store", store_},
            {"micros", micros},
            {"decisions", decisions},
            {"bytes", bytes},
            {"held_back", *held_back}});
}

void GroupRecord::add_to(StoreMetrics& metrics) const {
  metrics.group_decisions = decisions_.counts();
  metrics.group_bytes = bytes_.counts();
  metrics.sync_micros = micros_.counts();
  metrics.slow_groups = slow_groups_.load();
}

}  // namespace tidemark::storage

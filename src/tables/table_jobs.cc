#include "tables/table_jobs.h"

#include "tables/index_jobs.h"
#include "tables/request_tokens.h"
#include "tables/streams.h"
#include "tables/time_to_live.h"

namespace tidemark::tables {

void add_kinds(storage::JobRunner& runner, const Clock& clock) {
  add_index_kinds(runner);
  runner.add_kind(
      kForgetTokensJob,
      [&clock](storage::Store& store, const storage::JobRow& row) {
        return step_forget_tokens(store, row, clock);
      },
      storage::InDoubt::kWaits);
  runner.add_kind(
      std::string(kTrimJob),
      [&clock](storage::Store& store, const storage::JobRow& row) {
        return step_trim(store, row, clock);
      },
      storage::InDoubt::kWaits);
  runner.add_kind(
      std::string(kExpireItemsJob),
      [&clock](storage::Store& store, const storage::JobRow& row) {
        return step_expire_items(store, row, clock);
      },
      storage::InDoubt::kWaits);
}

}  // namespace tidemark::tables

#include "operator/table_copy.h"

#include "operator/batch_writer.h"

#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace tidemark::runbooks {
namespace {

// A writer for every thread that scans.
class Writers {
 public:
  Writers(const CopyTarget& target, Pace& pace) : target_(target), pace_(pace) {}

  BatchWriter& mine() {
    const std::lock_guard lock(mutex_);
    auto& writer = writers_[std::this_thread::get_id()];
    if (!writer) writer = std::make_unique<BatchWriter>(target_.session, target_.table, pace_);
    return *writer;
  }

  // What is left in all of them; the number of items written.
  Result<std::uint64_t> finish() {
    std::uint64_t written = 0;
    for (const auto& [thread, writer] : writers_) {
      TM_TRY_STATUS(writer->flush());
      written += writer->written();
    }
    return written;
  }

 private:
  const CopyTarget& target_;
  Pace& pace_;
  std::mutex mutex_;
  std::map<std::thread::id, std::unique_ptr<BatchWriter>> writers_;
};

}  // namespace

Result<Copied> copy_table(const CopySource& source, const CopyTarget& target,
                          const CopyOptions& options, const Clock& clock,
                          const TableScan::OnProgress& on_progress) {
  Pace pace({options.max_write_units}, clock, [&target](std::chrono::milliseconds wait) {
    target.session.of(client::Service::kDynamoDb).pause(wait);
  });
  Writers writers(target, pace);
  TableScan scan(source.session, source.table, source.shape, options.scan, clock);
  TM_TRY(const Scanned scanned,
         scan.each_item([&](values::Item&& item) { return writers.mine().put(std::move(item)); },
                        on_progress));
  TM_TRY(const std::uint64_t written, writers.finish());
  return Copied{.items = written,
                .read_units = scanned.read_units,
                .write_units = pace.units(),
                .throttles = scanned.throttles + pace.throttles()};
}

}  // namespace tidemark::runbooks

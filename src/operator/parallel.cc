#include "operator/parallel.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tidemark::runbooks {

Status go_on(const std::stop_token& stop) {
  if (stop.stop_requested()) return fail(Code::kBusy, "stopped by request");
  return Ok{};
}

Status for_each_parallel(std::size_t count, unsigned threads, const std::stop_token& stop,
                         const std::function<Status(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Error> first_error;
  const auto run = [&] {
    for (;;) {
      const std::size_t number = next++;
      if (number >= count) return;
      Status outcome = go_on(stop);
      if (outcome) outcome = work(number);
      if (outcome) continue;
      next = count;  // the others end after what they are at
      const std::lock_guard lock(mutex);
      if (!first_error) first_error = std::move(outcome).error();
      return;
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < threads; ++worker) workers.emplace_back(run);
  }
  if (first_error) return *std::move(first_error);
  return Ok{};
}

}  // namespace tidemark::runbooks

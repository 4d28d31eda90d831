#include "apps/test_seams.h"

#include "base/log.h"
#include "storage/testing/fault_names.h"

#include <cstdlib>
#include <fstream>
#include <string>

namespace tidemark::apps {
namespace {

#if defined(TIDEMARK_FAULTS)
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] Timestamp now() const override {
    std::int64_t seconds = 0;
    std::ifstream(file_) >> seconds;
    return real_.now() + std::chrono::seconds(seconds);
  }

  [[nodiscard]] std::chrono::microseconds since_boot() const override { return real_.since_boot(); }

  [[nodiscard]] std::string boot() const override { return real_.boot(); }

 private:
  SystemClock real_;
  const std::string file_;
};
#endif

}  // namespace

Status plant_fault() {
#if defined(TIDEMARK_FAULTS)
  const char* name = std::getenv("TIDEMARK_PLANTED_FAULT");
  if (name == nullptr) return Ok{};
  const auto fault = storage::testing::fault_named(name);
  if (!fault) {
    return fail(Code::kInvalid, fmt::format("TIDEMARK_PLANTED_FAULT: no fault is named {}", name));
  }
  storage::planted_fault = *fault;
  log_warn("apps", fmt::format("the fault {} is planted: this server is wrong on purpose", name));
#endif
  return Ok{};
}

std::unique_ptr<Clock> wall_clock() {
#if defined(TIDEMARK_FAULTS)
  if (const char* file = std::getenv("TIDEMARK_CLOCK_SHIFT")) {
    return std::make_unique<ShiftedClock>(file);
  }
#endif
  return std::make_unique<SystemClock>();
}

}  // namespace tidemark::apps

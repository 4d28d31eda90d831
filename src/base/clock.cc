#include "base/clock.h"

#include <ctime>
#include <fstream>

namespace tidemark {

Timestamp SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

std::chrono::microseconds SystemClock::since_boot() const {
  // Goes on while the machine sleeps, unlike steady_clock: waking up is no jump of the wall clock.
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<std::chrono::microseconds>(
                                                std::chrono::nanoseconds(now.tv_nsec));
}

std::string SystemClock::boot() const {
  std::string name;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> name;
  return name;
}

}  // namespace tidemark

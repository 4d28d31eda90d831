#include "base/stopwatch.h"

#include <ctime>

namespace tidemark {

std::chrono::microseconds Stopwatch::now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<std::chrono::microseconds>(
                                                std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace tidemark

// How long something really took, whatever clock the engine lives by: for logs and metrics alone,
// nothing is ever decided by it.
//
//   const Stopwatch watch;
//   …
//   latency.record(watch.micros());
#pragma once

#include <chrono>
#include <cstdint>

namespace tidemark {

class Stopwatch {
 public:
  Stopwatch() : began_(now()) {}

  [[nodiscard]] std::chrono::microseconds elapsed() const { return now() - began_; }

  [[nodiscard]] std::uint64_t micros() const {
    return static_cast<std::uint64_t>(elapsed().count());
  }

  // Since some fixed moment; never steps.
  [[nodiscard]] static std::chrono::microseconds now();

 private:
  std::chrono::microseconds began_;
};

}  // namespace tidemark

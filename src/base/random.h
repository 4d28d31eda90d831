// Where chance comes from. Passed down by reference from apps, so that a seed replays a run.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>

namespace tidemark {

class Random {
 public:
  virtual ~Random() = default;

  // 64 uniform bits. Any thread.
  virtual std::uint64_t next() = 0;

  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);

  // `count` lower-case hexadecimal digits.
  std::string hex(std::size_t count);

  // A version-4 UUID, "0b1e…-….-4…-….-…".
  std::string uuid();
};

// Unpredictable: the kernel's generator. Aborts when the kernel refuses.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

// xoshiro256** seeded by splitmix64: the same numbers for the same seed on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  std::uint64_t next() override;

 private:
  std::mutex mutex_;
  std::array<std::uint64_t, 4> state_;
};

}  // namespace tidemark

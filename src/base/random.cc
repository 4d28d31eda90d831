#include "base/random.h"

#include "base/check.h"

#include <sys/random.h>

namespace tidemark {

std::uint64_t Random::below(std::uint64_t bound) {
  TM_CHECK(bound > 0);
  // Rejects the last, incomplete run of `bound` values, so that every value is equally likely.
  const std::uint64_t unfair_below = (0 - bound) % bound;
  std::uint64_t drawn = next();
  while (drawn < unfair_below) drawn = next();
  return drawn % bound;
}

std::string Random::hex(std::size_t count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(count);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 16 == 0) bits = next();
    text.push_back(kDigits[bits & 15]);
    bits >>= 4;
  }
  return text;
}

std::string Random::uuid() {
  std::string text = hex(32);
  text[12] = '4';
  text[16] = "89ab"[next() & 3];
  for (const std::size_t dash : {20u, 16u, 12u, 8u}) text.insert(dash, 1, '-');
  return text;
}

std::uint64_t SystemRandom::next() {
  std::uint64_t bits = 0;
  TM_CHECK(::getrandom(&bits, sizeof bits, 0) == static_cast<ssize_t>(sizeof bits));
  return bits;
}

namespace {

std::uint64_t rotate_left(std::uint64_t x, int by) {
  return (x << by) | (x >> (64 - by));
}

}  // namespace

SeededRandom::SeededRandom(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
}

std::uint64_t SeededRandom::next() {
  const std::lock_guard lock(mutex_);
  const std::uint64_t drawn = rotate_left(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate_left(state_[3], 45);
  return drawn;
}

}  // namespace tidemark

#include "api/hash_order.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace tidemark::api {
namespace {

constexpr std::size_t kDefaultPlaces = 16;

// java.lang.String.hashCode, then what java.util.HashMap makes of it. Names are ASCII; of others
// the order is a guess.
std::uint32_t hash_of(const std::string& name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = 31 * hash + static_cast<std::uint8_t>(c);
  return hash ^ (hash >> 16);
}

// A map grows when it is more than three quarters full.
std::size_t places_for(std::size_t names, std::size_t expected) {
  std::size_t places = expected == 0 ? kDefaultPlaces : std::bit_ceil(expected);
  while (names > places * 3 / 4) places *= 2;
  return places;
}

}  // namespace

std::vector<std::string> in_hash_order(const std::vector<std::string>& names,
                                       std::size_t expected) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::ranges::find(once, name) == once.end()) once.push_back(name);
  }
  const std::size_t places = places_for(once.size(), expected);
  std::ranges::stable_sort(once, {},
                           [places](const std::string& name) { return hash_of(name) % places; });
  return once;
}

std::string hash_order_text(const std::vector<std::string>& names, std::size_t expected) {
  return fmt::format("[{}]", fmt::join(in_hash_order(names, expected), ", "));
}

}  // namespace tidemark::api

// Everything that is wanted of the figures, in one table: what is divided by what, and how much it
// must be at least or at most.
//
// Threads   Constant.
#pragma once

#include <span>
#include <string_view>

namespace tidemark::bench {

enum class Bound { kAtLeast, kAtMost, kPrinted };

// What is wanted of one figure, or of two figures of one round. A figure is a case's name, or
// "case#also" for what it measured besides.
struct Target {
  std::string_view group;
  std::string_view name;
  std::string_view over;
  std::string_view under{};  // empty: `over` by itself
  Bound bound = Bound::kPrinted;
  double wanted = 0;
  double goal = 0;  // what comes after it is met; 0: nothing
};

std::span<const Target> targets();

}  // namespace tidemark::bench

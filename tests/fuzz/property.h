// How a fuzz target says that its property does not hold.
#pragma once

#include "base/check.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// One input; aborts when the property does not hold for it. libFuzzer's own name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tidemark {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace tidemark

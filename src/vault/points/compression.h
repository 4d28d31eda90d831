// zstd at level 1, one block at a time.
//
// Threads   One at a time each.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tidemark::vault {

class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;

  // Appends one zstd frame of `raw` to `to`.
  void append(std::string_view raw, std::string& to);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Decompressor {
 public:
  Decompressor();
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;

  // Replaces `raw` by the `raw_bytes` that `frame` holds. Errors: kCorrupt
  Status unpack(std::string_view frame, std::size_t raw_bytes, std::string& raw);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tidemark::vault

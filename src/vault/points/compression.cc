#include "vault/points/compression.h"

#include "base/check.h"

#include <fmt/format.h>

#include <zstd.h>

namespace tidemark::vault {
namespace {

constexpr int kLevel = 1;

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }

  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct Compressor::State {
  std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};
};

struct Decompressor::State {
  std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
};

Compressor::Compressor() : state_(std::make_unique<State>()) {}

Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;

void Compressor::append(std::string_view raw, std::string& to) {
  const std::size_t before = to.size();
  to.resize(before + ZSTD_compressBound(raw.size()));
  const std::size_t made = ZSTD_compressCCtx(state_->context.get(), to.data() + before,
                                             to.size() - before, raw.data(), raw.size(), kLevel);
  TM_CHECK(ZSTD_isError(made) == 0);
  to.resize(before + made);
}

Decompressor::Decompressor() : state_(std::make_unique<State>()) {}

Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;

Status Decompressor::unpack(std::string_view frame, std::size_t raw_bytes, std::string& raw) {
  raw.resize(raw_bytes);
  const std::size_t made = ZSTD_decompressDCtx(state_->context.get(), raw.data(), raw.size(),
                                               frame.data(), frame.size());
  if (ZSTD_isError(made) != 0) {
    return fail(Code::kCorrupt, fmt::format("zstd: {}", ZSTD_getErrorName(made)));
  }
  if (made != raw_bytes) {
    return fail(Code::kCorrupt, fmt::format("{} bytes unpacked, {} promised", made, raw_bytes));
  }
  return Ok{};
}

}  // namespace tidemark::vault

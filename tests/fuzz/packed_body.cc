// A packed body either unpacks, to no more than its limit, or is refused; with a limit of just its
// size it unpacks too, with one byte less it does not. Packed anew the bytes come back.
//
// Input: two bytes of a limit, then what a client sent.
#include "codec/gzip.h"
#include "property.h"

#include <string>
#include <zlib.h>

namespace {

using namespace tidemark;

constexpr std::size_t kMost = 1u << 20;

std::string packed(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string result(size, '\0');
  TM_CHECK(compress(reinterpret_cast<Bytef*>(result.data()), &size,
                    reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) == Z_OK);
  result.resize(size);
  return result;
}

void check_limits(std::string_view sent, const std::string& bytes) {
  TM_CHECK(codec::unpack_gzip(sent, bytes.size()).value() == bytes);
  if (bytes.empty()) return;
  const auto less = codec::unpack_gzip(sent, bytes.size() - 1);
  TM_CHECK(!less && less.error().code == Code::kLimit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t limit = static_cast<std::size_t>(data[0]) << 8 | data[1];
  const std::string_view sent = text_of(data + 2, size - 2);
  const auto some = codec::unpack_gzip(sent, limit);
  const auto all = codec::unpack_gzip(sent, kMost);
  if (some) TM_CHECK(some.value().size() <= limit && all && all.value() == some.value());
  if (all) {
    TM_CHECK(all.value().size() <= kMost);
    TM_CHECK(static_cast<bool>(some) == (all.value().size() <= limit));
    check_limits(sent, all.value());
    // Nothing may hide behind the end.
    TM_CHECK(!codec::unpack_gzip(std::string(sent) + 'x', kMost));
  }
  TM_CHECK(codec::unpack_gzip(packed(sent), sent.size()).value() == sent);
  return 0;
}

#include "api/shard_iterator.h"

#include "codec/base64.h"
#include "codec/sha256.h"
#include "codec/varint.h"

#include <variant>

namespace tidemark::api {
namespace {

constexpr std::string_view kMark = "|1|";
constexpr char kFormat = 1;
constexpr std::size_t kStateBytes = 1 + 4 + 1 + 16 + 8;
constexpr std::size_t kSignatureBytes = 16;

std::string signature_of(const tables::StreamDescription& stream, std::string_view state) {
  std::string signed_text = tables::stream_arn(stream.table, stream.label_at);
  signed_text.append(state);
  return codec::bytes_of(codec::hmac_sha256(stream.secret, signed_text)).substr(0, kSignatureBytes);
}

std::string state_of(const ShardIterator& iterator) {
  std::string state(1, kFormat);
  codec::append_big_endian(state, iterator.shard);
  state.push_back(iterator.from_horizon ? '\1' : '\0');
  codec::append_big_endian(state, static_cast<std::uint64_t>(iterator.from.at.micros));
  codec::append_big_endian(state, iterator.from.ordinal);
  codec::append_big_endian(state, iterator.from.index);
  codec::append_big_endian(state, static_cast<std::uint64_t>(iterator.issued_at.micros));
  return state;
}

Result<ShardIterator> iterator_of(std::string_view state) {
  ShardIterator iterator;
  state.remove_prefix(1);
  TM_TRY(iterator.shard, codec::take_big_endian<std::uint32_t>(state));
  TM_TRY(const auto flag, codec::take_big_endian<std::uint8_t>(state));
  iterator.from_horizon = flag == 1;
  TM_TRY(const auto at, codec::take_big_endian<std::uint64_t>(state));
  iterator.from.at.micros = static_cast<std::int64_t>(at);
  TM_TRY(iterator.from.ordinal, codec::take_big_endian<std::uint32_t>(state));
  TM_TRY(iterator.from.index, codec::take_big_endian<std::uint32_t>(state));
  TM_TRY(const auto issued, codec::take_big_endian<std::uint64_t>(state));
  iterator.issued_at.micros = static_cast<std::int64_t>(issued);
  return iterator;
}

}  // namespace

std::string to_text(const tables::StreamDescription& stream, const ShardIterator& iterator) {
  const std::string state = state_of(iterator);
  return fmt::format("{}{}{}", tables::stream_arn(stream.table, stream.label_at), kMark,
                     codec::to_base64(state + signature_of(stream, state)));
}

std::optional<std::string_view> arn_in(std::string_view text) {
  const std::size_t mark = text.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  return text.substr(0, mark);
}

std::optional<ShardIterator> parse_iterator(const tables::StreamDescription& stream,
                                            std::string_view text) {
  const std::size_t mark = text.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  const codec::Base64Answer packed = codec::from_base64(text.substr(mark + kMark.size()));
  const auto* bytes = std::get_if<std::string>(&packed);
  if (bytes == nullptr || bytes->size() != kStateBytes + kSignatureBytes ||
      bytes->front() != kFormat) {
    return std::nullopt;
  }
  const std::string_view state = std::string_view(*bytes).substr(0, kStateBytes);
  if (bytes->substr(kStateBytes) != signature_of(stream, state)) return std::nullopt;
  auto iterator = iterator_of(state);
  return iterator ? std::optional(iterator.value()) : std::nullopt;
}

}  // namespace tidemark::api

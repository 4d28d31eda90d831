#include "api/partiql/next_token.h"

#include "api/errors.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "codec/varint.h"

namespace tidemark::api {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kDigestBytes = 32;

Reply invalid_token() {
  return validation_error("Invalid NextToken");
}

}  // namespace

TokenBinding binding_of(const Request& request, std::string_view table_id) {
  std::string bytes;
  codec::append_sized(bytes, request.call.account);
  codec::append_sized(bytes, request.call.region);
  codec::append_sized(bytes, table_id);
  for (const std::string_view member : {"Statement", "Parameters"}) {
    codec::JsonWriter out;
    if (const auto* value = request.body.find(member)) codec::write_json(out, *value);
    codec::append_sized(bytes, out.text());
  }
  return {codec::bytes_of(codec::sha256(bytes))};
}

std::string token_of(const TokenBinding& binding, const ReadPosition& position) {
  std::string bytes(1, kVersion);
  bytes += binding.digest;
  codec::append_varint(bytes, position.read);
  bytes.push_back(position.after ? 1 : 0);
  if (position.after) bytes += *position.after;
  return codec::to_base64(bytes);
}

Parsed<ReadPosition> position_of(const TokenBinding& binding, std::string_view token) {
  const auto decoded = codec::from_base64(token);
  const auto* text = std::get_if<std::string>(&decoded);
  if (text == nullptr || text->size() < kDigestBytes + 3 || text->front() != kVersion) {
    return invalid_token();
  }
  std::string_view bytes = *text;
  if (bytes.substr(1, kDigestBytes) != binding.digest) {
    return validation_error("NextToken does not match request");
  }
  bytes.remove_prefix(1 + kDigestBytes);
  const auto read = codec::take_varint(bytes);
  if (!read || bytes.empty()) return invalid_token();
  ReadPosition position{.read = static_cast<std::size_t>(read.value())};
  if (bytes.front() != 0) position.after = std::string(bytes.substr(1));
  return position;
}

}  // namespace tidemark::api

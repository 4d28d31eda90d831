#include "operator/engine_extras.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/uri.h"

namespace tidemark::runbooks {
namespace {

Result<std::uint64_t> count_in(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value == nullptr || value->integer() == nullptr || *value->integer() < 0) {
    return fail(Code::kCorrupt, fmt::format("the answer lacks {}", member));
  }
  return static_cast<std::uint64_t>(*value->integer());
}

Result<std::string> text_in(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value == nullptr || value->string() == nullptr) {
    return fail(Code::kCorrupt, fmt::format("the answer lacks {}", member));
  }
  return *value->string();
}

}  // namespace

std::string endpoint_as_of(std::string_view endpoint, Timestamp at) {
  // The basic form has no room for a fraction of its own: it goes before the Z.
  std::string instant = codec::to_basic_iso8601(at);
  const std::int64_t micros = (at - at.floor_to_second()).count();
  if (micros != 0) instant.insert(instant.size() - 1, fmt::format(".{:06}", micros));
  // The sign is encoded: a bare one looks like the end of a user's name.
  return fmt::format("{}/%40{}", endpoint, instant);
}

Result<std::optional<codec::JsonValue>> EngineExtras::ask(const std::string& path) {
  TM_TRY(const http::Response response, aws_.send("GET", path));
  auto json = codec::parse_json(response.body);
  // An endpoint that is not ours knows no such path: AWS's front end answers 404 to a GET.
  if (response.status == 404 && (!json || json.value().find("message") == nullptr)) {
    return std::optional<codec::JsonValue>();
  }
  if (response.status != 200) {
    return fail(Code::kInvalid,
                fmt::format("{}: status {}: {}", path, response.status, response.body));
  }
  if (!json) return fail(Code::kCorrupt, fmt::format("{}: the answer is no JSON", path));
  return std::optional<codec::JsonValue>(std::move(json).value());
}

Result<std::optional<Tally>> EngineExtras::tally(std::string_view table,
                                                 std::optional<Timestamp> at) {
  std::string path = fmt::format("/_tidemark/tables/{}/tally", codec::percent_encode(table));
  if (at) {
    path += fmt::format("?at={}",
                        codec::percent_encode(codec::to_iso8601(*at, codec::Fraction::kMicros)));
  }
  TM_TRY(const auto json, ask(path));
  if (!json) return std::optional<Tally>();
  Tally tally;
  TM_TRY(tally.items, count_in(*json, "items"));
  TM_TRY(tally.aws_bytes, count_in(*json, "bytes"));
  TM_TRY(tally.digest, text_in(*json, "digest"));
  return std::optional<Tally>(std::move(tally));
}

Result<std::optional<bool>> EngineExtras::stands_alone(std::string_view table) {
  TM_TRY(const auto json,
         ask(fmt::format("/_tidemark/tables/{}/restore", codec::percent_encode(table))));
  if (!json) return std::optional<bool>();
  TM_TRY(const std::string state, text_in(*json, "state"));
  return std::optional<bool>(state == "standing alone");
}

}  // namespace tidemark::runbooks

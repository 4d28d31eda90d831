#include "operator/engine_extras.h"

#include <cmath>

#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/uri.h"

namespace tidemark::runbooks {
namespace {

Result<std::uint64_t> count_in(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value == nullptr || value->integer() == nullptr || *value->integer() < 0) {
    return fail(Code::kCorrupt, fmt::format("the tally lacks {}", member));
  }
  return static_cast<std::uint64_t>(*value->integer());
}

}  // namespace

Result<std::optional<Tally>> EngineExtras::tally(std::string_view table, Timestamp at) {
  const std::string path =
      fmt::format("/_tidemark/tables/{}/tally?at={}", codec::percent_encode(table),
                  codec::percent_encode(codec::to_iso8601(at, codec::Fraction::kMicros)));
  TM_TRY(const http::Response response, aws_.send("GET", path));
  // An endpoint that is not ours knows no such path: AWS's front end answers 404 to a GET.
  const auto json = codec::parse_json(response.body);
  if (response.status == 404 && (!json || json.value().find("message") == nullptr)) {
    return std::optional<Tally>();
  }
  if (response.status != 200) {
    return fail(Code::kInvalid, fmt::format("tally of {}: status {}: {}", table, response.status,
                                            response.body));
  }
  if (!json) return fail(Code::kCorrupt, fmt::format("tally of {}: no JSON", table));
  Tally tally;
  TM_TRY(tally.items, count_in(json.value(), "items"));
  TM_TRY(tally.aws_bytes, count_in(json.value(), "bytes"));
  const codec::JsonValue* digest = json.value().find("digest");
  if (digest == nullptr || digest->string() == nullptr) {
    return fail(Code::kCorrupt, "the tally lacks digest");
  }
  tally.digest = *digest->string();
  return std::optional<Tally>(std::move(tally));
}

}  // namespace tidemark::runbooks

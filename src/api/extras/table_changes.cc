// GET /_tidemark/tables/T/changes?from=…&to=…[&limit=N][&after=TOKEN]
#include "api/extras/extra.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/varint.h"
#include "tables/catalog.h"
#include "values/dynamodb_json.h"
#include "values/item_key.h"

#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostChanges = 1000;

std::string token_of(const storage::Change& change) {
  std::string bytes;
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(change.at.micros));
  codec::append_big_endian(bytes, change.ordinal);
  codec::append_big_endian(bytes, change.part);
  return codec::to_hex(bytes + change.key);
}

Result<storage::Change> change_of(std::string_view token) {
  const auto parsed = codec::from_hex(token);
  if (!parsed || parsed.value().size() < 14) {
    return fail(Code::kInvalid, fmt::format("after: '{}' is no token of an earlier answer", token));
  }
  std::string_view bytes = parsed.value();
  storage::Change change;
  TM_TRY(const std::uint64_t micros, codec::take_big_endian<std::uint64_t>(bytes));
  TM_TRY(change.ordinal, codec::take_big_endian<std::uint32_t>(bytes));
  TM_TRY(change.part, codec::take_big_endian<std::uint16_t>(bytes));
  change.at.micros = static_cast<std::int64_t>(micros);
  change.key = bytes;
  return change;
}

struct Asked {
  Timestamp from;
  Timestamp to;
  std::size_t limit = kMostChanges;
  std::optional<storage::Change> after;
};

Result<Asked> asked_of(const ExtraRequest& request, const storage::Store& store) {
  Asked asked;
  TM_TRY(const auto from, instant_in(request, "from"));
  TM_TRY(const auto to, instant_in(request, "to"));
  if (!from) return fail(Code::kInvalid, "from, an ISO-8601 instant, is missing");
  asked.from = *from;
  asked.to = to.value_or(store.commit_clock());
  if (const auto limit = request.query.find("limit"); limit != request.query.end()) {
    const std::string& text = limit->second;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), asked.limit);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || asked.limit == 0 ||
        asked.limit > kMostChanges) {
      return fail(Code::kInvalid,
                  fmt::format("limit: '{}' is no number from 1 to {}", text, kMostChanges));
    }
  }
  if (const auto after = request.query.find("after"); after != request.query.end()) {
    TM_TRY(asked.after, change_of(after->second));
  }
  return asked;
}

Result<std::string> answer(const storage::Store& store, const tables::TableName& name,
                           const Asked& asked) {
  TM_TRY(const tables::FoundTable table, tables::find(store, name));
  if (!table) return fail(Code::kNotFound, fmt::format("there is no table {}", name.name));
  if (table->history_for_stream_only || asked.from < table->backups_from) {
    return fail(Code::kInvalid, fmt::format("table {} has no continuous backups that reach back to "
                                            "{}",
                                            name.name, codec::to_iso8601(asked.from)));
  }
  TM_TRY(const storage::ChangePage page,
         store.changes(table->stored_as, asked.from, asked.to, asked.limit, asked.after));
  codec::JsonWriter out;
  out.begin_object().key("changes").begin_array();
  for (const storage::Change& change : page.changes) {
    if (change.part != storage::kItems) continue;
    TM_TRY(const values::Item key, values::key_from_bytes(table->keys, change.key));
    out.begin_object().key("at").string(codec::to_iso8601(change.at, codec::Fraction::kMicros));
    values::write_item(out.key("key"), key);
    out.end_object();
  }
  out.end_array();
  if (page.resume_after) out.key("after").string(token_of(*page.resume_after));
  out.end_object();
  return out.take();
}

}  // namespace

Handling table_changes(const ExtraRequest& request, Engine& engine) {
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) {
    return extra_error(404, fmt::format("there is no table {}", request.table.name));
  }
  auto asked = asked_of(request, *store);
  if (!asked) return extra_error(asked.error());
  return BackgroundReply{[store, table = request.table, asked = std::move(asked).value()] {
    auto body = answer(*store, table, asked);
    return body ? extra_json(std::move(body).value()) : extra_error(body.error());
  }};
}

}  // namespace tidemark::api

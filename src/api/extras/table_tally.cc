// GET /_tidemark/tables/T/tally?at=…
#include "api/extras/extra.h"
#include "codec/iso8601.h"
#include "tables/reader.h"
#include "values/digest.h"

namespace tidemark::api {
namespace {

std::string shown(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kMicros);
}

Reply answer(const tables::TableName& name, Timestamp at, const Result<storage::Tally>& tally) {
  if (!tally) return extra_error(tally.error());
  codec::JsonWriter out;
  out.begin_object();
  out.key("table").string(name.name);
  out.key("at").string(shown(at));
  out.key("items").number(tally.value().items);
  out.key("bytes").number(tally.value().bytes);
  out.key("digest").string(values::digest_text(tally.value().digest));
  out.end_object();
  return extra_json(out.take());
}

Reply no_table(const tables::TableName& name) {
  return extra_error(404, fmt::format("there is no table {}", name.name));
}

Reply tally_now(const storage::Store& store, const tables::TableName& name) {
  const auto found = tables::find(store, name);
  if (!found) return extra_error(found.error());
  if (!found.value()) return no_table(name);
  return answer(name, store.commit_clock(), store.tally(found.value()->stored_as));
}

Reply tally_as_of(const storage::Store& store, const tables::TableName& name, Timestamp at) {
  const auto past = tables::table_as_of(store, name, at);
  if (!past) return extra_error(past.error());
  if (const auto* outside = std::get_if<tables::OutsideWindow>(&past.value())) {
    return extra_error(400, fmt::format("{} of table {} cannot be read: its history reaches from "
                                        "{} to {}",
                                        shown(at), name.name, shown(outside->window.earliest),
                                        shown(outside->window.latest)));
  }
  const auto* table = std::get_if<tables::TableDescription>(&past.value());
  if (table == nullptr) return no_table(name);
  return answer(name, at, store.tally_as_of(table->stored_as, at));
}

}  // namespace

Handling table_tally(const ExtraRequest& request, Engine& engine) {
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_table(request.table);
  const auto at = instant_in(request, "at");
  if (!at) return extra_error(at.error());
  return BackgroundReply{[store, table = request.table, at = at.value()] {
    return at ? tally_as_of(*store, table, *at) : tally_now(*store, table);
  }};
}

}  // namespace tidemark::api

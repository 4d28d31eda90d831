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

Reply tally_of(const storage::Store& store, const tables::TableName& name, Timestamp at) {
  const auto past = tables::table_as_of(store, name, at);
  if (!past) return extra_error(past.error());
  if (const auto* outside = std::get_if<tables::OutsideWindow>(&past.value())) {
    return extra_error(400, fmt::format("{} of table {} cannot be read: its history reaches from "
                                        "{} to {}",
                                        shown(at), name.name, shown(outside->window.earliest),
                                        shown(outside->window.latest)));
  }
  const auto* table = std::get_if<tables::TableDescription>(&past.value());
  if (table == nullptr) return extra_error(404, fmt::format("there was no table {}", name.name));
  const auto tally = store.tally_as_of(table->stored_as, at);
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

}  // namespace

Handling table_tally(const ExtraRequest& request, Engine& engine) {
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) {
    return extra_error(404, fmt::format("there is no table {}", request.table.name));
  }
  const auto at = instant_in(request, "at");
  if (!at) return extra_error(at.error());
  return BackgroundReply{[store, table = request.table, at = at.value()] {
    return tally_of(*store, table, at.value_or(store->commit_clock()));
  }};
}

}  // namespace tidemark::api

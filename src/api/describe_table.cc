#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "tables/capacity_settings.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = control_name_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  const auto found = tables::find(*store, name);
  if (!found) return error_reply(found.error());
  if (!found.value()) return no_such_table(name.name);
  const tables::TableDescription& table = *found.value();
  const auto tally = store->tally(table.stored_as);
  if (!tally) {
    // Dropped since its row was read.
    if (tally.error().code == Code::kNotFound) return no_such_table(name.name);
    return error_reply(tally.error());
  }
  const auto index_tallies = api::index_tallies(*store, table);
  if (!index_tallies) return error_reply(index_tallies.error());
  const Timestamp now = engine.clock.now();
  codec::JsonWriter out;
  out.begin_object().key("Table");
  write_table(out, table,
              {.status = status_text(tables::status_at(table, now)),
               .items = tally.value().items,
               .bytes = tally.value().bytes,
               .decreases_today = tables::decreases_on_day(table, now),
               .index_tallies = index_tallies.value(),
               .now = now});
  out.end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kDescribeTable{.name = "DescribeTable", .honoured = "TableName", .handle = handle};

}  // namespace tidemark::api

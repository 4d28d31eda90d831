// GET /_tidemark/deleted-tables; DELETE /_tidemark/deleted-tables/ID
#include "recovery/deleted_tables.h"

#include "api/extras/extra.h"
#include "codec/iso8601.h"

namespace tidemark::api {
namespace {

std::string shown(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kMicros);
}

Reply listed(const Result<std::vector<recovery::DeletedTable>>& deleted) {
  if (!deleted) return extra_error(deleted.error());
  codec::JsonWriter out;
  out.begin_object().key("deletedTables").begin_array();
  for (const recovery::DeletedTable& one : deleted.value()) {
    out.begin_object();
    out.key("tableName").string(one.dropped.table.name.name);
    out.key("tableId").string(one.dropped.table.table_id);
    out.key("deletedAt").string(shown(one.dropped.dropped_at));
    out.key("earliestRestorable").string(shown(one.window.earliest));
    out.key("latestRestorable").string(shown(one.window.latest));
    out.end_object();
  }
  out.end_array().end_object();
  return extra_json(out.take());
}

Reply purged(const Result<recovery::PurgeAnswer>& answer, const std::string& id) {
  if (!answer) return extra_error(answer.error());
  if (std::holds_alternative<recovery::NoDeletedTable>(answer.value())) {
    return extra_error(404, fmt::format("no deleted table has the id {}", id));
  }
  if (const auto* forbidden = std::get_if<recovery::PurgeForbidden>(&answer.value())) {
    return extra_error(409, fmt::format("{} cannot be purged while these hold it: {}", id,
                                        fmt::join(forbidden->by, ", ")));
  }
  return extra_json("{}");
}

}  // namespace

Handling list_deleted_tables(const ExtraRequest& request, Engine& engine) {
  const auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return listed(std::vector<recovery::DeletedTable>{});
  return BackgroundReply{
      [store, account = request.call.account, region = request.call.region, &engine] {
        return listed(recovery::list_deleted(*store, account, region, engine.clock.now()));
      }};
}

Handling purge_deleted_table(const ExtraRequest& request, Engine& engine) {
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr)
    return purged(recovery::PurgeAnswer(recovery::NoDeletedTable{}), request.id);
  return BackgroundReply{[store, account = request.call.account, region = request.call.region,
                          id = request.id, &engine] {
    return purged(recovery::purge(*store, account, region, id, engine.clock.now()), id);
  }};
}

}  // namespace tidemark::api

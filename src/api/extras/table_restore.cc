// GET /_tidemark/tables/T/restore: how far the copying behind a restore is.
#include "api/extras/extra.h"
#include "recovery/restore_job.h"

namespace tidemark::api {

Handling table_restore(const ExtraRequest& request, Engine& engine) {
  const auto* const store = engine.regions.find(request.call.region);
  const auto found = store == nullptr ? Result<tables::FoundTable>(tables::FoundTable())
                                      : tables::find(*store, request.table);
  if (!found) return extra_error(found.error());
  if (!found.value()) {
    return extra_error(404, fmt::format("there is no table {}", request.table.name));
  }
  const auto progress = recovery::restore_under_way(*store, *found.value());
  if (!progress) return extra_error(progress.error());
  codec::JsonWriter out;
  out.begin_object();
  out.key("table").string(request.table.name);
  out.key("state").string(progress.value() ? "copying" : "standing alone");
  if (progress.value()) {
    out.key("pieces").number(static_cast<std::int64_t>(progress.value()->pieces));
  }
  out.end_object();
  return extra_json(out.take());
}

}  // namespace tidemark::api

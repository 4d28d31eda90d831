#include "api/backup/lifecycle_members.h"

namespace tidemark::api {

std::optional<vault::Lifecycle> lifecycle_member(Fields& fields, std::string_view name) {
  auto members = fields.object(name);
  if (!members) return std::nullopt;
  vault::Lifecycle lifecycle;
  lifecycle.cold_after_days = members->integer("MoveToColdStorageAfterDays");
  lifecycle.delete_after_days = members->integer("DeleteAfterDays");
  lifecycle.opt_in_to_archive = members->boolean("OptInToArchiveForSupportedResources");
  if (members->has("DeleteAfterEvent")) {
    members->invalid("DeleteAfterEvent is not valid as an input");
  }
  return vault::without_minus_ones(lifecycle);
}

void write_lifecycle(codec::JsonWriter& out, const vault::Lifecycle& lifecycle,
                     std::string_view name) {
  out.key(name).begin_object();
  if (lifecycle.cold_after_days) {
    out.key("MoveToColdStorageAfterDays").number(*lifecycle.cold_after_days);
  }
  if (lifecycle.delete_after_days) {
    out.key("DeleteAfterDays").number(*lifecycle.delete_after_days);
  }
  if (lifecycle.opt_in_to_archive) {
    out.key("OptInToArchiveForSupportedResources").boolean(*lifecycle.opt_in_to_archive);
  }
  out.end_object();
}

void write_calculated_lifecycle(codec::JsonWriter& out, const vault::CalculatedLifecycle& dates) {
  out.key("CalculatedLifecycle").begin_object();
  if (dates.cold_at) out.key("MoveToColdStorageAt").epoch_seconds(*dates.cold_at);
  if (dates.delete_at) out.key("DeleteAt").epoch_seconds(*dates.delete_at);
  out.end_object();
}

}  // namespace tidemark::api

#include "recovery/restore_target.h"

namespace tidemark::recovery {

tables::TableDescription target_of(const RestoreTarget& target,
                                   const tables::TableDescription& source,
                                   const tables::RestoredFrom& from, Timestamp now,
                                   const std::string& table_id) {
  tables::TableDescription table = source;
  table.name = target.name;
  table.table_id = table_id;
  table.created_at = now;
  // Usable at once, also on a clock that is set back.
  table.active_at = target.creating_for.count() > 0 ? now + target.creating_for : Timestamp{};
  table.updated_at = {};
  table.last_increase_at.reset();
  table.last_decrease_at.reset();
  table.tags.clear();
  table.stream.reset();
  table.time_to_live.reset();
  table.history_for_stream_only = false;
  table.backups_from = {};
  table.settings = {};
  table.settings.encryption = source.settings.encryption;
  table.deletion_protected = false;
  table.restored_from = from;
  if (target.overrides.billing) {
    table.billing = *target.overrides.billing;
    if (table.billing == tables::BillingMode::kPayPerRequest) table.provisioned = {};
    if (table.billing == tables::BillingMode::kProvisioned) table.on_demand_maxima.reset();
  }
  if (target.overrides.provisioned) table.provisioned = *target.overrides.provisioned;
  if (target.overrides.on_demand_maxima) {
    table.on_demand_maxima = *target.overrides.on_demand_maxima;
  }
  return table;
}

std::optional<RestoreAnswer> taken(const tables::FoundTable& found, Timestamp now) {
  if (!found) return std::nullopt;
  const bool creating = tables::status_at(*found, now) == tables::TableStatus::kCreating;
  if (!creating || !found->restored_from) return RestoreAnswer(TargetExists{});
  const tables::RestoredFrom& from = *found->restored_from;
  return RestoreAnswer(
      TargetBeingRestored{from.backup_arn.empty() ? from.table_arn : from.backup_arn});
}

}  // namespace tidemark::recovery

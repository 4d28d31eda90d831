#include "recovery/recovery_check.h"

#include "codec/hex.h"
#include "codec/varint.h"
#include "recovery/backup_row.h"
#include "recovery/expiry_jobs.h"
#include "recovery/restore_job.h"
#include "services/events/event_log.h"
#include "services/topics/topics.h"
#include "tables/index_jobs.h"
#include "tables/request_tokens.h"
#include "tables/streams.h"
#include "tables/time_to_live.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidemark::recovery {

namespace {

using storage::Findings;
using storage::StoppedStore;

class RecoveryCheck {
 public:
  RecoveryCheck(const StoppedStore& store, const tables::CatalogRows& catalog,
                const OwnedElsewhere& elsewhere, Findings& findings)
      : store_(store),
        catalog_(catalog),
        elsewhere_(elsewhere),
        findings_(findings),
        restoring_(elsewhere.restoring),
        filling_(elsewhere.filling) {
    for (const storage::PinState& pin : store.pins()) pins_.emplace(pin.id, pin);
  }

  std::uint64_t run() {
    read_backups();
    for (const Backup& backup : backups_) check_backup(backup);
    for (const auto& [id, pin] : pins_) check_pin(pin);
    for (const storage::JobRow& job : store_.jobs()) check_job(job);
    check_unfinished();
    return counted_;
  }

 private:
  void add(const char* rule, const char* family, std::string table, std::string key,
           std::string what) {
    findings_.add({.rule = rule,
                   .family = family,
                   .table = std::move(table),
                   .key = std::move(key),
                   .what = std::move(what),
                   .advice = storage::kAdviseRepair});
  }

  void read_backups();
  void check_backup(const Backup& backup);
  void check_pin(const storage::PinState& pin);
  void check_job(const storage::JobRow& job);
  void check_restore(const storage::JobRow& job);
  void check_forget(const storage::JobRow& job);
  void check_index_job(const storage::JobRow& job);
  void check_unfinished_indexes(const tables::TableDescription& table);
  void check_trim(const storage::JobRow& job);
  void check_unfinished();

  const StoppedStore& store_;
  const tables::CatalogRows& catalog_;
  const OwnedElsewhere& elsewhere_;
  Findings& findings_;
  std::map<std::string, storage::PinState> pins_;
  std::vector<Backup> backups_;
  std::set<std::string> backup_pins_;
  std::set<std::string> restoring_;  // TableIds
  std::set<std::string> forgetting_;
  std::set<storage::TableId> trimming_;
  std::set<storage::KeyspaceId> filling_;
  std::set<std::pair<std::string, storage::Part>> index_jobs_;  // by TableId
  std::uint64_t counted_ = 0;
};

void RecoveryCheck::read_backups() {
  const auto read = [&](std::string_view key, const storage::OwnVersion& version) -> Status {
    if (version.tombstone) return Ok{};
    const auto backup = decode_backup(version.value);
    if (!backup) {
      add("row-undecodable", "cur", "table 1", codec::to_hex(key), backup.error().message);
    } else if (version.end == Timestamp::max()) {
      if (key_of(backup.value()).key != key) {
        add("catalog-key", "cur", "table 1", codec::to_hex(key),
            fmt::format("backup {} is filed under another key", backup.value().id));
      }
      backups_.push_back(backup.value());
    }
    return Ok{};
  };
  const Status walked = store_.each_version({storage::kCatalog.value}, kBackups, read);
  if (!walked) {
    storage::add_unreadable(walked.error(), "backups", "cur", "table 1", findings_);
  }
}

void RecoveryCheck::check_backup(const Backup& backup) {
  const std::string table = fmt::format("table {}", backup.table.stored_as.value);
  const std::string id = pin_of(backup);
  backup_pins_.insert(id);
  const auto pin = pins_.find(id);
  if (pin == pins_.end()) {
    return add("backup-without-pin", "meta", table, id, "nothing keeps what this backup holds");
  }
  if (pin->second.at != backup.at || pin->second.table != backup.table.stored_as) {
    add("backup-without-pin", "meta", table, id, "its pin keeps another table or instant");
  }
  const auto tally = storage::recount(store_, pin->second.sees, storage::kItems,
                                      tables::tally_of_items(backup.table.keys));
  if (!tally) {
    return storage::add_unreadable(tally.error(), fmt::format("backup {}", backup.id), "hist",
                                   table, findings_);
  }
  ++counted_;
  if (tally.value() == backup.tally) return;
  add("backup-content", "hist", table, id,
      fmt::format("the backup says {}; its rows are {}", storage::to_text(backup.tally),
                  storage::to_text(tally.value())));
}

void RecoveryCheck::check_pin(const storage::PinState& pin) {
  if (backup_pins_.contains(pin.id) || elsewhere_.pins.contains(pin.id)) return;
  add("orphan-pin", "meta", fmt::format("table {}", pin.table.value), pin.id,
      "a pin keeps history alive that no backup names");
}

void RecoveryCheck::check_job(const storage::JobRow& job) {
  if (job.kind == kRestoreJob) return check_restore(job);
  if (job.kind == kForgetJob) return check_forget(job);
  if (job.kind == tables::kFillJob || job.kind == tables::kDropJob) return check_index_job(job);
  if (job.kind == tables::kTrimJob) return check_trim(job);
  if (job.kind == tables::kForgetTokensJob) return;
  if (job.kind == tables::kExpireItemsJob) return;
  if (elsewhere_.kinds.contains(job.kind)) return;
  if (job.kind == services::kDeliverJob || job.kind == services::kTrimEventsJob) return;
  if (job.kind != kExpiryJob) {
    return add("unknown-job", "meta", "", job.id,
               fmt::format("no step is known for jobs of kind '{}'", job.kind));
  }
  const bool known = std::ranges::any_of(
      backups_, [&](const Backup& backup) { return arn_of(backup) == job.state; });
  if (!known)
    add("orphan-job", "meta", "", job.id, "it waits for the end of a backup that is gone");
}

void RecoveryCheck::check_restore(const storage::JobRow& job) {
  const auto progress = decode_restore_progress(job.state);
  if (!progress) return add("row-undecodable", "meta", "", job.id, progress.error().message);
  restoring_.insert(progress.value().table_id);
  filling_.insert(progress.value().base);
  const auto target = store_.table(progress.value().stored_as);
  if (!target || target->dropped_at) return;  // its next step ends it
  const auto bases = store_.bases();
  const bool there = std::ranges::any_of(bases, [&](const auto& base) {
    return base.first == progress.value().base && base.second == target->id;
  });
  if (!there) {
    add("orphan-job", "meta", fmt::format("table {}", target->id.value), job.id,
        fmt::format("it fills base {}, which is not there", progress.value().base.value));
  }
}

void RecoveryCheck::check_forget(const storage::JobRow& job) {
  std::string_view state = job.state;
  const auto table = codec::take_big_endian<std::uint64_t>(state);
  if (!table) return add("row-undecodable", "meta", "", job.id, table.error().message);
  const auto row = std::ranges::find_if(catalog_.dropped,
                                        [&](const auto& dropped) { return dropped.key == state; });
  if (row == catalog_.dropped.end()) {
    return add("orphan-job", "meta", fmt::format("table {}", table.value()), job.id,
               "it waits to forget a deleted table that is forgotten");
  }
  forgetting_.insert(row->table.table_id);
}

void RecoveryCheck::check_index_job(const storage::JobRow& job) {
  const auto progress = tables::decode_index_progress(job.state);
  if (!progress) return add("row-undecodable", "meta", "", job.id, progress.error().message);
  index_jobs_.emplace(progress.value().table_id, progress.value().part);
}

void RecoveryCheck::check_unfinished_indexes(const tables::TableDescription& table) {
  for (const tables::Index& index : table.indexes) {
    if (index.state == tables::IndexState::kActive) continue;
    if (index_jobs_.contains({table.table_id, index.part})) continue;
    add("job-missing", "meta", fmt::format("table {}", table.stored_as.value), table.table_id,
        fmt::format("index {} is being {}, but no job will ever end that", index.name,
                    index.is_written() ? "made" : "deleted"));
  }
}

void RecoveryCheck::check_trim(const storage::JobRow& job) {
  const auto stream = std::ranges::find_if(
      catalog_.streams, [&](const auto& one) { return tables::trim_job_of(one) == job.id; });
  if (stream == catalog_.streams.end()) {
    return add("orphan-job", "meta", "", job.id, "it waits to trim a stream that is gone");
  }
  trimming_.insert(stream->stored_as);
}

// What only a job could bring to its end needs one.
void RecoveryCheck::check_unfinished() {
  for (const auto& dropped : catalog_.dropped) {
    if (forgetting_.contains(dropped.table.table_id)) continue;
    add("job-missing", "meta", fmt::format("table {}", dropped.table.stored_as.value),
        dropped.table.table_id, "no job will ever forget this deleted table");
  }
  for (const auto& stream : catalog_.streams) {
    if (trimming_.contains(stream.stored_as)) continue;
    add("job-missing", "meta", fmt::format("table {}", stream.stored_as.value),
        tables::stream_arn(stream.table, stream.label_at), "no job will ever trim this stream");
  }
  for (const auto& table : catalog_.live) {
    check_unfinished_indexes(table);
    if (!table.restored_from || !table.restored_from->in_progress) continue;
    if (restoring_.contains(table.table_id)) continue;
    add("job-missing", "meta", fmt::format("table {}", table.stored_as.value), table.table_id,
        "its restore is under way, but no job will ever end it");
  }
  for (const auto& [base, table] : store_.bases()) {
    const auto owner = store_.table(table);
    const bool waits = owner && !owner->dropped_at && owner->id.value != base.value;
    if (!waits || store_.referenced(base) || filling_.contains(base)) continue;
    add("orphan-base", "meta", fmt::format("base {}", base.value), "",
        fmt::format("it was made for table {}, but nothing fills or reads it", table.value));
  }
}

}  // namespace

std::uint64_t check_recovery(const StoppedStore& store, const tables::CatalogRows& catalog,
                             const OwnedElsewhere& elsewhere, Findings& findings) {
  return RecoveryCheck(store, catalog, elsewhere, findings).run();
}

}  // namespace tidemark::recovery

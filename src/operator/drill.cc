#include "operator/drill.h"

#include "base/check.h"
#include "codec/iso8601.h"
#include "operator/parallel.h"
#include "operator/text.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <span>
#include <thread>

namespace tidemark::runbooks {
namespace {

using client::accepted;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPoll{5};
constexpr milliseconds kOftenPoll{40};  // as long as an answer may be near: times are measured
constexpr milliseconds kSeldomPoll{1'000};
constexpr std::chrono::seconds kNear{10};

std::size_t batches_of(std::size_t count) {
  return (count + client::kMaxBatchWrites - 1) / client::kMaxBatchWrites;
}

// Batch `number` of what is written 25 at a time.
template <class T>
std::span<const T> batch_of(const std::vector<T>& all, std::size_t number) {
  const std::size_t from = number * client::kMaxBatchWrites;
  return std::span(all).subspan(from, std::min(client::kMaxBatchWrites, all.size() - from));
}

std::vector<const values::Item*> pointers_to(std::span<const values::Item> items) {
  std::vector<const values::Item*> pointers;
  for (const values::Item& item : items) pointers.push_back(&item);
  return pointers;
}

}  // namespace

Drill::Drill(DrillOptions options, const Inventory& loaded, client::DynamoDb& dynamodb,
             EngineExtras* extras, const Clock& clock, Random& random, client::Pause pause,
             Watch watch, std::stop_token stop)
    : options_(std::move(options)),
      loaded_(loaded),
      dynamodb_(dynamodb),
      extras_(extras),
      clock_(clock),
      random_(random),
      pause_(std::move(pause)),
      watch_(std::move(watch)),
      stop_(std::move(stop)) {}

Result<DrillReport> Drill::run() {
  if (loaded_.size() == 0) return fail(Code::kInvalid, "there are no items to load");
  const microseconds began = clock_.since_boot();
  report_.source = options_.source;
  report_.table = options_.table;
  report_.restored_table = options_.restored_table;
  report_.backup_table = options_.backup_table;
  report_.items = loaded_.size();
  report_.aws_bytes = loaded_.aws_bytes();

  TM_TRY_STATUS(create_table());
  TM_TRY_STATUS(load());
  TM_TRY(const std::string backup, take_backup());
  Inventory before = loaded_;
  TM_TRY_STATUS(keep_writing(before));

  // Planned before the clock is watched: nothing but the damage itself follows the quiet second.
  const Incident incident = plan_incident(before, options_.incident, random_);
  Inventory after = before;
  carry_out(incident, after);
  report_.damage_planned = differences_between(before, after);
  TM_TRY_STATUS(wait_for_quiet_second());
  TM_TRY_STATUS(suffer(incident));

  TM_TRY_STATUS(restore(before));
  TM_TRY_STATUS(restore_backup(backup));
  begin(fmt::format("compare the damaged {}", options_.table), before.size());
  TM_TRY(report_.damaged, compare(options_.table, before));
  end();
  TM_TRY_STATUS(ask_tally(before));
  report_.took = clock_.since_boot() - began;
  return report_;
}

Status Drill::create_table() {
  begin(fmt::format("create {} with PITR and deletion protection", options_.table));
  TM_TRY_STATUS(accepted("CreateTable", dynamodb_.create_table({.name = options_.table,
                                                                .keys = loaded_.keys(),
                                                                .deletion_protection = true})));
  TM_TRY_STATUS(wait_until_active(options_.table));
  TM_TRY(const client::Window window,
         accepted("UpdateContinuousBackups", dynamodb_.enable_continuous_backups(options_.table)));
  if (!window.enabled) {
    return fail(Code::kConflict, "UpdateContinuousBackups: answered, but PITR is off");
  }
  TM_TRY_STATUS(refuse_deletion());
  end();
  return Ok{};
}

// A flag that nobody tried is a hope.
Status Drill::refuse_deletion() {
  TM_TRY(const auto answer, dynamodb_.delete_table(options_.table));
  const auto* refused = std::get_if<client::ServiceError>(&answer);
  report_.deletion_refused = refused != nullptr && refused->name == "ValidationException";
  if (refused == nullptr) {
    return fail(Code::kConflict,
                fmt::format("DeleteTable: {} is protected and was deleted", options_.table));
  }
  return Ok{};
}

Status Drill::load() {
  begin(fmt::format("load {} items", with_commas(loaded_.size())), loaded_.size());
  TM_TRY_STATUS(put_all_loaded());
  end();
  report_.load_took = step_.took;
  return Ok{};
}

Status Drill::put_all_loaded() {
  std::vector<const Inventory::Row*> rows;
  for (const auto& [key, row] : loaded_.rows()) rows.push_back(&row);
  return for_each_parallel(
      batches_of(rows.size()), options_.connections, stop_, [&](std::size_t number) -> Status {
        std::vector<values::Item> items;
        for (const Inventory::Row* row : batch_of(rows, number)) {
          items.push_back(Inventory::item_of(*row));
        }
        TM_TRY_STATUS(dynamodb_.batch_write(options_.table, pointers_to(items), {}));
        move(items.size());
        return Ok{};
      });
}

Result<std::string> Drill::take_backup() {
  begin("take an on-demand backup");
  TM_TRY(const client::Backup backup,
         accepted("CreateBackup",
                  dynamodb_.create_backup(options_.table, options_.table + "-loaded")));
  TM_TRY_STATUS(poll("the backup", [&]() -> Result<bool> {
    TM_TRY(const client::Backup now,
           accepted("DescribeBackup", dynamodb_.describe_backup(backup.arn)));
    return now.status == "AVAILABLE";
  }));
  end();
  return backup.arn;
}

Status Drill::keep_writing(Inventory& before) {
  const std::size_t count =
      std::max<std::size_t>(1, loaded_.size() * options_.good_writes_permille / 1000);
  const std::vector<values::Item> writes = plan_good_writes(loaded_, count, "Updated", random_);
  report_.written_before = writes.size();
  begin(fmt::format("keep writing: {} more", with_commas(writes.size())), writes.size());
  TM_TRY_STATUS(put_all(writes));
  write_into(writes, before);
  end();
  return Ok{};
}

// Restore instants are whole seconds. Every good write was acknowledged before second S+1 began by
// the server's clock, so S+1 has them all; nothing bad may happen before S+1 is over.
Status Drill::wait_for_quiet_second() {
  begin("let one second pass");
  TM_TRY(const Timestamp last_good, server_time());
  report_.restored_to = last_good + std::chrono::seconds(1);
  TM_TRY_STATUS(poll("the next second", [&]() -> Result<bool> {
    TM_TRY(const Timestamp now, server_time());
    return now > report_.restored_to;
  }));
  end();
  return Ok{};
}

Status Drill::suffer(const Incident& incident) {
  report_.attribute = incident.attribute;
  report_.overwritten = incident.overwritten.size();
  report_.deleted = incident.deleted.size();
  report_.written_after = incident.good_writes.size();
  if (!incident.overwritten.empty()) {
    report_.damaged_key = values::to_json(incident.overwritten.front());
  }
  const std::size_t total = report_.overwritten + report_.deleted + report_.written_after;
  begin(fmt::format("incident: overwrite {}, delete {}", with_commas(report_.overwritten),
                    with_commas(report_.deleted)),
        total);
  TM_TRY(report_.incident_at, server_time());
  // Good data goes in first, in the middle and last, as it does on such a day.
  const std::size_t third = (incident.good_writes.size() + 2) / 3;
  const auto good = [&](std::size_t part) {
    const auto from = std::min(part * third, incident.good_writes.size());
    const auto until = std::min(from + third, incident.good_writes.size());
    return put_all({incident.good_writes.begin() + static_cast<std::ptrdiff_t>(from),
                    incident.good_writes.begin() + static_cast<std::ptrdiff_t>(until)});
  };
  TM_TRY_STATUS(good(0));
  TM_TRY_STATUS(overwrite_all(incident));
  TM_TRY_STATUS(good(1));
  TM_TRY_STATUS(delete_all(incident.deleted));
  TM_TRY_STATUS(good(2));
  end();
  return Ok{};
}

Status Drill::overwrite_all(const Incident& incident) {
  return for_each_parallel(
      incident.overwritten.size(), options_.connections, stop_, [&](std::size_t at) -> Status {
        TM_TRY_STATUS(dynamodb_.set_attribute(options_.table, incident.overwritten[at],
                                              incident.attribute, incident.bad_value));
        move(1);
        return Ok{};
      });
}

Status Drill::restore(const Inventory& before) {
  TM_TRY_STATUS(wait_until_restorable(report_.restored_to));
  begin(fmt::format("restore to {}", codec::to_iso8601(report_.restored_to)));
  const microseconds asked = clock_.since_boot();
  TM_TRY_STATUS(
      accepted("RestoreTableToPointInTime",
               dynamodb_.restore_to(options_.table, options_.restored_table, report_.restored_to)));
  TM_TRY_STATUS(wait_until_active(options_.restored_table));
  TM_TRY_STATUS(read_one(options_.restored_table, before));
  report_.usable = clock_.since_boot() - asked;
  end();

  // The table is read while the engine is still making it stand on its own.
  Status materialised = Ok{};
  std::jthread watching([&] {
    materialised = wait_until_materialised(options_.restored_table);
    report_.materialised = clock_.since_boot() - asked;
  });
  begin("compare every item with what was loaded", before.size());
  TM_TRY(report_.restored, compare(options_.restored_table, before));
  end();
  begin("wait until it stands on its own");
  watching.join();
  TM_TRY_STATUS(std::move(materialised));
  end();
  return Ok{};
}

Status Drill::restore_backup(const std::string& arn) {
  begin("restore the backup");
  const microseconds asked = clock_.since_boot();
  TM_TRY_STATUS(
      accepted("RestoreTableFromBackup", dynamodb_.restore_backup(arn, options_.backup_table)));
  TM_TRY_STATUS(wait_until_active(options_.backup_table));
  TM_TRY_STATUS(read_one(options_.backup_table, loaded_));
  report_.backup_usable = clock_.since_boot() - asked;
  end();
  begin("compare the restored backup", loaded_.size());
  TM_TRY(report_.backup, compare(options_.backup_table, loaded_));
  end();
  return Ok{};
}

Status Drill::ask_tally(const Inventory& before) {
  if (extras_ == nullptr) return Ok{};
  TM_TRY(const auto tally, extras_->tally(options_.table, report_.restored_to));
  if (!tally) return Ok{};
  report_.tally_agrees = tally->items == before.size() && tally->aws_bytes == before.aws_bytes() &&
                         tally->digest == values::digest_text(before.digest());
  return Ok{};
}

Status Drill::put_all(const std::vector<values::Item>& items) {
  return for_each_parallel(
      batches_of(items.size()), options_.connections, stop_, [&](std::size_t number) -> Status {
        const auto batch = batch_of(items, number);
        TM_TRY_STATUS(dynamodb_.batch_write(options_.table, pointers_to(batch), {}));
        move(batch.size());
        return Ok{};
      });
}

Status Drill::delete_all(const std::vector<values::Item>& keys) {
  return for_each_parallel(batches_of(keys.size()), options_.connections, stop_,
                           [&](std::size_t number) -> Status {
                             const auto batch = batch_of(keys, number);
                             TM_TRY_STATUS(dynamodb_.batch_write(options_.table, {}, batch));
                             move(batch.size());
                             return Ok{};
                           });
}

Result<Differences> Drill::compare(const std::string& table, const Inventory& expected) {
  Comparison comparison(expected);
  const auto see = [&](values::Item&& item) -> Status {
    TM_TRY_STATUS(go_on(stop_));
    TM_TRY_STATUS(comparison.see(item));
    move(1);
    return Ok{};
  };
  const auto segments = static_cast<int>(options_.connections);
  const auto scan = [&](std::size_t segment) {
    return dynamodb_.scan(table, {.segment = static_cast<int>(segment), .of = segments}, see);
  };
  TM_TRY_STATUS(for_each_parallel(options_.connections, options_.connections, stop_, scan));
  return comparison.finish();
}

Status Drill::wait_until_active(const std::string& table) {
  return poll(table, [&]() -> Result<bool> {
    TM_TRY(const client::TableState state,
           accepted("DescribeTable", dynamodb_.describe_table(table)));
    return state.status == "ACTIVE";
  });
}

Status Drill::wait_until_materialised(const std::string& table) {
  return poll(table, [&]() -> Result<bool> {
    TM_TRY(const client::TableState state,
           accepted("DescribeTable", dynamodb_.describe_table(table)));
    if (state.restore_in_progress) return false;
    // A table that is ACTIVE shows no RestoreSummary; only the engine says whether it still copies.
    if (extras_ == nullptr) return true;
    TM_TRY(const std::optional<bool> alone, extras_->stands_alone(table));
    return alone.value_or(true);
  });
}

Status Drill::wait_until_restorable(Timestamp at) {
  begin(fmt::format("wait until {} can be restored", codec::to_iso8601(at)));
  TM_TRY_STATUS(poll("the restorable window", [&]() -> Result<bool> {
    TM_TRY(const client::Window window,
           accepted("DescribeContinuousBackups",
                    dynamodb_.describe_continuous_backups(options_.table)));
    return window.enabled && window.latest >= at;
  }));
  end();
  return Ok{};
}

// Usable means that an item can be read; which one does not matter, the comparison reads all.
Status Drill::read_one(const std::string& table, const Inventory& expected) {
  const values::Item key = expected.key_item(expected.rows().begin()->second);
  TM_TRY_STATUS(accepted("GetItem", dynamodb_.get_item(table, key)));
  return Ok{};
}

Result<Timestamp> Drill::server_time() {
  TM_TRY(const client::TableState state,
         accepted("DescribeTable", dynamodb_.describe_table(options_.table)));
  if (!state.server_time) return fail(Code::kCorrupt, "DescribeTable: the answer has no Date");
  return *state.server_time;
}

Status Drill::poll(std::string_view what, const std::function<Result<bool>()>& there) {
  const microseconds began = clock_.since_boot();
  for (milliseconds wait = kFirstPoll;; wait *= 2) {
    TM_TRY_STATUS(go_on(stop_));
    TM_TRY(const bool is_there, there());
    if (is_there) return Ok{};
    const microseconds waited = clock_.since_boot() - began;
    if (waited > options_.patience) {
      return fail(Code::kBusy, fmt::format("{} was not ready after {} minutes", what,
                                           options_.patience.count()));
    }
    wait = std::min(wait, waited < kNear ? kOftenPoll : kSeldomPoll);
    pause_(wait);
  }
}

void Drill::begin(std::string title, std::size_t total) {
  const std::lock_guard lock(step_mutex_);
  step_ = {.title = std::move(title), .total = total};
  step_began_ = clock_.since_boot();
  tell(DrillStep::Event::kBegun);
}

void Drill::move(std::size_t by) {
  const std::lock_guard lock(step_mutex_);
  step_.done += by;
  tell(DrillStep::Event::kMoved);
}

void Drill::end() {
  const std::lock_guard lock(step_mutex_);
  tell(DrillStep::Event::kEnded);
}

void Drill::tell(DrillStep::Event event) {
  step_.event = event;
  step_.took = clock_.since_boot() - step_began_;
  if (watch_) watch_(step_);
}

}  // namespace tidemark::runbooks

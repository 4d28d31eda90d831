#include "vault/point_ages.h"

#include "base/log.h"
#include "codec/varint.h"
#include "vault/cold_move.h"
#include "vault/kept_point.h"
#include "vault/notices.h"
#include "vault/point_removal.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::chrono::hours kLookAgain{24};
constexpr std::chrono::minutes kNotOurs{1};

std::string time_text(Timestamp at) {
  std::string bytes;
  codec::append_big_endian(bytes, static_cast<std::uint64_t>(at.micros));
  return bytes;
}

storage::KeyRef age_key(storage::TableId rows, Timestamp at, const RecoveryPoint& point) {
  return {rows, kAgesPart, key_of(time_text(at), point.vault.account, point.arn)};
}

JobRow job_at(Timestamp at) {
  JobRow row;
  row.id = kAgePointsJob;
  row.kind = kAgePointsJob;
  row.due_at = at;
  return row;
}

struct Age {
  Timestamp at;
  std::string account;
  std::string arn;
  std::string key;
};

// The earliest ages, at most two: what is due, and when the job is due next.
Result<std::vector<Age>> earliest(const View& view, storage::TableId rows) {
  TM_TRY(const auto found, view.list(rows, kAgesPart, {}, {}, 2));
  std::vector<Age> ages;
  for (const auto& [key, version] : found) {
    std::string_view rest = key;
    TM_TRY(const std::string time, codec::take_ordered(rest));
    std::string_view bytes = time;
    TM_TRY(const std::uint64_t micros, codec::take_big_endian<std::uint64_t>(bytes));
    Age age{{static_cast<std::int64_t>(micros)}, {}, {}, key};
    TM_TRY(age.account, codec::take_ordered(rest));
    TM_TRY(age.arn, codec::take_ordered(rest));
    ages.push_back(std::move(age));
  }
  return ages;
}

bool is_to_end(const RecoveryPoint& point, Timestamp now) {
  const auto dates = dates_of(point);
  return dates.delete_at && *dates.delete_at <= now;
}

bool is_to_cool(const RecoveryPoint& point, Timestamp now) {
  const auto dates = dates_of(point);
  return point.storage_class == StorageClass::kWarm && dates.cold_at && *dates.cold_at <= now;
}

// The point has ended: it goes, or something keeps it, which is told once.
Result<Changes> end_one(const View& view, const Rows& rows, const RecoveryPoint& point,
                        Timestamp now) {
  TM_TRY(auto removal, removal_of(view, rows, point, DeletedBy::kLifecycle));
  if (auto* done = std::get_if<Changes>(&removal)) return std::move(*done);
  Changes changes;
  RecoveryPoint expired = point;
  expired.status = PointStatus::kExpired;
  expired.status_message = std::get<PointKept>(removal).why;
  if (expired != point) {
    put(changes, rows.table, expired);
    tell_change(view, rows, expired, PointChange::kExpired, changes);
  }
  changes.put(age_key(rows.table, now + kLookAgain, point), "");
  return changes;
}

Result<Changes> cool_one(const View& view, const Rows& rows, const RecoveryPoint& point,
                         Timestamp now) {
  Changes changes;
  TM_TRY(const RecoveryPoint cold, make_cold(view, rows, point, now, changes));
  put(changes, rows.table, cold);
  keep_point(changes, cold, view.now());
  tell_change(view, rows, cold, PointChange::kModified, changes);
  if (const auto next = changes_at(cold)) changes.put(age_key(rows.table, *next, cold), "");
  return changes;
}

// The changes of one age that is due, its row included. A point whose lifecycle was changed since
// has another age besides, and nothing happens at this one.
Result<Changes> age_one(const View& view, const Rows& rows, const Age& age, Timestamp now) {
  TM_TRY(const auto point, find<RecoveryPoint>(view, rows.table, point_key(age.account, age.arn)));
  Changes changes;
  if (point && is_to_end(*point, now)) {
    TM_TRY(changes, end_one(view, rows, *point, now));
  } else if (point && is_to_cool(*point, now)) {
    TM_TRY(changes, cool_one(view, rows, *point, now));
  }
  changes.remove({rows.table, kAgesPart, age.key});
  return changes;
}

Result<Changes> age(const View& view, const Rows& rows, Timestamp now) {
  TM_TRY(const std::vector<Age> ages, earliest(view, rows.table));
  Changes changes;
  if (ages.empty()) {
    changes.finished_jobs.emplace_back(kAgePointsJob);
    return changes;
  }
  if (ages.front().at > now) {
    changes.jobs.push_back(job_at(ages.front().at));
    return changes;
  }
  TM_TRY(changes, age_one(view, rows, ages.front(), now));
  // Run again at once: it then finds what comes next, this one's own next age included.
  changes.jobs.push_back(job_at(now));
  return changes;
}

}  // namespace

std::optional<Timestamp> changes_at(const RecoveryPoint& point) {
  const CalculatedLifecycle dates = dates_of(point);
  if (dates.cold_at && point.storage_class == StorageClass::kWarm) {
    return dates.delete_at ? std::min(*dates.cold_at, *dates.delete_at) : *dates.cold_at;
  }
  return dates.delete_at;
}

void add_age_at(const View& view, Changes& changes, const Rows& rows, const RecoveryPoint& point,
                Timestamp at) {
  changes.put(age_key(rows.table, at, point), "");
  const auto job = view.job(kAgePointsJob);
  if (!job || job->failed || job->due_at > at) changes.jobs.push_back(job_at(at));
}

void add_age(const View& view, Changes& changes, const Rows& rows, const RecoveryPoint& point,
             const std::optional<RecoveryPoint>& before) {
  if (before) remove_age(changes, rows.table, *before);
  if (const auto at = changes_at(point)) add_age_at(view, changes, rows, point, *at);
}

void remove_age(Changes& changes, storage::TableId rows, const RecoveryPoint& point) {
  if (const auto at = changes_at(point)) changes.remove(age_key(rows, *at, point));
}

Result<Step> step_ages(Works& works, storage::Store& store, const JobRow& row) {
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  Step step{row, false, {}};
  if (works.may_write && !works.may_write()) {
    // Another engine writes the blob store, and lets the points in it grow old.
    step.row.due_at = works.clock.now() + kNotOurs;
    return step;
  }
  step.also = [rows, now = works.clock.now()](View& view) -> Decision {
    auto changes = age(view, rows, now);
    if (changes) return std::move(changes).value();
    log_error("vault", "recovery points could not be aged", {{"reason", changes.error().message}});
    return Refused{};
  };
  return step;
}

}  // namespace tidemark::vault

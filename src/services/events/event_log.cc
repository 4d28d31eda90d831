#include "services/events/event_log.h"

#include "codec/hex.h"
#include "codec/ordered_bytes.h"
#include "codec/varint.h"
#include "services/commit_position.h"
#include "services/side_rows.h"
#include "storage/side_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Step;
using storage::View;

constexpr storage::Part kEvents = 1;
constexpr std::size_t kTrimmedInAStep = 1000;

std::string event_key(std::string_view account, std::string_view position) {
  std::string key;
  codec::append_ordered(key, account);
  codec::append_ordered(key, position);
  return key;
}

Result<std::string> position_in(std::string_view key) {
  TM_TRY_STATUS(codec::take_ordered(key));
  return codec::take_ordered(key);
}

std::string trim_job_of(std::string_view account) {
  return fmt::format("{}:{}", kTrimEventsJob, account);
}

JobRow trim_job(std::string_view account, Timestamp due_at) {
  JobRow row;
  row.id = trim_job_of(account);
  row.kind = kTrimEventsJob;
  row.due_at = due_at;
  row.state = account;
  return row;
}

}  // namespace

Result<EventLog> EventLog::of(storage::Store& store) {
  TM_TRY(const storage::TableId rows, storage::side_table(store, kEventsTable));
  return EventLog(rows);
}

void EventLog::append(const View& view, const Event& event, Changes& changes) const {
  const std::string position = commit_position(view, changes, event.id);
  changes.put({rows_, kEvents, event_key(event.account, position)}, encode(event));
  // The job never ends, so that no event can slip past the end of one.
  const std::string job = trim_job_of(event.account);
  const bool has_job =
      view.job(job) || std::ranges::find(changes.jobs, job, &JobRow::id) != changes.jobs.end();
  if (!has_job) changes.jobs.push_back(trim_job(event.account, view.now() + kEventsKeptFor));
}

Result<EventPage> EventLog::read(const storage::Store& store, std::string_view account,
                                 std::string_view after, std::size_t limit) const {
  std::string from;
  if (!after.empty()) {
    const auto position = codec::from_hex(after);
    if (!position || position.value().size() != kCommitPositionBytes) {
      return fail(Code::kInvalid, fmt::format("after: '{}' is no position in the log", after));
    }
    from = event_key(account, position.value());
  }
  EventPage page;
  const auto visit = [&](std::string_view key, std::string_view value) -> Result<Walk> {
    if (page.events.size() == limit) {
      page.more = true;
      return Walk::kEnough;
    }
    TM_TRY(const std::string position, position_in(key));
    TM_TRY(Event event, decode_event(value));
    page.events.push_back({codec::to_hex(position), std::move(event)});
    return Walk::kGoOn;
  };
  TM_TRY_STATUS(each_row(store, rows_, kEvents, codec::ordered(account), from, visit));
  return page;
}

Result<Step> EventLog::trim(storage::Store& store, const JobRow& row, const Clock& clock) const {
  std::string limit;
  const Timestamp keep_from = clock.now() - kEventsKeptFor;
  codec::append_big_endian(limit, static_cast<std::uint64_t>(keep_from.micros));
  std::vector<std::string> old;
  std::optional<Timestamp> next;
  const auto visit = [&](std::string_view key, std::string_view) -> Result<Walk> {
    TM_TRY(const std::string position, position_in(key));
    if (position.substr(0, limit.size()) > limit || old.size() == kTrimmedInAStep) {
      std::string_view rest = position;
      TM_TRY(const auto micros, codec::take_big_endian<std::uint64_t>(rest));
      next = Timestamp{static_cast<std::int64_t>(micros)} + kEventsKeptFor;
      return Walk::kEnough;
    }
    old.emplace_back(key);
    return Walk::kGoOn;
  };
  TM_TRY_STATUS(each_row(store, rows_, kEvents, codec::ordered(row.state), "", visit));
  Step step{row, false, [rows = rows_, old = std::move(old)](View&) -> Decision {
              Changes changes;
              changes.makes_room = true;
              for (const std::string& key : old) changes.remove({rows, kEvents, key});
              return changes;
            }};
  step.row.due_at = next.value_or(clock.now() + kEventsKeptFor);
  return step;
}

void add_event_kinds(storage::JobRunner& runner, const Clock& clock) {
  runner.add_kind(
      std::string(kTrimEventsJob),
      [&clock](storage::Store& store, const JobRow& row) -> Result<Step> {
        TM_TRY(const EventLog log, EventLog::of(store));
        return log.trim(store, row, clock);
      },
      storage::InDoubt::kWaits);
}

}  // namespace tidemark::services

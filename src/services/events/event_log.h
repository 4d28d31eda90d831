// What happened in a region, durable and in order: an event is appended in the commit of what it
// tells, and kept for ninety days.
//
//   TM_TRY(const EventLog log, EventLog::of(store));
//   … in a decision:   log.append(view, event, changes);
//   TM_TRY(const EventPage page, log.read(store, account, "", 100));
//
// Threads   `of` waits for the disk when it makes the table; `append` runs in a decision; `read`
//           from any thread. A value: copy it into decisions.
// Durable   With the commit.
// Format    docs/formats/events.md.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "services/events/event.h"
#include "storage/changes.h"
#include "storage/job_runner.h"
#include "storage/store.h"
#include "storage/view.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

inline constexpr std::string_view kEventsTable = "events";  // purpose of the side table
inline constexpr std::string_view kTrimEventsJob = "trim-events";
inline constexpr std::chrono::hours kEventsKeptFor{90 * 24};

// Where in the log an event stands, as text; opaque, ascending within an account.
struct LoggedEvent {
  std::string position;
  Event event;
};

struct EventPage {
  std::vector<LoggedEvent> events;
  bool more = false;
};

class EventLog {
 public:
  // Errors: those of storage::side_table
  static Result<EventLog> of(storage::Store& store);

  // `rows`: the side table, known already.
  explicit EventLog(storage::TableId rows) : rows_(rows) {}

  // Adds the event, and the account's trimming job if it has none yet, to what the commit writes.
  // Several may be appended to the same `changes`; they keep their order.
  void append(const storage::View& view, const Event& event, storage::Changes& changes) const;

  // Events of an account behind `after` (a position; empty: from the oldest), oldest first.
  // Errors: kInvalid  `after` is no position
  [[nodiscard]] Result<EventPage> read(const storage::Store& store, std::string_view account,
                                       std::string_view after, std::size_t limit) const;

  // One step of the job that removes what is too old: at most a thousand events.
  [[nodiscard]] Result<storage::Step> trim(storage::Store& store, const storage::JobRow& row,
                                           const Clock& clock) const;

 private:
  storage::TableId rows_;
};

// Registers the trimming job. `clock` outlives the runner.
void add_event_kinds(storage::JobRunner& runner, const Clock& clock);

}  // namespace tidemark::services

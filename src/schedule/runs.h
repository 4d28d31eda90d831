// When a schedule runs: a cron expression on the clocks of a time zone.
//
//   TM_TRY(const Schedule schedule, Schedule::parse("cron(0 5 ? * * *)", "Europe/Berlin"));
//   schedule.next_after(now);        // the instant of the next run, if there is one
//   schedule.upcoming(now, 10);      // a preview
//
// Where clocks change, as EventBridge Scheduler has it: a run in the hour that is skipped does not
// take place, a run in the hour that is repeated takes place once, the first time. "Every hour"
// thus runs 23 times on the day clocks go forward and 24 times on the day they go back.
//
// Threads   A Schedule does not change.
#pragma once

#include "schedule/cron.h"
#include "schedule/time_zone.h"

#include <vector>

namespace tidemark::schedule {

class Schedule {
 public:
  // Errors: kInvalid  of the expression or of the zone
  static Result<Schedule> parse(std::string_view expression, std::string_view zone);

  // The first run after an instant; nullopt when there is none before the year 2200.
  [[nodiscard]] std::optional<Timestamp> next_after(Timestamp at) const;

  // The next runs, `count` at most.
  [[nodiscard]] std::vector<Timestamp> upcoming(Timestamp after, std::size_t count) const;

 private:
  Schedule(Cron cron, TimeZone zone) : cron_(std::move(cron)), zone_(std::move(zone)) {}

  Cron cron_;
  TimeZone zone_;
};

}  // namespace tidemark::schedule

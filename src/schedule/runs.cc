#include "schedule/runs.h"

namespace tidemark::schedule {

Result<Schedule> Schedule::parse(std::string_view expression, std::string_view zone) {
  TM_TRY(Cron cron, Cron::parse(expression));
  TM_TRY(TimeZone named, TimeZone::named(zone));
  return Schedule(std::move(cron), std::move(named));
}

std::optional<Timestamp> Schedule::next_after(Timestamp at) const {
  auto minute = std::chrono::floor<std::chrono::minutes>(zone_.local(at));
  // After clocks went back, minutes come up whose first time is over; those and the skipped ones
  // are passed by. Instants never fall while minutes rise, so the first that fits is the next.
  for (;;) {
    const std::optional<LocalMinute> next = cron_.next_after(minute);
    if (!next) return std::nullopt;
    const std::optional<Timestamp> instant = zone_.first_instant_of(*next);
    if (instant && *instant > at) return instant;
    minute = *next;
  }
}

std::vector<Timestamp> Schedule::upcoming(Timestamp after, std::size_t count) const {
  std::vector<Timestamp> runs;
  while (runs.size() < count) {
    const std::optional<Timestamp> next = next_after(after);
    if (!next) break;
    runs.push_back(*next);
    after = *next;
  }
  return runs;
}

}  // namespace tidemark::schedule

// One field of a cron expression: which numbers it may hold, and how lists, ranges, steps and names
// are read. Inside of schedule/cron.h.
#pragma once

#include "base/result.h"

#include <bitset>
#include <span>
#include <string_view>
#include <vector>

namespace tidemark::schedule {

struct CronField {
  std::string_view name;  // as errors call it
  unsigned first;
  unsigned last;
  std::span<const std::string_view> names;  // of first, first + 1, …; may be empty
};

extern const CronField kMinutes;
extern const CronField kHours;
extern const CronField kDayOfMonth;
extern const CronField kMonth;
extern const CronField kDayOfWeek;
extern const CronField kYear;

// "1,5-7,*/15" in its three parts; an empty one is one of them.
std::vector<std::string_view> listed(std::string_view text);

// A number or a name of the field.
// Errors: kInvalid  names field, value and range
Result<unsigned> number_of(const CronField& field, std::string_view text);

// Adds what one part of a list says: "*", "5", "5-7", "*/15", "5/10", "5-30/10".
// Errors: kInvalid  as above; a range that runs backwards; a step of 0 or beyond the field
Status add_part(const CronField& field, std::string_view part, std::bitset<256>& numbers);

// Adds every part of a list.
Status add_list(const CronField& field, std::string_view text, std::bitset<256>& numbers);

// "the minutes field has '61': <why>"
Error bad_field(const CronField& field, std::string_view value, std::string_view why);

}  // namespace tidemark::schedule

// The slow way to know when a schedule runs: walk every minute and test the six fields as written.
// Shares no code with the layer: fields are read afresh each time, the calendar and the zone are
// the C library's.
#pragma once

#include "base/timestamp.h"

#include <string>
#include <vector>

namespace tidemark::schedule::testing {

// Whether "Minutes Hours Day-of-month Month Day-of-week Year" has a minute of this calendar day.
struct Shown {
  int year, month, day, hour, minute;
};

bool has(const std::string& fields, Shown shown);

// Every run in (after, until], in a zone of the system.
std::vector<Timestamp> runs_between(const std::string& fields, const std::string& zone,
                                    Timestamp after, Timestamp until);

}  // namespace tidemark::schedule::testing

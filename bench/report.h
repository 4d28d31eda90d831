// A report as people read it, and as programs do.
#pragma once

#include "base/timestamp.h"
#include "bench/machine.h"
#include "bench/slices.h"

#include <string>

namespace tidemark::bench {

// Aligned tables: every case with its median and spread, then every target, met or missed.
std::string to_text(const Report& report);

// One JSON object: machine, date, commit, settings, every value of every round.
std::string to_json(const Report& report, const Settings& settings, const Machine& machine,
                    Timestamp now);

}  // namespace tidemark::bench

// Steps that keep a table's settings over a restore: the passport is read before, put back after.
//
//   steps.push_back(read_passport_step("Orders"));
//   …
//   steps.push_back(apply_passport_step("Orders"));
//
// Facts: "passport" (its JSON), "passport-gaps" (what could not be put back, for people; absent:
// nothing).
//
// Threads   Pure functions; the steps hold copies of their arguments.
#pragma once

#include "operator/passport.h"
#include "operator/step.h"

#include <optional>
#include <string>

namespace tidemark::runbooks {

// Once: what was read first is what counts, whatever happens to the table later.
Step read_passport_step(const std::string& table);

// As read_passport_step for a table that may be gone by now, `passport` then being what is known.
Step adopt_passport_step(const std::string& table, const std::string& passport_json);

// Puts the passport back on `table`. What could not be is a note and in "passport-gaps"; the step
// ends well nevertheless: the certificate lists it.
Step apply_passport_step(const std::string& table);

// What the step does.
Status put_passport_back(Course& course, const std::string& table);

// nullopt: the run knows none.
Result<std::optional<Passport>> passport_of(Course& course);

}  // namespace tidemark::runbooks

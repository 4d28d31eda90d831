// Which calls make a table's setting what a passport says it was. A pure question: the answer
// depends on nothing but what is wanted and what was found, so that it can be asked again.
//
//   const PassportChanges changes = changes_for(Aspect::kTags, wanted, found);
//   for (const PassportChange& change : changes.calls) …           // in this order
//
// Threads   Pure functions.
// Source    What may stand in one UpdateTable: API reference, UpdateTable, and what it answers to
//           mixtures ("… modification must be the only operation in the request").
#pragma once

#include "operator/asking.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

struct PassportChange {
  Question question;
  std::string body;                 // JSON services
  client::Parameters parameters{};  // query services

  // The table takes no other change until it is ACTIVE again.
  [[nodiscard]] bool updates_table() const { return question.operation == "UpdateTable"; }
};

struct PassportChanges {
  std::vector<PassportChange> calls;
  std::vector<Gap> gaps;  // what no call could do
};

// `wanted` may be of a table with another name; `found` is of the table that is changed.
[[nodiscard]] PassportChanges changes_for(Aspect aspect, const Passport& wanted,
                                          const Passport& found);

// "set 3 tags"; empty when the passport asks for nothing there.
[[nodiscard]] std::string step_text(Aspect aspect, const Passport& wanted);

}  // namespace tidemark::runbooks

// What a runbook is going to do, for a person to read before it is done, and for the run to follow.
//
//   TM_TRY(const Plan plan, plan_restore_in_place(place, request));
//   out << text_of(plan);                     // "read before continuing"
//   TM_TRY(const Plan same, parse_plan(json_of(plan)));
//
// Threads   Plain values; pure functions.
// Format    docs/formats/journal.md
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct PlannedStep {
  std::string name;       // stable: the journal's word for it
  std::string title;      // for people
  bool destroys = false;  // what it changes cannot be had back without the copies made before it

  friend bool operator==(const PlannedStep&, const PlannedStep&) = default;
};

struct Plan {
  std::string kind;   // "restore-pitr-in-place"
  std::string table;  // what the run is about
  std::string account;
  std::string region;
  std::string caller;  // ARN of whoever planned it
  Timestamp made_at;
  std::map<std::string, std::string, std::less<>> inputs;
  std::vector<PlannedStep> steps;
  std::vector<std::string> costs;  // what it costs, loses or needs; one sentence each

  // Empty when there is no such input.
  [[nodiscard]] const std::string& input(std::string_view name) const;

  [[nodiscard]] bool has(std::string_view name) const { return !input(name).empty(); }

  [[nodiscard]] bool destroys() const;
};

// Numbered steps, what is destroyed marked, then the costs; lines of any length.
std::string text_of(const Plan& plan);

std::string json_of(const Plan& plan);

// Errors: kInvalid  no plan, another schema, or a member is missing; names it
Result<Plan> parse_plan(std::string_view json);

}  // namespace tidemark::runbooks

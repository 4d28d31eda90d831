// Steps by which a table is deleted and made again under its own name, and the way back.
//
//   steps.push_back(look_step(table));
//   … copies, each checked …
//   steps.push_back(lift_protection_step(table));
//   steps.push_back(delete_original_step(table, {"duplicate-backup", "original-backup"}));
//
// Facts: "original-id" (the table's id when the run began), "original-backup" (ARN),
// "was-protected".
//
// Threads   Pure functions; the steps hold copies of their arguments.
#pragma once

#include "operator/step.h"

#include <string>
#include <vector>

namespace tidemark::runbooks {

// Notes which table this is about; it must be ACTIVE.
Step look_step(const std::string& table);

// Switches deletion protection off where it is on. A guard: put back while the table is the
// original.
Step lift_protection_step(const std::string& table);

// Deletes the original, once the backups whose ARNs these facts hold are AVAILABLE and
// everything in `must_be_known` is. Undone, the table is the original again, or is restored from
// "original-backup"; what the run had put in its place ("restored-id") is deleted.
Step delete_original_step(const std::string& table, std::vector<std::string> backup_facts,
                          std::vector<std::string> must_be_known);

}  // namespace tidemark::runbooks

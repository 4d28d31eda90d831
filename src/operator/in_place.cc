#include "operator/in_place.h"

#include "operator/copies.h"
#include "operator/settings_steps.h"
#include "operator/table_looks.h"

namespace tidemark::runbooks {
namespace {

using client::accepted;
using client::TableState;

constexpr const char* kOriginal = "original-id";
constexpr const char* kRestored = "restored-id";
constexpr const char* kBroughtBack = "brought-back-id";

bool is_original(Course& course, const TableState& there) {
  return there.id == course.fact(kOriginal);
}

Status look(Course& course, const std::string& table) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there) return fail(Code::kNotFound, fmt::format("there is no table {}", table));
  if (there->status != "ACTIVE") {
    return fail(Code::kBusy, fmt::format("table {} is {}, not ACTIVE", table, there->status));
  }
  TM_TRY_STATUS(course.remember("was-protected", there->deletion_protection ? "yes" : "no"));
  return course.remember(kOriginal, there->id);
}

// The original, while it is there and ACTIVE, protected or not.
Status set_protection_of_original(Course& course, const std::string& table, bool on) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there || !is_original(course, *there) || there->status == "DELETING") return Ok{};
  TM_TRY_STATUS(wait_until_active(course, table, there->id));
  if (there->deletion_protection == on) return Ok{};
  TM_TRY_STATUS(accepted("UpdateTable", course.dynamodb().set_deletion_protection(table, on)));
  return wait_until_active(course, table, there->id);
}

// Whether the original is no longer there.
Result<bool> is_replaced(Course& course, const std::string& table) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there) return true;
  if (is_original(course, *there)) return false;
  if (course.intended(kRestored)) return true;
  return fail(Code::kConflict,
              fmt::format("table {} is another one than when this run began (id {}, not {})", table,
                          there->id, course.fact(kOriginal)));
}

Status way_back_is_safe(Course& course, const std::vector<std::string>& backup_facts,
                        const std::vector<std::string>& must_be_known) {
  for (const std::string& fact : must_be_known) {
    if (!course.knows(fact)) {
      return fail(Code::kConflict, fmt::format("nothing is deleted: {} is not known", fact));
    }
  }
  for (const std::string& fact : backup_facts) {
    TM_TRY(const auto backup, backup_of_arn(course.dynamodb(), course.fact(fact)));
    if (!backup || backup->status != "AVAILABLE") {
      return fail(Code::kConflict,
                  fmt::format("nothing is deleted: the backup {} ({}) is not AVAILABLE",
                              course.fact(fact), fact));
    }
  }
  return Ok{};
}

Status delete_original(Course& course, const std::string& table) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there || !is_original(course, *there) || there->status == "DELETING") return Ok{};
  TM_TRY_STATUS(accepted("DeleteTable", course.dynamodb().delete_table(table)));
  return Ok{};
}

Status wait_until_replaced(Course& course, const std::string& table) {
  return course.wait_for(fmt::format("{} to be gone", table),
                         [&] { return is_replaced(course, table); });
}

// Restores the original's last copy under its name, which is free.
Status restore_original(Course& course, const std::string& table) {
  TM_TRY_STATUS(course.intend(kBroughtBack));
  TM_TRY(const TableState state,
         accepted("RestoreTableFromBackup",
                  restore_once_free(course, course.fact("original-backup"), table)));
  return course.remember(kBroughtBack, state.id);
}

// One move towards the original; true once it is there.
Result<bool> come_nearer(Course& course, const std::string& table) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there) {
    TM_TRY_STATUS(restore_original(course, table));
    return false;
  }
  if (is_original(course, *there)) {  // DELETING
    TM_TRY_STATUS(wait_until_gone(course, table));
    return false;
  }
  // Under this name, after it was seen free: the copy brought back, its answer lost.
  if (course.intended(kBroughtBack)) {
    if (!course.knows(kBroughtBack)) TM_TRY_STATUS(course.remember(kBroughtBack, there->id));
    TM_TRY_STATUS(wait_until_active(course, table, course.fact(kBroughtBack)));
    return true;
  }
  TM_TRY_STATUS(delete_ours(course, table, kRestored));
  return false;
}

// Before anything is deleted on the way back: is there something to go back to?
Status way_back_is_there(Course& course) {
  if (course.intended(kBroughtBack)) return Ok{};
  const std::string arn = course.fact("original-backup");
  TM_TRY(const auto backup, backup_of_arn(course.dynamodb(), arn));
  if (backup && backup->status == "AVAILABLE") return Ok{};
  return fail(Code::kConflict,
              fmt::format("the original's backup {} is gone: there is no way back to it", arn));
}

Status bring_back(Course& course, const std::string& table) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (there && is_original(course, *there) && there->status != "DELETING") return Ok{};
  TM_TRY_STATUS(way_back_is_there(course));
  for (bool back = false; !back;) {
    TM_TRY(back, come_nearer(course, table));
  }
  return put_passport_back(course, table);
}

}  // namespace

Step look_step(const std::string& table) {
  Step step{.name = "look", .title = fmt::format("look at {}", table)};
  step.done = [](Course& course) -> Result<bool> { return course.knows(kOriginal); };
  step.act = [table](Course& course) { return look(course, table); };
  return step;
}

Step lift_protection_step(const std::string& table) {
  Step step{.name = "lift-protection",
            .title = fmt::format("switch deletion protection of {} off, if it is on", table),
            .guards = true};
  step.act = [table](Course& course) { return set_protection_of_original(course, table, false); };
  step.undo = [table](Course& course) -> Status {
    if (course.fact("was-protected") != "yes") return Ok{};
    return set_protection_of_original(course, table, true);
  };
  return step;
}

Step delete_original_step(const std::string& table, std::vector<std::string> backup_facts,
                          std::vector<std::string> must_be_known) {
  Step step{.name = "delete", .title = fmt::format("delete {}", table), .destroys = true};
  step.done = [table](Course& course) { return is_replaced(course, table); };
  step.ready = [backup_facts, must_be_known](Course& course) {
    return way_back_is_safe(course, backup_facts, must_be_known);
  };
  step.act = [table](Course& course) { return delete_original(course, table); };
  step.prove = [table](Course& course) { return wait_until_replaced(course, table); };
  step.undo = [table](Course& course) { return bring_back(course, table); };
  return step;
}

}  // namespace tidemark::runbooks

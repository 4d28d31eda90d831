#include "operator/copies.h"

#include "codec/iso8601.h"
#include "operator/table_looks.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::accepted;
using client::Backup;
using client::TableState;

Status make_backup(Course& course, const BackUp& what) {
  TM_TRY_STATUS(course.intend(what.step));
  TM_TRY(const Backup made, once_ready<Backup>(course, "CreateBackup", [&] {
           return course.dynamodb().create_backup(what.table, what.name);
         }));
  return course.remember(what.fact, made.arn);
}

Status wait_until_available(Course& course, const std::string& arn) {
  return course.wait_for("the backup to be AVAILABLE", [&]() -> Result<bool> {
    TM_TRY(const auto backup, backup_of_arn(course.dynamodb(), arn));
    if (!backup) return fail(Code::kConflict, fmt::format("backup {} is gone", arn));
    if (backup->status == "AVAILABLE") return true;
    if (backup->status == "CREATING") return false;
    return fail(Code::kConflict, fmt::format("backup {} is {}", arn, backup->status));
  });
}

Error not_ours(const std::string& table) {
  return fail(
      Code::kConflict,
      fmt::format("there is a table {} that this run did not make; it is left alone", table));
}

// Begins a restore by `send` into a name that is free right now.
Status begin_restore(Course& course, const std::string& step, const std::string& fact,
                     std::string_view operation,
                     const std::function<Result<client::Answer<TableState>>()>& send) {
  TM_TRY_STATUS(course.intend(step));
  auto answer = send();
  if (answer) {
    // Sent twice by the client, since the first answer was lost: `prove` finds the table.
    const auto* error = std::get_if<client::ServiceError>(&answer.value());
    if (error != nullptr && error->name == "TableAlreadyExistsException") return Ok{};
  }
  TM_TRY(const TableState state, accepted(operation, std::move(answer)));
  return course.remember(fact, state.id);
}

Status prove_restored(Course& course, const std::string& table, const std::string& fact) {
  TM_TRY(const bool ours, is_ours(course, table, fact));
  if (!ours) {
    return fail(Code::kConflict,
                fmt::format("the restore to {} was accepted, and no such table is there", table));
  }
  return wait_until_active(course, table, course.fact(fact));
}

}  // namespace

// The backup whose making was about to be asked for when the run was stopped.
Result<bool> is_backup_made(Course& course, const BackUp& what) {
  if (course.knows(what.fact)) return true;
  if (!course.intended(what.step)) return false;
  TM_TRY(const std::vector<Backup> all,
         accepted("ListBackups", course.dynamodb().list_backups(what.table)));
  const auto found = std::ranges::find(all, what.name, &Backup::name);
  if (found == all.end()) return false;
  TM_TRY_STATUS(course.remember(what.fact, found->arn));
  return true;
}

Result<bool> is_ours(Course& course, const std::string& table, const std::string& fact) {
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (!there) return false;
  const std::string known = course.fact(fact);
  if (known.empty()) {
    // Only a table that came to be after the name was seen free can be this run's.
    if (!course.intended(fact)) return not_ours(table);
    TM_TRY_STATUS(course.remember(fact, there->id));
    return true;
  }
  if (known != there->id) return not_ours(table);
  return true;
}

Status delete_ours(Course& course, const std::string& table, const std::string& fact) {
  if (!course.knows(fact) && !course.intended(fact)) return Ok{};  // it was never begun
  TM_TRY(const auto seen, table_named(course.dynamodb(), table));
  if (!seen) return Ok{};
  TM_TRY_STATUS(is_ours(course, table, fact));
  if (seen->status == "DELETING") return wait_until_gone(course, table);
  TM_TRY_STATUS(wait_until_active(course, table, course.fact(fact)));
  TM_TRY(const auto there, table_named(course.dynamodb(), table));
  if (there && there->deletion_protection) {
    TM_TRY_STATUS(accepted("UpdateTable", course.dynamodb().set_deletion_protection(table, false)));
    TM_TRY_STATUS(wait_until_active(course, table, course.fact(fact)));
  }
  TM_TRY_STATUS(accepted("DeleteTable", course.dynamodb().delete_table(table)));
  return wait_until_gone(course, table);
}

Step back_up_step(const BackUp& what) {
  Step step{.name = what.step, .title = fmt::format("back up {} as {}", what.table, what.name)};
  step.done = [what](Course& course) { return is_backup_made(course, what); };
  step.act = [what](Course& course) { return make_backup(course, what); };
  step.prove = [what](Course& course) {
    return wait_until_available(course, course.fact(what.fact));
  };
  return step;
}

Step restore_at_step(const RestoreAt& what) {
  Step step{.name = what.step,
            .title = fmt::format("restore {} as of {} into {}", what.source, what.at, what.target)};
  step.done = [what](Course& course) { return is_ours(course, what.target, what.fact); };
  step.act = [what](Course& course) -> Status {
    TM_TRY(const Timestamp at, codec::parse_iso8601(what.at));
    return begin_restore(course, what.fact, what.fact, "RestoreTableToPointInTime", [&] {
      return course.dynamodb().restore_to(what.source, what.target, at);
    });
  };
  step.prove = [what](Course& course) { return prove_restored(course, what.target, what.fact); };
  step.undo = [what](Course& course) { return delete_ours(course, what.target, what.fact); };
  return step;
}

Step restore_backup_step(const RestoreBackup& what) {
  const std::string which = what.backup.empty() ? "the copy's backup" : what.backup;
  Step step{.name = what.step, .title = fmt::format("restore {} into {}", which, what.target)};
  step.done = [what](Course& course) { return is_ours(course, what.target, what.fact); };
  step.act = [what](Course& course) {
    const std::string arn = what.backup.empty() ? course.fact(what.backup_fact) : what.backup;
    return begin_restore(course, what.fact, what.fact, "RestoreTableFromBackup",
                         [&] { return restore_once_free(course, arn, what.target); });
  };
  step.prove = [what](Course& course) { return prove_restored(course, what.target, what.fact); };
  if (what.new_table) {
    step.undo = [what](Course& course) { return delete_ours(course, what.target, what.fact); };
  }
  return step;
}

}  // namespace tidemark::runbooks

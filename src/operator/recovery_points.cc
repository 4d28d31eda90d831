#include "operator/recovery_points.h"

#include "codec/iso8601.h"
#include "operator/copies.h"
#include "operator/table_looks.h"

#include <charconv>

namespace tidemark::runbooks {
namespace {

using client::accepted;
using client::AwsBackup;

// Each failed job is followed by another one with a name and token of its own.
std::string job_fact(Course& course) {
  const std::string attempt = course.fact("restore-attempt");
  return "restore-job-" + (attempt.empty() ? "1" : attempt);
}

Status note_failed_job(Course& course) {
  int attempt = 1;
  const std::string text = course.fact("restore-attempt");
  std::from_chars(text.data(), text.data() + text.size(), attempt);
  return course.remember("restore-attempt", std::to_string(attempt + 1));
}

AwsBackup backup_at(Course& course) {
  return AwsBackup(course.site().session.of(client::Service::kBackup));
}

Status start_job(Course& course, const RestorePoint& what) {
  const std::string fact = job_fact(course);
  if (course.knows(fact)) return Ok{};
  TM_TRY_STATUS(is_ours(course, what.target, what.fact));  // or the name is free
  TM_TRY_STATUS(course.intend(what.fact));
  client::NewRestoreJob job;
  job.recovery_point_arn = what.arn;
  job.role_arn = what.role_arn;
  job.metadata = {{"targetTableName", what.target}, {"encryptionType", "Default"}};
  job.resource_type = what.kind;
  job.token = course.run().id() + "-" + fact;
  TM_TRY(std::string id, accepted("StartRestoreJob", backup_at(course).start_restore_job(job)));
  return course.remember(fact, std::move(id));
}

std::optional<int> percent_of(const std::string& text) {
  int percent = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), percent);
  return end.ec == std::errc() ? std::optional(percent) : std::nullopt;
}

Status watch_job(Course& course, const RestorePoint& what) {
  const std::string id = course.fact(job_fact(course));
  const Status watched = course.wait_for(fmt::format("restore job {}", id), [&]() -> Result<bool> {
    TM_TRY(const client::RestoreJob job,
           accepted("DescribeRestoreJob", backup_at(course).describe_restore_job(id)));
    course.percent(percent_of(job.percent));
    if (!job.over()) return false;
    if (job.status == "COMPLETED") return true;
    TM_TRY_STATUS(note_failed_job(course));
    return fail(Code::kConflict,
                fmt::format("restore job {} is {}: {}", id, job.status,
                            job.message.empty() ? "AWS gives no reason" : job.message));
  });
  TM_TRY_STATUS(watched);
  TM_TRY(const bool there, is_ours(course, what.target, what.fact));
  if (!there) {
    return fail(
        Code::kConflict,
        fmt::format("restore job {} is COMPLETED, and there is no table {}", id, what.target));
  }
  return wait_until_active(course, what.target, course.fact(what.fact));
}

}  // namespace

std::string table_of(const client::RecoveryPoint& point) {
  if (!point.resource_name.empty()) return point.resource_name;
  return point.resource_arn.substr(point.resource_arn.rfind('/') + 1);
}

std::string made_at_of(const client::RecoveryPoint& point) {
  return point.created ? codec::to_iso8601(*point.created, codec::Fraction::kMicros) : "";
}

Result<client::RecoveryPoint> restorable_point(const Site& site, const std::string& vault,
                                               const std::string& arn) {
  AwsBackup backup(site.session.of(client::Service::kBackup));
  TM_TRY(client::RecoveryPoint point,
         accepted("DescribeRecoveryPoint", backup.describe_recovery_point(vault, arn)));
  if (point.resource_type != "DynamoDB") {
    return fail(Code::kConflict,
                fmt::format("{} is a recovery point of {}, not of a DynamoDB table", arn,
                            point.resource_type));
  }
  if (point.status != "COMPLETED" && point.status != "PARTIAL") {
    return fail(Code::kConflict,
                fmt::format("{} is {}: only a COMPLETED one can be restored", arn, point.status));
  }
  return point;
}

Step restore_point_step(const RestorePoint& what) {
  Step step{.name = what.step, .title = fmt::format("restore {} into {}", what.arn, what.target)};
  step.act = [what](Course& course) { return start_job(course, what); };
  step.prove = [what](Course& course) { return watch_job(course, what); };
  if (what.new_table) {
    step.undo = [what](Course& course) { return delete_ours(course, what.target, what.fact); };
  }
  return step;
}

}  // namespace tidemark::runbooks

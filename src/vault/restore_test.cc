#include "vault/restore_test.h"

#include "codec/row_bytes.h"
#include "recovery/retire.h"
#include "storage/write.h"
#include "tables/catalog.h"
#include "tables/reader.h"

#include <utility>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;
using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kLastPhase = 3;
constexpr std::chrono::seconds kPoll{10};
constexpr std::chrono::minutes kTryAgain{1};
// Pages of up to 1 MiB that one step compares.
constexpr int kPagesPerStep = 4;

std::string test_row_id(const std::string& job_id) {
  return fmt::format("{}:{}", kRestoreTestJob, job_id);
}

Step finished(const JobRow& row) {
  return {.row = row, .finished = true, .also = {}};
}

Step at_phase(RestoreTestProgress progress, TestPhase phase, Timestamp due_at) {
  progress.phase = phase;
  return {.row = row_of_test(progress, due_at), .finished = false, .also = {}};
}

// Commits a change of the job's test together with a step.
template <class Change>
Step with_test(Step step, const Rows& rows, const RestoreJob& job, Change change) {
  step.also = [rows, key = job.key(), change](View& view) -> Decision {
    auto there = find<RestoreJob>(view, rows.table, key);
    if (!there || !there.value() || !there.value()->test) return Refused{};
    change(*there.value()->test);
    Changes changes;
    put(changes, rows.table, *there.value());
    return changes;
  };
  return step;
}

tables::TableName table_of(const RestoreJob& job) {
  return {job.account, job.region, job.target_name};
}

// Only a table that a test made may be deleted by one.
bool is_of_test(const tables::TableDescription& table, const RestoreJob& job) {
  const auto tag = table.tags.find(std::string(kRestoreTestTag));
  return tag != table.tags.end() && tag->second == job.id;
}

std::string_view told(const recovery::RetireAnswer& answer) {
  if (std::holds_alternative<recovery::DeletionProtected>(answer)) {
    return "The table has been protected from deletion since its restore";
  }
  return {};
}

}  // namespace

std::map<std::string, std::string> inferred_metadata(const std::string& target_name) {
  return {{"targetTableName", target_name},
          {"encryptionType", "Default"},
          {"deletionProtection", "false"}};
}

JobRow row_of_test(const RestoreTestProgress& progress, Timestamp due_at) {
  RowWriter out;
  out.byte(kFormat);
  out.text(progress.account);
  out.text(progress.job_id);
  out.varint(static_cast<std::uint64_t>(progress.validation_window.count()));
  out.byte(static_cast<std::uint8_t>(progress.phase));
  out.optional(progress.compared_up_to,
               [](RowWriter& to, const std::string& key) { to.text(key); });
  out.varint(static_cast<std::uint64_t>(progress.items));
  out.fixed(static_cast<std::uint64_t>(progress.digest >> 64));
  out.fixed(static_cast<std::uint64_t>(progress.digest));
  JobRow row;
  row.id = test_row_id(progress.job_id);
  row.kind = kRestoreTestJob;
  row.due_at = due_at;
  row.state = out.take();
  return row;
}

Result<RestoreTestProgress> test_progress_of(const JobRow& row) {
  RowReader in(row.state, "the state of a restore test");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  RestoreTestProgress progress;
  progress.account = in.text();
  progress.job_id = in.text();
  progress.validation_window = std::chrono::hours(static_cast<std::int64_t>(in.varint()));
  progress.phase = static_cast<TestPhase>(in.byte(kLastPhase));
  progress.compared_up_to = in.optional([](RowReader& from) { return from.text(); });
  progress.items = static_cast<std::int64_t>(in.varint());
  const auto high = static_cast<values::Digest>(in.fixed());
  progress.digest = (high << 64) | in.fixed();
  TM_TRY_STATUS(in.status());
  return progress;
}

struct RestoreTests::Doing {
  Rows rows;
  JobRow row;
  RestoreTestProgress progress;
  RestoreJob job;
  Timestamp now;
};

Result<Step> RestoreTests::step(storage::Store& store, const JobRow& row) {
  Doing doing;
  TM_TRY(doing.rows, rows_of_(store));
  TM_TRY(doing.progress, test_progress_of(row));
  doing.row = row;
  doing.now = clock_.now();
  TM_TRY(auto job, find<RestoreJob>(
                       doing.rows, restore_job_key(doing.progress.account, doing.progress.job_id)));
  if (!job || !job->test) return finished(row);
  doing.job = *std::move(job);
  switch (doing.progress.phase) {
    case TestPhase::kRestoring: return restoring(doing);
    case TestPhase::kComparing: return comparing(doing);
    case TestPhase::kValidating: return validating(doing);
    case TestPhase::kDeleting: return deleting(doing);
  }
  return finished(row);
}

Result<Step> RestoreTests::restoring(Doing& doing) {
  if (!is_over(doing.job.state)) {
    return at_phase(doing.progress, TestPhase::kRestoring, doing.now + kPoll);
  }
  if (doing.job.state != RestoreState::kCompleted) return finished(doing.row);
  const Timestamp until = doing.now + doing.progress.validation_window;
  return with_test(at_phase(doing.progress, TestPhase::kComparing, doing.now), doing.rows,
                   doing.job, [until](RestoreTest& test) {
                     test.validation_status = "VALIDATING";
                     test.validate_until = until;
                   });
}

Result<Step> RestoreTests::comparing(Doing& doing) {
  TM_TRY(const auto table, tables::find(*doing.rows.store, table_of(doing.job)));
  if (!table || !is_of_test(*table, doing.job)) return compared(doing);
  for (int i = 0; i < kPagesPerStep; ++i) {
    tables::PageRequest request;
    request.after = doing.progress.compared_up_to;
    TM_TRY(const tables::Page page, tables::read_page(*doing.rows.store, *table, request));
    for (const values::StoredItem& item : page.items) {
      doing.progress.digest += values::digest_of(item.decoded());
    }
    doing.progress.items += static_cast<std::int64_t>(page.items.size());
    if (!page.ended_at) return compared(doing);
    doing.progress.compared_up_to = page.ended_at;
  }
  return at_phase(doing.progress, TestPhase::kComparing, doing.now);
}

namespace {

struct Verdict {
  bool same = true;
  std::string message;
};

Verdict verdict_on(const RestoreTestProgress& found, const std::optional<storage::Tally>& wanted) {
  const std::string digest = values::digest_text(found.digest);
  if (!wanted) {
    return {true, fmt::format("Tidemark: {} items with digest {} were read back; the recovery "
                              "point's manifest is not there to compare them with",
                              found.items, digest)};
  }
  if (wanted->items == found.items && wanted->digest == found.digest) {
    return {true, fmt::format("Tidemark: all {} items are those of the recovery point (digest {})",
                              found.items, digest)};
  }
  return {false,
          fmt::format("Tidemark: the restored table is not what the recovery point holds: {} "
                      "items with digest {}, where the manifest has {} with digest {}",
                      found.items, digest, wanted->items, values::digest_text(wanted->digest))};
}

}  // namespace

Result<Step> RestoreTests::compared(Doing& doing) {
  std::optional<storage::Tally> wanted;
  TM_TRY(const auto point,
         find<RecoveryPoint>(doing.rows, point_key(doing.job.account, doing.job.point_arn)));
  if (point) {
    TM_TRY(wanted, tally_of_(*point));
  }
  Verdict verdict = verdict_on(doing.progress, wanted);
  // A verdict may have come before the comparison.
  const bool open = doing.job.test->validation_status == "VALIDATING";
  const Timestamp until = open ? doing.job.test->validate_until.value_or(doing.now) : doing.now;
  const bool waits = doing.progress.validation_window.count() > 0;
  Step step = at_phase(doing.progress, TestPhase::kValidating, until);
  return with_test(std::move(step), doing.rows, doing.job,
                   [verdict = std::move(verdict), waits](RestoreTest& test) {
                     test.validation_message += test.validation_message.empty() ? "" : " ";
                     test.validation_message += verdict.message;
                     if (!verdict.same) test.validation_status = "FAILED";
                     // Nobody else can say anything when there is no window to say it in.
                     if (verdict.same && !waits) test.validation_status = "SUCCESSFUL";
                   });
}

Result<Step> RestoreTests::validating(Doing& doing) {
  return with_test(at_phase(doing.progress, TestPhase::kDeleting, doing.now), doing.rows, doing.job,
                   [](RestoreTest& test) {
                     if (test.validation_status == "VALIDATING") {
                       test.validation_status = "TIMED_OUT";
                     }
                     test.deletion_status = "DELETING";
                   });
}

Result<Step> RestoreTests::deleting(Doing& doing) {
  const auto ended = [&](std::string status, std::string message) {
    return with_test(finished(doing.row), doing.rows, doing.job,
                     [status = std::move(status), message = std::move(message)](RestoreTest& test) {
                       test.deletion_status = status;
                       test.deletion_message = message;
                     });
  };
  const tables::TableName name = table_of(doing.job);
  TM_TRY(const auto table, tables::find(*doing.rows.store, name));
  if (!table) return ended("SUCCESSFUL", "");
  if (!is_of_test(*table, doing.job)) {
    return ended("FAILED", fmt::format("Table {} is no longer tagged as this test's", name.name));
  }
  TM_TRY(const auto answer, recovery::retire(*doing.rows.store, name, doing.now));
  const bool gone = std::holds_alternative<recovery::Retired>(answer) ||
                    std::holds_alternative<recovery::TableMissing>(answer);
  if (gone) return ended("SUCCESSFUL", "");
  if (const std::string_view why = told(answer); !why.empty()) {
    return ended("FAILED", std::string(why));
  }
  return at_phase(doing.progress, TestPhase::kDeleting, doing.now + kTryAgain);
}

namespace {

Result<Decision> validate(const Rows& rows, const std::string& key, const std::string& status,
                          const std::string& message, View& view, ValidationAnswer& answer) {
  TM_TRY(auto job, find<RestoreJob>(view, rows.table, key));
  const auto refuse = [&](ValidationAnswer why) {
    answer = std::move(why);
    return Decision(Refused{});
  };
  if (!job) return refuse(RestoreJobMissing{});
  if (!job->test) return refuse(NoRestoreTest{});
  if (job->state != RestoreState::kCompleted) {
    return refuse(NotValidating{fmt::format("it is {}, not COMPLETED", name_of(job->state))});
  }
  RestoreTest& test = *job->test;
  if (!test.deletion_status.empty()) {
    return refuse(
        NotValidating{fmt::format("its validation has ended: {}", test.validation_status)});
  }
  test.validation_status = status;
  const std::size_t ours = test.validation_message.rfind("Tidemark: ");
  const std::string found =
      ours == std::string::npos ? std::string() : test.validation_message.substr(ours);
  test.validation_message = message;
  if (!found.empty()) test.validation_message += (message.empty() ? "" : " ") + found;
  Changes changes;
  put(changes, rows.table, *job);
  if (auto row = view.job(test_row_id(job->id)); row && status != "VALIDATING") {
    TM_TRY(const RestoreTestProgress progress, test_progress_of(*row));
    if (progress.phase == TestPhase::kValidating) {
      row->due_at = view.now();
      changes.jobs.push_back(*std::move(row));
    }
  }
  answer = *std::move(job);
  return Decision(std::move(changes));
}

}  // namespace

Result<ValidationAnswer> put_validation_result(const Rows& rows, const std::string& account,
                                               const std::string& job_id, const std::string& status,
                                               const std::string& message) {
  const std::string key = restore_job_key(account, job_id);
  return storage::Write<ValidationAnswer>(*rows.store, {{rows.table, kRestoreJobsPart, key}},
                                          [&](View& view, ValidationAnswer& answer) {
                                            return validate(rows, key, status, message, view,
                                                            answer);
                                          })
      .run();
}

}  // namespace tidemark::vault

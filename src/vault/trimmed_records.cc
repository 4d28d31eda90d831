#include "vault/trimmed_records.h"

#include "codec/row_bytes.h"
#include "vault/backup_job.h"
#include "vault/copy_job.h"
#include "vault/idempotency.h"
#include "vault/restore_job.h"
#include "vault/verify_job.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Step;
using storage::View;

constexpr std::chrono::days kEvery{1};

// Where a walk through all records stands.
struct Progress {
  std::uint64_t kind = 0;  // index into kKinds
  std::string after;       // the last key that was looked at
  bool kept = false;       // there are records that stay
};

// What a step found.
struct Page {
  std::vector<std::string> gone;
  std::string last;  // key; empty: this kind is done
  bool kept = false;
};

std::string encode(const Progress& progress) {
  codec::RowWriter out;
  out.byte(1);
  out.varint(progress.kind);
  out.text(progress.after);
  out.byte(progress.kept ? 1 : 0);
  return out.take();
}

Result<Progress> decode(std::string_view bytes) {
  codec::RowReader in(bytes, "a job that trims records");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  Progress progress;
  progress.kind = in.varint();
  progress.after = in.text();
  progress.kept = in.byte(1) == 1;
  TM_TRY_STATUS(in.status());
  return progress;
}

// Which records of one kind go: those of which `is_over` says so.
template <class Record, class IsOver>
Result<Page> page_of(const Rows& rows, const std::string& after, const IsOver& is_over) {
  const std::string from = after.empty() ? after : after + '\0';
  TM_TRY(storage::Scan scan,
         rows.store->scan({rows.table, Record::kPart, from, {}}, storage::Direction::kForward));
  Page page;
  for (std::size_t looked_at = 0; scan.valid(); scan.next(), ++looked_at) {
    if (looked_at == kRecordsAStep) return page;
    TM_TRY(const Record record, Record::decode(scan.value()));
    TM_TRY(const bool over, is_over(record));
    page.last = scan.key();
    if (over) page.gone.emplace_back(scan.key());
    page.kept = page.kept || !over;
  }
  page.last.clear();
  TM_TRY_STATUS(scan.status());
  return page;
}

template <class Job>
Result<Page> page_of_jobs(const Rows& rows, const std::string& after, Timestamp now) {
  return page_of<Job>(rows, after, [&](const Job& job) -> Result<bool> {
    return job.completed_at && *job.completed_at + kRecordsKept <= now;
  });
}

// What a token's request made is gone. Runs after the records themselves.
Result<Page> page_of_tokens(const Rows& rows, const std::string& after, Timestamp) {
  return page_of<IdempotentRequest>(
      rows, after, [&](const IdempotentRequest& request) -> Result<bool> {
        const std::string key = key_of(request.account, request.result_id);
        for (const storage::Part part : {kBackupJobsPart, kRestoreJobsPart, kCopyJobsPart}) {
          TM_TRY(const auto record, rows.store->read({rows.table, part, key}));
          if (record) return false;
        }
        return true;
      });
}

struct Kind {
  storage::Part part;
  Result<Page> (*page)(const Rows& rows, const std::string& after, Timestamp now);
};

constexpr Kind kKinds[] = {{kBackupJobsPart, page_of_jobs<BackupJob>},
                           {kRestoreJobsPart, page_of_jobs<RestoreJob>},
                           {kCopyJobsPart, page_of_jobs<CopyJob>},
                           {kVerifyJobsPart, page_of_jobs<VerifyJob>},
                           {kTokensPart, page_of_tokens}};

}  // namespace

void ask_for_trimming(const View& view, Changes& changes) {
  if (view.job(kTrimRecordsJob)) return;
  JobRow row;
  row.id = kTrimRecordsJob;
  row.kind = kTrimRecordsJob;
  row.due_at = view.now() + kRecordsKept;
  row.state = encode(Progress{});
  changes.jobs.push_back(std::move(row));
}

Result<Step> step_trim_records(Works& works, storage::Store& store, const JobRow& row) {
  TM_TRY(Progress progress, decode(row.state));
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  const Timestamp now = works.clock.now();
  Step step{row, false, {}};
  if (progress.kind == std::size(kKinds)) {
    step.finished = !progress.kept;
    step.row.due_at = now + kEvery;
    step.row.state = encode(Progress{});
    return step;
  }
  const Kind& kind = kKinds[progress.kind];
  TM_TRY(Page page, kind.page(rows, progress.after, now));
  progress.after = page.last;
  progress.kept = progress.kept || page.kept;
  if (page.last.empty()) ++progress.kind;
  step.row.state = encode(progress);
  step.also = [rows, part = kind.part, gone = std::move(page.gone)](View&) -> Decision {
    Changes changes;
    changes.makes_room = true;
    for (const std::string& key : gone) changes.remove({rows.table, part, key});
    return changes;
  };
  return step;
}

}  // namespace tidemark::vault

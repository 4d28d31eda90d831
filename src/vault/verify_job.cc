#include "vault/verify_job.h"

#include "storage/write.h"
#include "vault/row_fields.h"

#include <fmt/format.h>

#include <array>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::array<std::string_view, 3> kStates = {"RUNNING", "COMPLETED", "FAILED"};

}  // namespace

std::string_view name_of(VerifyState state) {
  return kStates[static_cast<std::size_t>(state)];
}

void VerifyJob::add_finding(std::string text) {
  ++found;
  if (findings.size() < kMostFindings) findings.push_back(std::move(text));
}

std::string verify_job_key(std::string_view account, std::string_view id) {
  return key_of(account, id);
}

std::string VerifyJob::key() const {
  return verify_job_key(vault.account, id);
}

std::string VerifyJob::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(id);
  write_vault_name(out, vault);
  out.varint(permille);
  out.optional(expect_head, write_text);
  out.instant(created_at);
  out.optional(completed_at, write_instant);
  out.byte(static_cast<std::uint8_t>(state));
  out.text(message);
  for (const std::uint64_t count : {points, segments, bytes, gaps}) out.varint(count);
  out.text(head);
  out.varint(found);
  out.list(findings, write_text);
  return out.take();
}

Result<VerifyJob> VerifyJob::decode(std::string_view bytes_read) {
  RowReader in(bytes_read, "the row of a vault's check");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  VerifyJob job;
  job.id = in.text();
  job.vault = read_vault_name(in);
  job.permille = in.varint();
  job.expect_head = in.optional(read_text);
  job.created_at = in.instant();
  job.completed_at = in.optional(read_instant);
  job.state = static_cast<VerifyState>(in.byte(kStates.size() - 1));
  job.message = in.text();
  for (std::uint64_t* count : {&job.points, &job.segments, &job.bytes, &job.gaps}) {
    *count = in.varint();
  }
  job.head = in.text();
  job.found = in.varint();
  job.findings = in.list(read_text);
  TM_TRY_STATUS(in.status());
  return job;
}

std::string encode(const VerifyProgress& progress) {
  RowWriter out;
  out.byte(kFormat);
  out.text(progress.account);
  out.text(progress.job_id);
  out.fixed(progress.seed);
  out.text(progress.after);
  out.text(progress.point_arn);
  out.varint(progress.segment);
  out.flag(progress.chain);
  return out.take();
}

Result<VerifyProgress> decode_verify_progress(std::string_view bytes) {
  RowReader in(bytes, "a job that checks a vault");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  VerifyProgress progress;
  progress.account = in.text();
  progress.job_id = in.text();
  progress.seed = in.fixed();
  progress.after = in.text();
  progress.point_arn = in.text();
  progress.segment = in.varint();
  progress.chain = in.flag();
  TM_TRY_STATUS(in.status());
  return progress;
}

Result<StartVerifyAnswer> start_verify(const Rows& rows, const VerifyJob& job, std::uint64_t seed) {
  storage::Write<StartVerifyAnswer> write(
      *rows.store, {},
      [&](storage::View& view, StartVerifyAnswer& answer) -> Result<storage::Decision> {
        TM_TRY(const auto vault,
               find<Vault>(view, rows.table, vault_key(job.vault.account, job.vault.name)));
        if (!vault) {
          answer = VaultMissing{job.vault.name};
          return storage::Decision(storage::Refused{});
        }
        VerifyProgress progress;
        progress.account = job.vault.account;
        progress.job_id = job.id;
        progress.seed = seed;
        storage::JobRow row;
        row.id = fmt::format("{}:{}", kVerifyVaultJob, job.id);
        row.kind = kVerifyVaultJob;
        row.state = vault::encode(progress);
        storage::Changes changes;
        changes.jobs.push_back(std::move(row));
        put(changes, rows.table, job);
        answer = job;
        return storage::Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::vault

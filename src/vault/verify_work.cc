#include "vault/verify_work.h"

#include "base/log.h"
#include "codec/sha256.h"
#include "vault/points/names.h"
#include "vault/trimmed_records.h"
#include "vault/vault_head.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Step;
using storage::View;

constexpr std::size_t kStepBytes = 8u << 20;
constexpr std::size_t kManifestsAStep = 64;
constexpr std::uint32_t kMostTries = 5;

std::string text_of(const Finding& finding) {
  return finding.block
             ? fmt::format("{} block {}: {}", finding.blob, *finding.block, finding.reason)
             : fmt::format("{}: {}", finding.blob, finding.reason);
}

}  // namespace

struct VerifyWork::Doing {
  Rows rows;
  JobRow row;
  VerifyProgress progress;
  VerifyJob job;

  [[nodiscard]] std::string prefix() const { return blob_prefix_of(job.vault); }

  void add(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) job.add_finding(text_of(finding));
  }

  // Its row goes before its blobs.
  [[nodiscard]] Result<bool> is_there(const RecoveryPoint& point) const {
    TM_TRY(const auto found, find<RecoveryPoint>(rows, point.key()));
    return found.has_value();
  }
};

Result<Step> VerifyWork::step(storage::Store& store, const JobRow& row) {
  TM_TRY(VerifyProgress progress, decode_verify_progress(row.state));
  Doing doing{{}, row, std::move(progress), {}};
  TM_TRY(doing.rows, works_.regions.rows_in(store));
  TM_TRY(auto job, find<VerifyJob>(doing.rows,
                                   verify_job_key(doing.progress.account, doing.progress.job_id)));
  if (!job) return Step{row, true, {}};
  doing.job = *std::move(job);
  Result<Step> next = advance(doing);
  if (next || row.failures + 1 < kMostTries) return next;
  log_warn("vault", "a check of a vault failed",
           {{"job", doing.job.id}, {"reason", next.error().message}});
  return ended(doing, VerifyState::kFailed, next.error().message);
}

Result<Step> VerifyWork::advance(Doing& doing) {
  if (doing.progress.chain) return check_chain(doing);
  TM_TRY(const PointList list, points_of_vault(doing.rows, doing.job.vault.account,
                                               doing.job.vault.name, doing.progress.after, 1));
  if (list.points.empty()) {
    doing.progress.chain = true;
    return saved(doing);
  }
  return check_point(doing, list.points.front(), list.last);
}

Result<Step> VerifyWork::check_point(Doing& doing, const RecoveryPoint& point,
                                     const std::string& next) {
  VerifyProgress& progress = doing.progress;
  const bool first = progress.point_arn != point.arn;
  if (first) progress.segment = 0;
  progress.point_arn = point.arn;
  bool whole = true;
  if (!point.classic()) {
    TM_TRY(VerifiedManifest read,
           verify_manifest(works_.blobs, doing.prefix(), point.id, works_.keys));
    Piece piece;
    // What is wrong with it was told when it was first read.
    if (first) piece.findings = std::move(read.findings);
    if (read.manifest) {
      TM_TRY(whole, check_segments(doing, point, *read.manifest, piece));
    }
    TM_TRY(const bool there, doing.is_there(point));
    whole = whole || !there;
    if (there) count(doing, piece);
    if (there && whole) ++doing.job.points;
  }
  if (whole) {
    progress.after = next;
    progress.point_arn.clear();
    progress.segment = 0;
    progress.chain = next.empty();
  }
  return saved(doing);
}

Result<bool> VerifyWork::check_segments(Doing& doing, const RecoveryPoint& point,
                                        const Manifest& manifest, Piece& piece) {
  const std::set<std::string>& checked = memory_[doing.job.id].checked;
  const std::uint64_t seed = doing.progress.seed + static_cast<std::uint64_t>(point.at.micros);
  const auto chosen =
      segments_to_verify(manifest, static_cast<double>(doing.job.permille) / 1000, seed);
  for (; doing.progress.segment < chosen.size(); ++doing.progress.segment) {
    if (piece.bytes >= kStepBytes) return false;
    const SegmentRef& ref = chosen[doing.progress.segment];
    const Run& run = manifest.runs[ref.run];
    const SegmentInfo& segment = run.segments[ref.segment];
    std::string name =
        fmt::format("{}/{} {}", run.writer, segment.number, codec::hex_of(segment.sha256));
    if (checked.contains(name)) continue;
    TM_TRY(const auto found,
           verify_segment(works_.blobs, doing.prefix(), manifest, ref, works_.keys));
    piece.findings.insert(piece.findings.end(), found.begin(), found.end());
    piece.segments.push_back(std::move(name));
    piece.bytes += segment.stored_bytes;
  }
  return true;
}

void VerifyWork::count(Doing& doing, const Piece& piece) {
  doing.add(piece.findings);
  doing.job.segments += piece.segments.size();
  doing.job.bytes += piece.bytes;
  memory_[doing.job.id].checked.insert(piece.segments.begin(), piece.segments.end());
}

// Needs all manifests at once; what one step has read waits in memory for the next.
Result<Step> VerifyWork::check_chain(Doing& doing) {
  Memory& memory = memory_[doing.job.id];
  TM_TRY(const PointList list,
         points_of_vault(doing.rows, doing.job.vault.account, doing.job.vault.name, memory.after,
                         kManifestsAStep));
  std::vector<ChainMember> members;
  for (const RecoveryPoint& point : list.points) {
    if (point.classic()) continue;
    const std::string blob = manifest_name(doing.prefix(), point.id);
    const auto bytes = works_.blobs.get(blob);
    // Missing and damaged ones are told already.
    if (!bytes && bytes.error().code == Code::kNotFound) continue;
    if (!bytes) return bytes.error();
    const auto manifest = decode_manifest(blob, bytes.value(), works_.keys);
    if (!manifest) continue;
    members.push_back({blob, {manifest.value().key_id, manifest.value().chain}});
  }
  memory.members.insert(memory.members.end(), members.begin(), members.end());
  memory.after = list.last;
  return list.last.empty() ? finish_chain(doing) : Result<Step>(saved(doing));
}

Result<Step> VerifyWork::finish_chain(Doing& doing) {
  const std::vector<ChainMember> members = std::move(memory_[doing.job.id].members);
  const ChainReport report = verify_chain(members, doing.job.expect_head);
  doing.add(report.findings);
  doing.job.gaps = report.gaps;
  TM_TRY(const auto head, find<VaultHead>(doing.rows, vault_head_key(doing.job.vault)));
  std::uint64_t newest = 0;
  for (const ChainMember& member : members) {
    const ChainLink& link = member.head.chain;
    if (link.sequence >= newest) doing.job.head = link.own;
    newest = std::max(newest, link.sequence);
    // The newest may have been deleted as any other; one in its place is none that we wrote.
    if (head && link.sequence == head->link.sequence && link.own != head->link.own) {
      doing.add({{member.blob, {}, "it is not the newest manifest that this engine remembers"}});
    }
  }
  return ended(doing, VerifyState::kCompleted, {});
}

Step VerifyWork::saved(Doing& doing) {
  Step step{doing.row, false, {}};
  step.row.state = encode(doing.progress);
  step.also = [table = doing.rows.table, job = doing.job](View& view) -> Decision {
    Changes changes;
    put(changes, table, job);
    if (job.completed_at) ask_for_trimming(view, changes);
    return changes;
  };
  return step;
}

Step VerifyWork::ended(Doing& doing, VerifyState state, std::string message) {
  memory_.erase(doing.job.id);
  doing.job.state = state;
  doing.job.message = std::move(message);
  doing.job.completed_at = works_.clock.now();
  Step step = saved(doing);
  step.finished = true;
  return step;
}

}  // namespace tidemark::vault

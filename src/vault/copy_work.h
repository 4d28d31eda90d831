// The work of a copy job: the segments that the destination has not are copied, then the manifest
// under the copy's own id, then the copy is shown. Source and destination may be vaults of
// different regions and accounts of this server; the job's row is the source's.
//
// Every segment is checked against its SHA-256 as it passes through.
//
// Threads   The runner's: one step at a time.
#pragma once

#include "storage/job_runner.h"
#include "vault/copy_job.h"
#include "vault/copy_progress.h"
#include "vault/points/manifest.h"
#include "vault/recovery_point.h"
#include "vault/works.h"

#include <string>

namespace tidemark::vault {

class CopyWork {
 public:
  explicit CopyWork(Works& works) : works_(works) {}

  // Errors: kBusy  the blob store or the disk; everything else ends the job as FAILED
  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;

  Result<storage::Step> advance(Doing& doing);
  Result<storage::Step> start(Doing& doing);
  Result<storage::Step> copy(Doing& doing);
  Result<storage::Step> finish(Doing& doing, const Manifest& manifest);
  Status remove_written(const Doing& doing, const CopyHold& hold) const;
  Result<storage::Step> clear(Doing& doing);
  Result<std::string> reason_not_to_start(const Doing& doing) const;
  Status copy_segment(const Doing& doing, const Run& run, const SegmentInfo& segment,
                      std::size_t& bytes);
  Result<Manifest> manifest_of(const Doing& doing) const;
  static storage::Step fail_with(Doing& doing, std::string message);

  Works& works_;
};

}  // namespace tidemark::vault

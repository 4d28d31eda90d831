// The work of a backup job, step by step: start, copy the pinned table (whole, or what changed
// since the point before), maybe merge a new base, write the manifest, show the recovery point.
// Whatever is cut off is done again from the last committed row; blobs that are written twice are
// the same. A job that ends without a point leaves no blob, no pin and no row of a segment.
//
//   BackupWork backups(works);
//   runner.add_kind(std::string(kBackupJob), [&](auto& store, auto& row) {
//     return backups.step(store, row);
//   });
//
// Threads   The runner's: one step at a time.
#pragma once

#include "storage/job_runner.h"
#include "vault/backup_end.h"
#include "vault/backup_job.h"
#include "vault/backup_progress.h"
#include "vault/points/manifest.h"
#include "vault/works.h"

#include <map>
#include <memory>
#include <string>

namespace tidemark::vault {

class BackupWork {
 public:
  explicit BackupWork(Works& works);
  ~BackupWork();
  BackupWork(const BackupWork&) = delete;
  BackupWork& operator=(const BackupWork&) = delete;

  // Errors: kBusy  the blob store or the disk: tried again until the completion window closes.
  //         Everything else ends the job as FAILED after a few tries.
  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;  // a job's row, its record and where it lies
  struct Live;   // what a job keeps in memory between its steps

  Result<storage::Step> advance(Doing& doing);
  Result<storage::Step> start(Doing& doing);
  Result<storage::Step> copy(Doing& doing);
  Result<storage::Step> merge(Doing& doing);
  Result<storage::Step> write_manifest(Doing& doing);
  Status remove_written(const Doing& doing) const;
  Result<storage::Step> clear(Doing& doing);
  Result<storage::Step> end_early(Doing& doing, BackupState state, std::string message,
                                  std::string category);
  Result<storage::Step> end(Doing& doing);
  Result<std::string> reason_not_to_start(const Doing& doing) const;
  Result<GoneOnWith> choose_runs(Doing& doing);
  Result<storage::Step> copy_whole_table(Doing& doing);
  Result<Manifest> manifest_of(Doing& doing);
  [[nodiscard]] Result<const VaultKey*> sealing_key(const BackupProgress& progress) const;
  Result<Live*> live_run(Doing& doing);

  Works& works_;
  std::map<std::string, std::unique_ptr<Live>> live_;
};

}  // namespace tidemark::vault

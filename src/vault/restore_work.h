// The work of a restore job: the table is made, CREATING; the point's rows are read from the vault,
// every block checked before a row of it is used, and become the table's base; one commit makes the
// table ACTIVE and the job COMPLETED. A classic backup is restored as DynamoDB does it.
//
// A restored table whose rows are not what the manifest says of them (count, sizes, digest) is
// removed and the job fails.
//
// Threads   The runner's: one step at a time.
#pragma once

#include "storage/job_runner.h"
#include "vault/points/manifest.h"
#include "vault/points/merged_rows.h"
#include "vault/restore_job.h"
#include "vault/restore_progress.h"
#include "vault/works.h"

#include <map>
#include <memory>
#include <string>

namespace tidemark::vault {

class RestoreWork {
 public:
  explicit RestoreWork(Works& works);
  ~RestoreWork();
  RestoreWork(const RestoreWork&) = delete;
  RestoreWork& operator=(const RestoreWork&) = delete;

  // Errors: kBusy  the blob store or the disk; everything else ends the job as FAILED
  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;
  struct Live;

  Result<storage::Step> advance(Doing& doing);
  Result<storage::Step> start(Doing& doing);
  Result<storage::Step> start_classic(Doing& doing);
  Result<storage::Step> fill(Doing& doing);
  Result<storage::Step> finish(Doing& doing, const Live& live);
  Result<storage::Step> clear(Doing& doing);
  storage::Step fail_with(Doing& doing, std::string message);
  Result<Live*> live_of(Doing& doing);
  Result<Manifest> manifest_of(const Doing& doing) const;

  Works& works_;
  std::map<std::string, std::unique_ptr<Live>> live_;
};

}  // namespace tidemark::vault

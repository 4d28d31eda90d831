// The steps of a vault's check: point by point its manifest and up to 8 MiB of its segments, at the
// end the chain of all manifests. Points that are deleted meanwhile are passed over.
//
// Threads   The runner's.
// Errors    those of the stores: a busy one is asked again until it answers, after five tries of
//           what does not pass by itself the record is FAILED and says why
#pragma once

#include "storage/job_runner.h"
#include "vault/points/verify.h"
#include "vault/recovery_point.h"
#include "vault/verify_job.h"
#include "vault/works.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidemark::vault {

class VerifyWork {
 public:
  explicit VerifyWork(Works& works) : works_(works) {}

  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  struct Doing;

  // What only saves work, and is made again after a restart.
  struct Memory {
    std::set<std::string> checked;  // segments, with the digest that they must have
    std::string after;              // of the chain: position in the vault's list of points
    std::vector<ChainMember> members;
  };

  // What one step has checked of a point.
  struct Piece {
    std::vector<Finding> findings;
    std::vector<std::string> segments;  // as in Memory::checked
    std::uint64_t bytes = 0;
  };

  Result<storage::Step> advance(Doing& doing);
  Result<storage::Step> check_point(Doing& doing, const RecoveryPoint& point,
                                    const std::string& next);
  // Whether all that were chosen are checked.
  Result<bool> check_segments(Doing& doing, const RecoveryPoint& point, const Manifest& manifest,
                              Piece& piece);
  void count(Doing& doing, const Piece& piece);
  Result<storage::Step> check_chain(Doing& doing);
  Result<storage::Step> finish_chain(Doing& doing);
  storage::Step saved(Doing& doing);
  storage::Step ended(Doing& doing, VerifyState state, std::string message);

  Works& works_;
  std::map<std::string, Memory> memory_;  // by job
};

}  // namespace tidemark::vault

// Every kind of job that AWS Backup has here, for the runner.
#pragma once

#include "recovery/recovery_check.h"
#include "storage/job_runner.h"
#include "vault/works.h"

#include <memory>
#include <vector>

namespace tidemark::vault {

// What the jobs keep in memory between steps; outlives the runner's turns.
class Kinds {
 public:
  explicit Kinds(Works& works);
  ~Kinds();
  Kinds(const Kinds&) = delete;
  Kinds& operator=(const Kinds&) = delete;

  void add_to(storage::JobRunner& runner);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What the jobs of a stopped store own, for `tidemark check`.
recovery::OwnedElsewhere owned_by(const std::vector<storage::JobRow>& jobs);

}  // namespace tidemark::vault

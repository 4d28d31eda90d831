// Restore tests as the runner runs them, with real restores and real manifests.
//
//   RestoreTestKinds kinds(works);      // outlives the runner's turns
//   kinds.add_to(runner);
#pragma once

#include "storage/job_runner.h"
#include "vault/restore_test.h"
#include "vault/restore_test_starts.h"
#include "vault/works.h"

namespace tidemark::vault {

class RestoreTestKinds {
 public:
  explicit RestoreTestKinds(Works& works);

  void add_to(storage::JobRunner& runner);

 private:
  RestoreTestStarts starts_;
  RestoreTests tests_;
};

}  // namespace tidemark::vault

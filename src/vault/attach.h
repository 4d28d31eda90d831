// Making the rows of recovery points from a blob store again: what an engine does that has nothing
// but the store, or that is to read what another engine writes.
//
//   TM_TRY(const Attached attached, attach_vaults(works));
//
// Every manifest of every vault is read; a vault and a recovery point that have no row get one,
// whatever has one stays as it is. So it may be done again, at each start.
//
// A vault comes with its lock, policy and notifications (kept_vault.h). A manifest says what a
// recovery point was when it was made; a lifecycle or tags that were changed later were in the rows
// of the engine that is gone. Therefore an attached point never ends or grows cold by itself, until
// its lifecycle is set anew.
//
// A manifest that is damaged is passed over and told. One whose key is missing keeps its whole
// vault out: it may name runs that others share, and who cannot see that must not remove any.
//
// Threads   One; waits for both stores.
// Errors    those of the stores; what is wrong with one vault is told in `problems`
// Format    docs/formats/recovery_point.md
#pragma once

#include "vault/works.h"

#include <string>
#include <vector>

namespace tidemark::vault {

struct Attached {
  std::size_t vaults = 0;  // that were looked at
  std::size_t points = 0;  // that got a row now
  std::size_t known = 0;   // that had one, or are being removed
  std::vector<std::string> problems{};
};

Result<Attached> attach_vaults(Works& works);

}  // namespace tidemark::vault

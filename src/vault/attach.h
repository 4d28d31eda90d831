// Making the rows of recovery points from a blob store again: what an engine does that has nothing
// but the store, or that is to read what another engine writes.
//
//   TM_TRY(const Attached attached, attach_vaults(works));
//
// Every manifest of every vault is read; a vault and a recovery point that have no row get one,
// whatever else has one stays as it is. So it may be done again, at each start.
//
// A vault comes with its lock, policy and notifications (kept_vault.h), a region with its legal
// holds (kept_hold.h), a recovery point with the lifecycle, storage class and tags that it had last
// (kept_point.h), also one that has a row and was changed by another engine meanwhile. So it grows
// cold and ends when it would have; one that has ended already stays a day longer, so that whoever
// attaches an old vault can set its lifecycle anew. A point whose changes are damaged stays until
// somebody does.
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

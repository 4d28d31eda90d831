// A recovery point: what it is of, and the runs that hold it.
//
//   Manifest manifest{.point = id, …};
//   manifest.chain = next_in_chain(head_of_vault);
//   store.put(manifest_name(prefix, id), encode(manifest, keys.current()));
//   TM_TRY(const Manifest read, decode_manifest(name, bytes, keys));
//
// Immutable once written.
//
// Threads   Pure functions.
// Format    docs/formats/recovery_point.md, "Manifest".
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/points/keyring.h"
#include "vault/points/run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::vault {

struct PartTally {
  storage::Part part = storage::kItems;
  storage::Tally tally;  // of an index without digest
  friend bool operator==(const PartTally&, const PartTally&) = default;
};

// A manifest's place among those of its vault.
struct ChainLink {
  std::uint64_t sequence = 1;  // one more than the manifest before
  std::string previous;        // `own` of that one: 32 bytes; empty: the first, or no key
  std::string own;             // HMAC of this manifest: 32 bytes; empty: no key. encode() makes it
  friend bool operator==(const ChainLink&, const ChainLink&) = default;
};

// The link that follows `head`, the newest manifest's; nothing: the vault has none.
ChainLink next_in_chain(const std::optional<ChainLink>& head);

struct Manifest {
  std::string point;  // recovery point id
  std::string table_arn;
  std::string table_id;
  std::string account;  // of the table
  std::string region;
  Timestamp at;  // the instant that it holds
  Timestamp created_at;
  std::string lineage;             // points of one sequence of base and deltas share it
  std::vector<PartTally> tallies;  // items first
  std::vector<Run> runs;           // oldest first: a base, then deltas

  // Sealed where there is a key.
  std::string table;                                      // opaque: how to make the table again
  std::vector<std::pair<std::string, std::string>> tags;  // of the recovery point
  std::string record;                                     // opaque: what the vault keeps of it

  std::string key_id;  // of the key that signs it; empty: none. encode() sets it in the bytes
  ChainLink chain;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

// Signed and sealed with `key`, unless that is null.
std::string encode(const Manifest& manifest, const VaultKey* key);

// `chain.own` of what encode() made.
std::string own_hmac(std::string_view manifest_bytes);

// Errors: kCorrupt  names blob and field
//         kDenied   the key is not in the keyring: names its id; or the signature is not of it
//         kInvalid  a newer format
Result<Manifest> decode_manifest(std::string_view blob, std::string_view bytes,
                                 const Keyring& keys);

// What can be told without a key. Errors: kCorrupt, kInvalid
struct ManifestHead {
  std::string key_id;
  ChainLink chain;
};

Result<ManifestHead> decode_head(std::string_view blob, std::string_view bytes);

}  // namespace tidemark::vault

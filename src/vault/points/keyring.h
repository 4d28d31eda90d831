// The keys that seal recovery points, from the file of --vault-key.
//
//   TM_TRY(const Keyring keys, Keyring::parse(text, "/etc/tidemark/vault.key"));
//   keys.current()                     // seals what is written; null in a keyring without keys
//   TM_TRY(const VaultKey* key, keys.find(manifest.key_id, "manifest 123…"));
//
// Threads   Constant once made: any, at once.
// Format    docs/formats/recovery_point.md, "Keys".
#pragma once

#include "base/result.h"
#include "codec/sha256.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

class VaultKey {
 public:
  // `secret`: 32 bytes.
  explicit VaultKey(std::string_view secret);

  // 16 hexadecimal digits that follow from the key: a wrong key has another.
  [[nodiscard]] const std::string& id() const { return id_; }

  // 32 bytes for one purpose, as HKDF makes them.
  [[nodiscard]] std::string derive(std::string_view purpose) const;

  // Signs manifests.
  [[nodiscard]] const codec::HmacKey& chain() const { return *chain_; }

 private:
  std::string secret_;
  std::string id_;
  std::unique_ptr<codec::HmacKey> chain_;
};

class Keyring {
 public:
  // No keys: nothing is sealed, and what is sealed cannot be read.
  Keyring() = default;

  // The text of a key file; `file` names it in errors.
  // Errors: kInvalid  a line that is no key, a key twice, or none; names file and line, never a key
  static Result<Keyring> parse(std::string_view text, std::string_view file);

  // The key that is written with; null: none.
  [[nodiscard]] const VaultKey* current() const { return keys_.empty() ? nullptr : &keys_.front(); }

  // The key of that id; null for an empty id: not sealed, not signed. `what` names who asks.
  // Errors: kDenied  it is not here; names it and those that are. Or it is not sealed although
  // there
  //         are keys: who can write to the store could have put it there, so it takes the line
  //         "unsigned" in the key file to read what is from before the first key
  [[nodiscard]] Result<const VaultKey*> find(std::string_view key_id, std::string_view what) const;

 private:
  std::vector<VaultKey> keys_;
  bool unsigned_too_ = false;
};

// Whether a point may be written to a vault whose newest manifest has this key id (empty: no key,
// or no manifest). Ask it before a backup starts: a vault that was sealed is not gone on with
// without its key. Errors: kDenied
Status may_continue(const Keyring& keys, std::string_view newest_key_id, std::string_view vault);

}  // namespace tidemark::vault

// The newest manifest of a vault, as the engine remembers it: what the next one names, and what
// shows that manifests were taken away behind our back. Format: docs/formats/backup.md.
#pragma once

#include "vault/points/manifest.h"
#include "vault/rows.h"
#include "vault/vault.h"

#include <string>
#include <string_view>

namespace tidemark::vault {

struct VaultHead {
  static constexpr storage::Part kPart = kVaultHeadsPart;

  VaultName vault;
  ChainLink link;
  std::string key_id;  // of the key that signed it; empty: none

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<VaultHead> decode(std::string_view bytes);
};

std::string vault_head_key(const VaultName& vault);

}  // namespace tidemark::vault

// The file of `--vault-key`. Format: docs/formats/recovery_point.md, "Keys".
#pragma once

#include "base/result.h"
#include "vault/points/keyring.h"

#include <string>

namespace tidemark::apps {

// A keyring without keys for no file.
// Errors: kInvalid  it cannot be read, everybody can read it, or it holds no keys; names the file
Result<vault::Keyring> read_vault_keys(const std::string& file);

}  // namespace tidemark::apps

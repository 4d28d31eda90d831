// What the jobs of AWS Backup work with; built once, outlives the runner.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "blobs/blob_store.h"
#include "vault/points/keyring.h"
#include "vault/regions.h"

#include <functional>
#include <optional>
#include <string>

namespace tidemark::vault {

// What a role is wanted for.
enum class RoleUse : std::uint8_t { kBackup, kRestore, kCopy };

struct RoleWish;  // role_check.h

struct Works {
  Regions& regions;
  blobs::BlobStore& blobs;
  const Keyring& keys;
  Clock& clock;
  Random& random;
  // Why a role cannot be used, as AWS puts it; nullopt: it can. Unset: every role can.
  std::function<std::optional<std::string>(const RoleWish& wish)> role_problem = {};
  // Whether the blob store is this engine's to write now. Unset: always.
  std::function<bool()> may_write = {};
  // How long a recovery point in cold storage takes to come back.
  std::chrono::microseconds cold_restore_delay{0};
};

}  // namespace tidemark::vault

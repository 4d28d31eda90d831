// Which requests were already done under their IdempotencyToken. Kept as long as the region.
// Format: docs/formats/backup.md.
#pragma once

#include "base/result.h"
#include "vault/rows.h"

#include <string>
#include <string_view>

namespace tidemark::vault {

struct IdempotentRequest {
  static constexpr storage::Part kPart = kTokensPart;

  std::string account;
  std::string operation;
  std::string token;
  std::string fingerprint;  // of everything else that must be the same
  std::string result_id;    // what the first request made

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<IdempotentRequest> decode(std::string_view bytes);
};

// The token was used for a request that asked for something else.
struct TokenReused {};

}  // namespace tidemark::vault

// Placing and cancelling legal holds.
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "vault/legal_hold.h"
#include "vault/tags.h"

#include <variant>

namespace tidemark::vault {

struct TooManyHolds {};

struct HoldMissing {};

struct HoldAlreadyCancelled {
  LegalHold hold;
};

using PlaceHoldAnswer = std::variant<TooManyHolds, LegalHold>;
using CancelHoldAnswer = std::variant<HoldMissing, HoldAlreadyCancelled, LegalHold>;

// A token that an earlier hold of the account was placed with: that hold is the answer, and nothing
// is done.
Result<PlaceHoldAnswer> place_hold(const Rows& rows, const LegalHold& hold, const Tags& tags);

// `retain_record`: the record goes so long after the cancelling; unset: it stays.
Result<CancelHoldAnswer> cancel_hold(const Rows& rows, const std::string& account,
                                     const std::string& id, const std::string& description,
                                     std::optional<std::chrono::days> retain_record);

// Whether the record of a hold is still to be seen.
bool is_on_record(const LegalHold& hold, Timestamp now);

}  // namespace tidemark::vault

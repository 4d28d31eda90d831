// A legal hold: recovery points that nobody may delete, neither by hand nor because their time has
// come, until the hold is cancelled.
//
//   TM_TRY(const auto hold, hold_on(view, rows.table, account, point));   // in the decision that
//   if (hold) …                                                           // would delete it
//
// A hold is a rule, not a list: a recovery point made after it is held as well, if it fits.
//
// Format   docs/formats/backup.md. Source: aws-contract C.8; API reference, CreateLegalHold.
#pragma once

#include "vault/rows.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kMaxLegalHolds = 50;  // active ones, of an account in a region

struct HeldDates {
  Timestamp from;
  Timestamp to;  // inclusive
  friend bool operator==(const HeldDates&, const HeldDates&) = default;
};

// A recovery point is held when it lies in one of the vaults or is of one of the resources, and was
// made between the dates. Without vaults and resources it is held wherever it lies, without dates
// whenever it was made.
struct HoldSelection {
  std::vector<std::string> vault_names;
  // ARNs of tables or of recovery points, which may end in '*', or a type: "DynamoDB".
  std::vector<std::string> resource_identifiers;
  std::optional<HeldDates> dates;
  friend bool operator==(const HoldSelection&, const HoldSelection&) = default;
};

struct HoldCancelled {
  Timestamp at;
  std::string description;
  std::optional<Timestamp> retain_record_until;  // unset: for ever
  friend bool operator==(const HoldCancelled&, const HoldCancelled&) = default;
};

struct LegalHold {
  static constexpr storage::Part kPart = kLegalHoldsPart;

  std::string account;
  std::string region;
  std::string id;
  std::string title;
  std::string description;
  std::optional<std::string> idempotency_token;
  Timestamp created_at;
  HoldSelection selection;
  std::optional<HoldCancelled> cancelled;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<LegalHold> decode(std::string_view bytes);
  friend bool operator==(const LegalHold&, const LegalHold&) = default;
};

std::string hold_key(std::string_view account, std::string_view id);

// "arn:aws:backup:eu-west-1:123456789012:legal-hold:1c2d…"
std::string arn_of(const LegalHold& hold);

// What a hold asks about a recovery point.
struct HoldCandidate {
  std::string_view arn;
  std::string_view vault_name;
  std::string_view resource_arn;
  std::string_view resource_type;  // "DynamoDB"
  Timestamp created_at;
};

// Whether the hold, if it is active, keeps the recovery point.
bool holds(const LegalHold& hold, const HoldCandidate& point);

// The first active hold of the account that keeps the recovery point.
// Errors: those of the view
Result<std::optional<LegalHold>> hold_on(const storage::View& view, storage::TableId table,
                                         const std::string& account, const HoldCandidate& point);

// What DeleteRecoveryPoint answers.
std::string held_text(const LegalHold& hold);

}  // namespace tidemark::vault

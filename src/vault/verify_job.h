// A vault's blobs read again and checked: what was asked for, how far it is, and what was found.
// What it still has to do is a row of the job runner (vault/verify_work.h).
//
//   TM_TRY(const StartVerifyAnswer started, start_verify(rows, job, random.next()));
//   TM_TRY(const auto job, find<VerifyJob>(rows, verify_job_key(account, id)));
//
// Threads   Any; start_verify waits for the disk, so never on a connection's thread.
// Errors    those of the store
// Format    docs/formats/backup.md
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/rows.h"
#include "vault/vault.h"
#include "vault/vaults.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::vault {

inline constexpr std::string_view kVerifyVaultJob = "verify a vault";

enum class VerifyState : std::uint8_t { kRunning = 0, kCompleted = 1, kFailed = 2 };

std::string_view name_of(VerifyState state);

struct VerifyJob {
  static constexpr storage::Part kPart = kVerifyJobsPart;
  static constexpr std::size_t kMostFindings = 100;

  std::string id;
  VaultName vault;
  std::uint64_t permille = 1000;           // of each recovery point's segments
  std::optional<std::string> expect_head;  // own HMAC of the newest manifest: 32 bytes
  Timestamp created_at;
  std::optional<Timestamp> completed_at;
  VerifyState state = VerifyState::kRunning;
  std::string message;         // why it failed
  std::uint64_t points = 0;    // checked
  std::uint64_t segments = 0;  // checked; one that several points name is checked once
  std::uint64_t bytes = 0;     // of these segments
  std::uint64_t gaps = 0;      // manifests of the chain that are not there: deleted points
  std::string head;            // own HMAC of the newest manifest; empty: none, or no key
  std::uint64_t found = 0;     // findings, with those that are not listed
  std::vector<std::string> findings;

  void add_finding(std::string text);

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<VerifyJob> decode(std::string_view bytes);
  friend bool operator==(const VerifyJob&, const VerifyJob&) = default;
};

std::string verify_job_key(std::string_view account, std::string_view id);

// What a step goes on from.
struct VerifyProgress {
  std::string account;
  std::string job_id;
  std::uint64_t seed = 0;     // chooses the segments
  std::string after;          // position in the vault's list of points
  std::string point_arn;      // that is being checked; empty: the next one
  std::uint64_t segment = 0;  // of it, of those that were chosen
  bool chain = false;         // all points are checked
};

std::string encode(const VerifyProgress& progress);
// Errors: kCorrupt
Result<VerifyProgress> decode_verify_progress(std::string_view bytes);

using StartVerifyAnswer = std::variant<VaultMissing, VerifyJob>;

Result<StartVerifyAnswer> start_verify(const Rows& rows, const VerifyJob& job, std::uint64_t seed);

}  // namespace tidemark::vault

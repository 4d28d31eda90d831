// The certificate of a run: what was restored, when, by whom, how much could be lost, how long it
// took, whether the result is what it should be, and which journal proves it.
//
//   fmt::print("{}", certificate_text(certificate));
//   write(directory + "/certificate.json", certificate_json(certificate));
//
// It says only what was measured or told. What was not compared stands beside what was.
//
// Threads   Plain values and pure functions.
// Format    docs/formats/certificate.md. Members are only ever added under schema 1.
#pragma once

#include "base/timestamp.h"
#include "operator/passport_steps.h"
#include "operator/verification.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

// From which state the table was restored.
struct RestoredState {
  std::string source;               // "Orders", or a backup's or recovery point's ARN
  std::optional<Timestamp> asked;   // the instant asked for, or when the backup was made
  std::optional<Timestamp> latest;  // latest restorable instant when it began, if told
};

struct CertifiedStep {
  std::string title;
  std::chrono::microseconds took{0};
};

struct Certificate {
  std::string run;      // id
  std::string kind;     // "restore-pitr-in-place"
  std::string outcome;  // "finished", "undone", "unfinished"
  std::string program;  // "tidemark 0.1.0"
  std::string caller;   // ARN
  std::string account;
  std::string region;
  std::string endpoint;
  std::string table;     // that was restored
  std::string restored;  // the table that now holds it; the same name when in place
  RestoredState state;
  Timestamp began_at;
  Timestamp ended_at;
  Timestamp usable_at;  // when the restored table was ACTIVE; 0: not known
  std::vector<CertifiedStep> steps;
  std::optional<Verification> verification;
  std::optional<PassportApplied> settings;  // what was put back
  std::vector<std::string> kept;            // copies that are still there: names and ARNs
  std::string journal_hash;                 // of its last line

  // Finished, and what was compared is the same.
  [[nodiscard]] bool verified() const;

  // Writes between the state asked for and the beginning of the run are not in the restored table.
  [[nodiscard]] std::optional<std::chrono::microseconds> lost() const;

  // How much of that nobody could have kept: from the latest restorable instant on.
  [[nodiscard]] std::optional<std::chrono::microseconds> lost_at_best() const;

  // From the beginning of the run until the table was usable; until its end when not known.
  [[nodiscard]] std::chrono::microseconds recovery_time() const;
};

[[nodiscard]] std::string certificate_text(const Certificate& certificate);
[[nodiscard]] std::string certificate_json(const Certificate& certificate);

}  // namespace tidemark::runbooks

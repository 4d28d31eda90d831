// Looks at everything that a recovery needs before it is needed, and tells all that is wrong at
// once, each with what to do.
//
//   const Examination found = examine(session, config, clock);
//   out << text_of(found);                 // one line a check, what to do below
//   if (!found.healthy()) …                // the caller's exit code
//
// It only reads. What cannot be asked (no permission, no such service there) is a finding, too.
//
// Threads   One call at a time.
#pragma once

#include "base/clock.h"
#include "client/session.h"
#include "operator/account_guard.h"
#include "operator/config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

enum class Finding : std::uint8_t {
  kGood,
  kRisk,     // a recovery works, but is slower, narrower or less sure than it could be
  kProblem,  // a recovery fails or must not begin
};

struct Checked {
  std::string about{};  // "account", "role", "table Orders"
  Finding finding = Finding::kGood;
  std::string what{};  // one sentence
  std::string todo{};  // what to do; empty for what is good
};

struct Examination {
  std::optional<Whoami> who{};  // unless the credentials could not be used
  std::vector<Checked> checked{};

  [[nodiscard]] bool healthy() const;  // no problem; risks are for a person to weigh
  [[nodiscard]] std::size_t count(Finding finding) const;
};

// Signatures older or newer than this are refused by AWS.
inline constexpr std::chrono::minutes kLargestSkew{5};

[[nodiscard]] Examination examine(client::Session& session, const Config& config,
                                  const Clock& clock);

// "ok", "risk", "PROBLEM" with the sentence; what to do on a line of its own below.
[[nodiscard]] std::string text_of(const Examination& examination);

}  // namespace tidemark::runbooks

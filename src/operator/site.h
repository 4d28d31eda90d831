// Where a runbook works and what it works with.
//
//   const Site site{.session = session, .extras = &extras, .clock = clock, .random = random,
//                   .pause = pause, .stop = stop};
//
// Threads   A bundle of references; each as it says itself.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "client/session.h"
#include "operator/engine_extras.h"
#include "operator/table_scan.h"

#include <chrono>
#include <stop_token>
#include <string>

namespace tidemark::runbooks {

struct Site {
  client::Session& session;
  EngineExtras* extras;  // null: only what every AWS endpoint has
  const Clock& clock;
  Random& random;
  client::Pause pause;  // returns early once `stop` is requested
  std::stop_token stop{};
  // The longest wait for one thing to come about; none when not positive.
  std::chrono::seconds patience{std::chrono::hours{12}};
  ScanOptions scan{};              // how fast tables are read to be compared
  std::string expected_account{};  // empty: any
  std::string version{};           // of this program, for journals
};

}  // namespace tidemark::runbooks

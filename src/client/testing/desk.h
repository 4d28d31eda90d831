// What a test of this layer stands on: a script for the server, a clock that waits move, and a
// session over both.
//
//   Desk desk;
//   desk.transport.answer(200, "{}");
//   AwsBackup backup(desk.session.of(Service::kBackup));
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "client/session.h"
#include "client/testing/scripted_transport.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client::testing {

struct Desk {
  ScriptedTransport transport;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};  // 2026-11-21T04:05:06Z
  SeededRandom random{1};
  std::vector<std::chrono::milliseconds> pauses;
  Session session{{.region = "eu-west-1",
                   .endpoint = "http://127.0.0.1:8000",
                   .credentials = fixed_credentials({.key_id = "AKIDEXAMPLE", .secret = "secret"}),
                   .retry = {.attempts = 3}},
                  transport,
                  clock,
                  random,
                  pause()};

  Pause pause() {
    return [this](std::chrono::milliseconds wait) {
      pauses.push_back(wait);
      clock.advance(wait);
    };
  }

  // "GET /backup-vaults/" of request number `request`, from 0.
  [[nodiscard]] std::string line(std::size_t request) const {
    const http::Outgoing sent = transport.sent().at(request);
    constexpr std::string_view kHost = "http://127.0.0.1:8000";
    const std::string_view url(sent.url);
    return sent.method + ' ' + std::string(url.starts_with(kHost) ? url.substr(kHost.size()) : url);
  }

  [[nodiscard]] std::string body(std::size_t request) const {
    return transport.sent().at(request).body;
  }

  [[nodiscard]] std::string header(std::size_t request, std::string_view name) const {
    return std::string(transport.sent().at(request).headers.find(name).value_or(""));
  }
};

}  // namespace tidemark::client::testing

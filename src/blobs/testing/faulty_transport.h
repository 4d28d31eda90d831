// A network that fails on the way to a service: connections refused and reset, answers lost,
// errors and throttling of the service, delays, damaged reads. By a seed, so that a run replays.
//
//   FaultyTransport network(service, clock, {.errors = 0.25, .throttled = 0.30}, seed);
//
// Threads   Any, at once; then the order of requests, and so of faults, is the threads'.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "http/transport.h"

#include <atomic>
#include <chrono>

namespace tidemark::blobs::testing {

struct Faults {
  double errors = 0;     // of all requests; half of these had been carried out
  double throttled = 0;  // 503 SlowDown
  double damaged = 0;    // of reads of an object: a flipped bit or a lost end. A list has no sum
  std::chrono::milliseconds slowest{0};  // each request takes up to this long
};

class FaultyTransport final : public http::Transport {
 public:
  FaultyTransport(http::Transport& service, SimulatedClock& clock, Faults faults,
                  std::uint64_t seed)
      : service_(service), clock_(clock), faults_(faults), random_(seed) {}

  Result<http::Response> send(const http::Outgoing& request) override {
    if (faults_.slowest.count() > 0) {
      clock_.advance(std::chrono::milliseconds(
          random_.below(static_cast<std::uint64_t>(faults_.slowest.count()))));
    }
    if (happens(faults_.throttled)) {
      ++throttled;
      return http::Response{.status = 503, .headers = {}, .body = kSlowDown};
    }
    if (happens(faults_.errors)) {
      ++errors;
      return error(request);
    }
    auto reply = service_.send(request);
    const bool reads_object = request.method == "GET" && request.url.find('?') == std::string::npos;
    if (reply && reads_object && reply.value().status < 300 && happens(faults_.damaged)) {
      damage(reply.value().body);
    }
    return reply;
  }

  std::atomic<int> throttled = 0;
  std::atomic<int> errors = 0;
  std::atomic<int> damaged = 0;

 private:
  static constexpr const char* kSlowDown =
      "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
  static constexpr const char* kInternalError =
      "<Error><Code>InternalError</Code><Message>We failed.</Message></Error>";

  bool happens(double rate) {
    return static_cast<double>(random_.below(1'000'000)) < rate * 1'000'000;
  }

  Result<http::Response> error(const http::Outgoing& request) {
    switch (random_.below(4)) {
      case 0: return fail(Code::kBusy, "connection refused");
      case 1: return http::Response{.status = 500, .headers = {}, .body = kInternalError};
      case 2: (void)service_.send(request); return fail(Code::kUnknown, "connection reset");
      default:
        (void)service_.send(request);
        return http::Response{.status = 500, .headers = {}, .body = kInternalError};
    }
  }

  void damage(std::string& body) {
    if (body.empty()) return;
    ++damaged;
    const std::size_t at = random_.below(body.size());
    if (random_.below(4) == 0) {
      body.resize(at);
    } else {
      body[at] = static_cast<char>(body[at] ^ (1 << random_.below(8)));
    }
  }

  http::Transport& service_;
  SimulatedClock& clock_;
  const Faults faults_;
  SeededRandom random_;
};

}  // namespace tidemark::blobs::testing

// A closed loop of signed AWS requests: one thread, many connections, one request under way on
// each. Every answer is looked at; the first wrong one ends the run.
//
//   const Workload gets{.operation = "GetItem", .ask = …, .is_right = …};
//   TM_TRY(Sample sample, run_load(endpoint, gets, 64, seconds));
//
// The requests are built from a text signed in advance but for the body's hash, so that asking
// costs a fraction of what answering costs: "generator_busy" says what part of its one core the
// generator used, and below 1 it was not what limited the rate.
//
// Threads   One.
#pragma once

#include "bench/slices.h"
#include "wire/sigv4_sign.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark::bench {

struct Endpoint {
  std::string host = "127.0.0.1";  // IPv4
  std::uint16_t port = 0;
  wire::Credentials credentials{};
  std::string region = "us-east-1";
};

// What is asked again and again. `number` counts the requests of one slice from 0.
struct Workload {
  std::string operation{};  // "GetItem"
  // Replaces `body` by the request's.
  std::function<void(std::uint64_t number, std::string& body)> ask{};
  // Of an answer with status 200.
  std::function<bool(std::uint64_t number, std::string_view body)> is_right{};
};

// Requests per second; also p50_us, p99_us, generator_busy, requests.
// Errors: kUnknown  a connection failed or an answer was wrong; says which
Result<Sample> run_load(const Endpoint& endpoint, const Workload& workload, int connections,
                        double seconds);

// Asks once and answers the body, whatever it costs: for setting up.
// Errors: as above; a status other than 200 is one
Result<std::string> ask_once(const Endpoint& endpoint, const std::string& operation,
                             const std::string& body);

// GET without a signature; answers the body.
Result<std::string> get_once(const Endpoint& endpoint, const std::string& path);

}  // namespace tidemark::bench

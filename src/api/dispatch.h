// From a call to its operation.
//
//   api::Handling handling = api::dispatch(std::move(call), engine);
//
// Threads   Any. Answers at once for what is quick; a write or a long read comes back as
//           PendingReply or BackgroundReply.
#pragma once

#include "api/call.h"
#include "api/operation.h"

#include <string>
#include <string_view>

namespace tidemark::api {

// Whether DynamoDB has such an operation; dispatch names those that are not here yet.
bool knows(std::string_view operation);
// Likewise DynamoDB Streams.
bool streams_know(std::string_view operation);

// Unknown operations, bodies that are no JSON object and refused members are answered here.
Handling dispatch(Call call, Engine& engine);

// Runs a handling to its end, blocking: for tests and tools, never on a connection's thread.
Reply finish(Handling handling);

// The body of GET /_tidemark/fidelity: every DynamoDB operation as same, subset or refused, with
// the members honoured and refused, and the engine's extras.
std::string fidelity();

}  // namespace tidemark::api

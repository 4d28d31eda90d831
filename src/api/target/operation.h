// What an operation of a service of JSON 1.1 is: a name, the members of its request that are
// honoured, those that are refused by name, and a function. The Parameter Store and the tagging API
// are such services.
//
//   const TargetOperation kGetParameter{.name = "GetParameter", .honoured = "Name", .handle =
//   handle};
//
//   Reply handle(const TargetRequest& request, Engine& engine) {
//     Members members(request.body);
//     const auto name = members.text("Name", {.required = true, .min = 1});
//     if (auto refusal = members.refusal()) return *std::move(refusal);
//     …
//     return target_refusal("ParameterNotFound", "Parameter x not found.");
//   }
//
// Handlers run on the worker pool: they may wait for the disk. A member in neither list is ignored,
// as AWS does.
#pragma once

#include "api/call.h"
#include "api/operation.h"
#include "codec/json.h"

#include <span>
#include <string_view>

namespace tidemark::api {

inline constexpr std::string_view kJson11 = "application/x-amz-json-1.1";

struct TargetRequest {
  Call call;
  codec::JsonValue body;
};

struct TargetOperation {
  std::string_view name = {};
  std::string_view honoured = {};  // member names, parted by blanks
  std::string_view refused = {};   // likewise: present and not null, they are a refusal
  std::string_view partly = {};    // likewise: some values honoured, others refused by the function
  Reply (*handle)(const TargetRequest& request, Engine& engine) = nullptr;
};

struct TargetService {
  std::string_view name = {};              // "ssm": its signing name
  std::string_view prefix = {};            // "AmazonSSM"
  std::string_view validation_error = {};  // what it calls a request that it does not understand
  std::span<const TargetOperation* const> (*operations)() = nullptr;
};

// The operation named by Call::operation. Unknown operations, bodies that are no JSON object and
// refused members are answered here.
Handling dispatch_target(const TargetService& service, Call call, Engine& engine);

// {"__type":"ParameterNotFound","message":"…"}, status 400, or 500 for "InternalServerError" and
// "InternalServiceException".
Reply target_refusal(std::string_view name, std::string_view message);

// What has no AWS name of its own: `internal` with little said, and logged.
Reply target_error(std::string_view internal, const Error& error);

Reply target_reply(std::string body);

// The lists of a service's operations, as members of a JSON object, for /_tidemark/fidelity.
void write_target_fidelity(codec::JsonWriter& out, const TargetService& service);

}  // namespace tidemark::api

// What an operation of a service of the query protocol is: a name, the members of its request
// that are honoured, those that are refused by name, and a function. IAM, STS and SNS are such
// services.
//
//   const QueryOperation kGetRole{.name = "GetRole", .honoured = "RoleName", .handle = handle};
//
//   Handling handle(const QueryRequest& request, Engine& engine) {
//     QueryMembers members(request);
//     const auto name = members.text("RoleName", {.required = true, .min = 1, .max = 64});
//     if (auto refusal = members.refusal()) return *std::move(refusal);
//     …
//     wire::XmlWriter out;
//     out.open("Role").text("RoleName", *name).close();
//     return query_reply(request, out.take());
//   }
//
// A member in neither list is ignored, as AWS does.
#pragma once

#include "api/call.h"
#include "api/operation.h"
#include "wire/query_protocol.h"

#include <span>
#include <string>
#include <string_view>

namespace tidemark::api {

struct QueryOperation;

struct QueryService {
  std::string_view name = {};        // "iam": its signing name
  std::string_view version = {};     // "2010-05-08"
  std::string_view name_space = {};  // of its answers
  std::span<const QueryOperation* const> (*operations)() = nullptr;
  // Those that AWS has and we have not: refused by name.
  std::span<const std::string_view> (*others)() = nullptr;
};

// Cheap to copy into work that is done later, but for the call's body.
struct QueryRequest {
  Call call;
  wire::QueryParameters form;
  const QueryService* service = nullptr;
  const QueryOperation* operation = nullptr;
};

struct QueryOperation {
  std::string_view name = {};
  std::string_view honoured = {};  // member names, parted by blanks
  std::string_view refused = {};   // likewise: sent and not empty, they are a ValidationError
  std::string_view partly = {};    // some values honoured, others refused by the function
  bool unguarded = false;          // needs no permission, or asks for it itself
  Handling (*handle)(const QueryRequest& request, Engine& engine) = nullptr;
};

// The operation named by Call::operation, asked with the form that is Call::body. Unknown
// operations, bodies that are no form and refused members are answered here.
Handling dispatch_query(const QueryService& service, Call call, Engine& engine);

}  // namespace tidemark::api

// What the engine offers beyond AWS, below /_tidemark/: docs/extras.md.
//
//   api::Handling handling = api::extras({"GET", "/_tidemark/deleted-tables", "", "", account,
//   region}, engine);
//
// Threads   Any. The caller has checked the signature.
#pragma once

#include "api/call.h"
#include "api/operation.h"

#include <string>
#include <string_view>

namespace tidemark::api {

struct ExtrasCall {
  std::string method;
  std::string path;   // as sent
  std::string query;  // what follows '?', as sent
  std::string body;
  std::string account;
  std::string region;
};

// 404 with a message for what there is not. Answers are JSON; an error is {"message": …}.
Handling extras(const ExtrasCall& call, Engine& engine);

// Whether a GET of this path shows no customer's data and so needs no signature.
bool is_public_extra(std::string_view path);

}  // namespace tidemark::api

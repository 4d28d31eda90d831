// Everything of an account in a region that has tags, whichever service it belongs to.
//
//   TM_TRY(const auto resources, tagged_resources(call, engine));      // by ARN
//   const TagOutcome outcome = change_tags(call, engine, arn, {.set = {{"team", "sea"}}});
//
// Threads   Not for a connection's thread: it waits for the disk.
#pragma once

#include "api/operation.h"
#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

struct TaggedResource {
  std::string arn;
  std::string type;  // "dynamodb:table"
  std::map<std::string, std::string> tags;
};

// Those that have a tag now, sorted by ARN.
Result<std::vector<TaggedResource>> tagged_resources(const Call& call, Engine& engine);

struct TagChange {
  std::map<std::string, std::string> set = {};
  std::vector<std::string> removed = {};
};

// Why a resource's tags were not changed, as FailureInfo says it.
struct TagFailure {
  std::string code;  // "InvalidParameterException", "InternalServiceException"
  std::string message;
};

// Unset: it was done.
std::optional<TagFailure> change_tags(const Call& call, Engine& engine, const std::string& arn,
                                      const TagChange& change);

}  // namespace tidemark::api

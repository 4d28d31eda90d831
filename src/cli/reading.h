// What get, query and scan have in common: the present or the past, plain items or typed ones.
//
//   const std::vector<OptionSpec> options = reading_options({…});
//   TM_TRY(const Reading reading, reading_of(words, context));
//   TM_TRY(const Reply reply, accepted("GetItem", reading.aws->call("GetItem", body)));
//
// Threads   One at a time.
#pragma once

#include "cli/context.h"
#include "codec/json.h"

#include <string>
#include <vector>

namespace tidemark::cli {

struct Reading {
  client::AwsClient* aws = nullptr;
  OwnedSession past{};  // keeps `aws` alive when it reads the past
  bool typed = false;   // --ddb-json
};

// `own`, then --as-of and --ddb-json.
std::vector<OptionSpec> reading_options(std::vector<OptionSpec> own);

// Errors: kInvalid  --as-of is no time, lies outside the window, or the endpoint has no past
Result<Reading> reading_of(const Words& words, CommandContext& context);

// Every page of a Query or Scan until `most` items are there; `members` is its request without
// TableName and Limit. Shows {"schema", "table", "asOf", "count", "items"}.
Result<ExitCode> show_pages(std::string_view operation, const codec::JsonValue::Members& members,
                            const Words& words, CommandContext& context);

// An object of JSON, as --key and --expression-attribute-values take it.
std::string check_json_object(const std::string& text);

// Those of Query and Scan.
std::vector<OptionSpec> paged_options();
codec::JsonValue::Members paged_members(const Words& words);

}  // namespace tidemark::cli

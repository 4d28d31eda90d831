// What the operations on Kinesis streaming destinations have in common.
#pragma once

#include "api/operation.h"
#include "api/parsed.h"
#include "tables/kinesis_destinations.h"
#include "tables/table_description.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// One request, read.
struct KinesisCall {
  tables::TableName table;
  std::string stream_arn;
  std::optional<std::string> precision;
};

// `configuration` is the member that has the precision.
Parsed<KinesisCall> kinesis_call(const Request& request, std::string_view configuration);

// Why it was not done; unset: it was.
std::optional<Reply> kinesis_refusal(tables::DestinationOutcome outcome, const KinesisCall& call,
                                     const tables::TableDescription& table);

// The answer: AWS needs a while, so that the status is that of being under way.
Reply kinesis_reply(const KinesisCall& call, std::string_view status,
                    std::string_view configuration);

}  // namespace tidemark::api

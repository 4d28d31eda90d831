// Kinesis data streams that a table is said to copy its changes into. There is no Kinesis here:
// they are kept and shown, and nothing is sent.
//
// Threads   Pure functions.
#pragma once

#include "tables/table_description.h"

#include <cstdint>
#include <string>

namespace tidemark::tables {

enum class DestinationOutcome : std::uint8_t {
  kDone,
  kAlreadyLive,    // enable: the table has a live destination
  kNotLive,        // disable, update: it was disabled
  kUnknown,        // the table never had that one
  kSamePrecision,  // update
};

// `precision` as in KinesisDestination; empty: not asked for.
DestinationOutcome enable_destination(TableDescription& table, const std::string& stream_arn,
                                      const std::string& precision);
DestinationOutcome disable_destination(TableDescription& table, const std::string& stream_arn);
DestinationOutcome update_destination(TableDescription& table, const std::string& stream_arn,
                                      const std::string& precision);

}  // namespace tidemark::tables

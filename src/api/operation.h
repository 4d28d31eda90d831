// What an AWS operation is to the dispatcher: a name, the members of its request that are
// honoured, those that are refused by name, and a function.
//
//   const Operation kGetItem{.name = "GetItem",
//                            .honoured = "TableName Key ConsistentRead ReturnConsumedCapacity",
//                            .refused = "AttributesToGet",
//                            .as_of = true,
//                            .handle = handle};
//
// Every operation is one file, declared in operations.h and listed in operations.cc. A member in
// neither list is ignored, as AWS does. GET /_tidemark/fidelity is made from these lists.
#pragma once

#include "api/call.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/json.h"
#include "tables/regions.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::storage {
class DataDirectory;
class JobRunner;
}  // namespace tidemark::storage

namespace tidemark::api {

struct Services;

// What operations work with; built once, outlives every call.
struct Engine {
  tables::Regions& regions;
  Clock& clock;
  Random& random;
  storage::JobRunner& jobs;
  // Imitates AWS's delays: tables that are CREATING for a while, a restorable instant that lags.
  bool aws_timing = false;
  // "127.0.0.1:8000": where this server listens, for DescribeEndpoints.
  std::string endpoint;
  // The clock again, if it is a simulated one that callers may advance.
  SimulatedClock* simulated_clock = nullptr;
  // Where that clock is remembered.
  const storage::DataDirectory* directory = nullptr;
  // What the neighbours of DynamoDB work with: api/services.h.
  Services* services = nullptr;
};

// A call whose body is a JSON object. Copy what must live longer than the handler's call.
struct Request {
  Call call;
  codec::JsonValue body;
  std::optional<Timestamp> as_of;  // Call::as_of, read
};

struct Operation {
  std::string_view name = {};
  std::string_view honoured = {};  // member names, parted by blanks
  std::string_view refused = {};   // likewise: present and not null, they are a ValidationException
  std::string_view partly =
      {};  // likewise: some values honoured, the others refused by the function
  // Which of Tidemark's own headers it takes; elsewhere they are refused.
  bool as_of = false;
  bool deleted_tables = false;
  bool recovery_period_days = false;
  bool of_streams = false;  // of DynamoDB Streams, which has a target prefix of its own
  Handling (*handle)(const Request& request, Engine& engine) = nullptr;
};

}  // namespace tidemark::api

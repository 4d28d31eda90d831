#include "api/operations.h"

namespace tidemark::api {
namespace {

// AWS's defaults for a new account. We throttle nobody, so that they promise too little, never too
// much.
Handling handle(const Request&, Engine&) {
  return Reply{.body =
                   R"({"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,)"
                   R"("TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000})"};
}

}  // namespace

const Operation kDescribeLimits{.name = "DescribeLimits", .handle = handle};

}  // namespace tidemark::api

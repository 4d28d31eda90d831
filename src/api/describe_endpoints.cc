#include "api/operations.h"

namespace tidemark::api {
namespace {

// The endpoint that the client already uses: we do not know by which name it found us.
Handling handle(const Request& request, Engine& engine) {
  codec::JsonWriter out;
  out.begin_object().key("Endpoints").begin_array().begin_object();
  out.key("Address").string(engine.endpoint.empty()
                                ? fmt::format("dynamodb.{}.amazonaws.com", request.call.region)
                                : engine.endpoint);
  out.key("CachePeriodInMinutes").number(std::int64_t{1440});
  out.end_object().end_array().end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kDescribeEndpoints{.name = "DescribeEndpoints", .handle = handle};

}  // namespace tidemark::api

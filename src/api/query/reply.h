// Answers of the query protocol, in the name space of the service that was asked.
//
//   return query_reply(request, out.take());                                   // with a result
//   return query_reply(request);                                               // AWS gives none
//   return query_refusal(request, 404, "NoSuchEntity", "The role with name x cannot be found.");
#pragma once

#include "api/query/operation.h"
#include "base/result.h"

#include <string_view>

namespace tidemark::api {

Reply query_reply(const QueryRequest& request, std::string_view result_xml);
Reply query_reply(const QueryRequest& request);

Reply query_refusal(const QueryRequest& request, int status, std::string_view code,
                    std::string_view message);

// 400 ValidationError.
Reply query_validation_error(const QueryRequest& request, std::string_view message);

// What has no AWS name of its own; the caller is told little:
//   kInvalid kConflict kLimit  400 ValidationError with the message
//   kNotFound  404 NoSuchEntity
//   kDenied    403 AccessDenied
//   kBusy      503 ServiceUnavailable, which clients try again
//   kUnknown kCorrupt  500 InternalFailure, logged
Reply query_error(const QueryRequest& request, const Error& error);

}  // namespace tidemark::api

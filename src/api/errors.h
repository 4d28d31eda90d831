// Error answers: AWS's names around our outcomes. The only place that knows the envelope.
#pragma once

#include "api/call.h"
#include "base/result.h"

#include <string_view>

namespace tidemark::api {

// 400 {"__type":"com.amazonaws.dynamodb.v20120810#<name>","message":…}; the prefix is the one AWS
// uses for that name.
Reply error_reply(std::string_view name, std::string_view message);

Reply validation_error(std::string_view message);

// The same refusal as the service's newer checks tell it: "1 validation error detected: …". Other
// refusals, and those that say so already, stay as they are.
Reply detected(Reply refusal);

// 400 SerializationException, whose text stands under "Message".
Reply serialization_error(std::string_view message);

// What has no AWS name of its own. The whole Error is logged, the caller is told little:
//   kInvalid kConflict kLimit  ValidationException with the message
//   kNotFound  ResourceNotFoundException "Requested resource not found"
//   kDenied    AccessDeniedException
//   kBusy      500 InternalServerError, which clients try again
//   kUnknown kCorrupt  500 InternalServerError
Reply error_reply(const Error& error);

}  // namespace tidemark::api

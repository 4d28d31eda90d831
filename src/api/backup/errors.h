// AWS Backup's error envelope: status 400, the name in header x-amzn-ErrorType, and
// {"Code":"ERROR_2601","Message":"…"}. Source: aws-contract C.0.
#pragma once

#include "api/call.h"
#include "base/result.h"

#include <string_view>

namespace tidemark::api {

// `code`: AWS's number where it is known ("ERROR_9101"), the name otherwise.
Reply backup_error(std::string_view name, std::string_view message, std::string_view code = {});

Reply missing_value(std::string_view message);     // MissingParameterValueException
Reply invalid_value(std::string_view message);     // InvalidParameterValueException
Reply invalid_request(std::string_view message);   // InvalidRequestException
Reply backup_not_found(std::string_view message);  // ResourceNotFoundException

// What has no AWS name: logged whole; kInvalid, kConflict and kLimit are told, the rest is a
// ServiceUnavailableException (500), which clients try again.
Reply backup_error(const Error& error);

// A success without members: an empty body.
Reply backup_done(int status = 200);
Reply backup_json(std::string body, int status = 200);

}  // namespace tidemark::api

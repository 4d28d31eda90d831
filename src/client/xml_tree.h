// A query service's XML as the JSON tree that the other protocols answer with.
//
//   <ListXResult><Xs><member><A>1</A></member></Xs></ListXResult>   →   {"Xs":[{"A":"1"}]}
//
// An element of <member>s is an array, one of <entry>s an object by their <key>s, one with other
// elements an object, and one without a text. XML does not say what an empty element would hold:
// it is the text "".
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "client/answer.h"
#include "codec/json.h"

#include <optional>
#include <string_view>

namespace tidemark::client {

// What is in <`operation`Result>, or an empty object when the answer has no result.
// Errors: kUnknown  no XML, or another document
Result<codec::JsonValue> query_result(std::string_view operation, std::string_view xml);

// Name and text in an <ErrorResponse>; nullopt for any other document.
std::optional<ServiceError> query_error(int status, std::string_view xml);

}  // namespace tidemark::client

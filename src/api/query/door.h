// What the server asks of a query service before an operation sees a request.
//
// Threads   Pure functions.
#pragma once

#include "api/query/operation.h"

#include <string>
#include <string_view>

namespace tidemark::api {

// The form's Action, or the query's of a request without a body; empty when there is none.
std::string query_operation_of(const Call& call);

// The service's envelope around a refusal of the front end, which it calls by a name of its own.
Reply refuse_query(const QueryService& service, std::string_view name, std::string_view message);

// The lists of a service's operations, as members of a JSON object, for /_tidemark/fidelity.
void write_query_fidelity(codec::JsonWriter& out, const QueryService& service);

}  // namespace tidemark::api

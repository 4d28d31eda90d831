// TransactionCanceledException: why a transaction was not done, action by action.
// Source: API reference, TransactWriteItems, "Errors".
#pragma once

#include "api/call.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

struct CancellationReason {
  std::string code = "None";
  std::string message = {};
  std::optional<values::Item> item = {};
};

Reply cancelled(const std::vector<CancellationReason>& reasons);

}  // namespace tidemark::api

// What TransactWriteItems and ExecuteTransaction answer when they write.
#pragma once

#include "api/call.h"
#include "api/capacity.h"
#include "api/operation.h"
#include "codec/json.h"
#include "tables/transaction.h"
#include "values/attribute_value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

// What the answer needs of the request.
struct SentTransaction {
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool metrics = false;
  std::vector<tables::KnownTable> tables = {};  // of each action
  std::vector<values::Item> keys = {};
  std::vector<bool> item_on_failure = {};
  // Of PartiQL: a list of Responses, which has nothing to tell, and INSERTs, whose condition is
  // that there is no such item.
  bool has_responses = false;
  std::vector<bool> inserts = {};
};

Reply transaction_reply(const tables::TransactionAnswer& given, const SentTransaction& sent);

// The member ClientRequestToken with what must be the same when it comes again: the member `items`.
std::optional<tables::RequestToken> request_token_of(const Request& request,
                                                     const std::optional<std::string>& text,
                                                     std::string_view items);

}  // namespace tidemark::api

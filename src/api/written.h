// What PutItem, DeleteItem and UpdateItem answer.
#pragma once

#include "api/call.h"
#include "api/capacity.h"
#include "api/members.h"
#include "expressions/update.h"
#include "tables/writer.h"

#include <string>

namespace tidemark::api {

enum class ReturnValues { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };

// The member ReturnValues.
ReturnValues return_values_member(Members& members);

// The member ReturnItemCollectionMetrics: without local indexes there is nothing to tell, as at
// AWS.
void item_collection_metrics_member(Members& members);

struct WrittenForm {
  ReturnValues values = ReturnValues::kNone;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  std::string table;
  expressions::Update update = {};  // for the UPDATED forms
};

Reply written_reply(const tables::WriteAnswer& answer, const WrittenForm& form);

}  // namespace tidemark::api

// What PutItem, DeleteItem and UpdateItem have in common: the members that shape their answers,
// their conditions, and the answers.
#pragma once

#include "api/call.h"
#include "api/capacity.h"
#include "api/expected_members.h"
#include "api/item_members.h"
#include "api/members.h"
#include "api/pending.h"
#include "expressions/update.h"
#include "tables/writer.h"

#include <memory>
#include <optional>
#include <string>

namespace tidemark::api {

enum class ReturnValues { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };

// The member ReturnValues.
ReturnValues return_values_member(Members& members);

// The refusal of forms that only updates have.
std::optional<Reply> only_old_values(ReturnValues values);

// The member ReturnItemCollectionMetrics: whether they are wanted.
bool item_collection_metrics_member(Members& members);

// The member ReturnValuesOnConditionCheckFailure: whether the item is wanted.
bool return_on_failure_member(Members& members);

// The members that say on which condition an item is written.
struct ConditionMembers {
  std::optional<std::string> text;
  ExpectedMember expected;
  PlaceholderMembers placeholders;
};

ConditionMembers condition_members(Members& members);

// The condition on which an item is written, half understood: Expected is, the expression waits
// for its turn, after others that use the same placeholders.
struct WriteCondition {
  std::shared_ptr<const expressions::Predicate> predicate;  // null: none
  std::optional<std::string> text;
  expressions::Placeholders placeholders;
};

// `uses_placeholders`: another expression of the request's needs them.
Parsed<WriteCondition> write_condition_of(ConditionMembers members, bool uses_placeholders = false);
// Reads the ConditionExpression, then looks for placeholders that nothing used.
std::optional<Reply> finish(WriteCondition& condition);

// Whether the table's items form collections whose sizes are told: it has a local index.
bool has_item_collections(const tables::TableDescription& table);
// What ReturnItemCollectionMetrics tells of the collection that `key` lies in, as the next value.
// Its size is not counted: the range is that of a small one.
void write_item_collection(codec::JsonWriter& out, const tables::TableDescription& table,
                           const values::Item& key);

struct WrittenForm {
  ReturnValues values = ReturnValues::kNone;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool metrics = false;
  bool item_on_failure = false;
  tables::KnownTable table = {};
  values::Item key = {};            // the item's; for the metrics
  expressions::Update update = {};  // for the UPDATED forms
};

Reply written_reply(const tables::WriteAnswer& answer, const WrittenForm& form);

// The action as the reply that is pending.
PendingReply pending_write(storage::Store& store, tables::ItemAction action, WrittenForm form);

// The member ItemCollectionMetrics of a request that wrote many items: the collections that they
// lie in, each once, by table; nothing when no table has collections.
void write_item_collections(codec::JsonWriter& out, const std::vector<tables::KnownTable>& tables,
                            const std::vector<values::Item>& keys);

// What is wrong with an attribute that cannot be a key of an index, in AWS's words.
std::string index_key_text(const tables::IndexKeyProblem& problem);
// The refusal of an item that has an attribute which cannot be a key of an index.
Reply index_key_problem(const tables::IndexKeyProblem& problem);

}  // namespace tidemark::api

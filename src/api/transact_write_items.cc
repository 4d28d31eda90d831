#include "api/cancellation.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "api/transact_action.h"
#include "codec/sha256.h"
#include "tables/transaction.h"
#include "values/item_size.h"

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostActions = 100;
// Source: API reference, TransactWriteItems.
constexpr std::size_t kMaxTransactionBytes = 4u << 20;

struct TransactMembers {
  std::optional<std::string> token;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool metrics = false;
  std::vector<TransactMember> actions;
};

std::vector<TransactMember> actions_of(Members& members) {
  std::vector<TransactMember> actions;
  const auto* list = members.list("TransactItems", true);
  if (list == nullptr) return actions;
  if (list->empty()) {
    members.add_problem("TransactItems", "[]",
                        "Member must have length greater than or equal to 1");
  }
  if (list->size() > kMostActions) {
    members.add_problem(
        "TransactItems", fmt::format("[{} actions]", list->size()),
        fmt::format("Member must have length less than or equal to {}", kMostActions));
    return actions;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members element = members.element("TransactItems", i, (*list)[i], "TransactWriteItem");
    actions.push_back(transact_member(element));
  }
  return actions;
}

TransactMembers members_of(Members& members) {
  TransactMembers all;
  all.token = members.text("ClientRequestToken", {.min = 1, .max = 36});
  all.capacity = capacity_member(members);
  all.metrics = item_collection_metrics_member(members);
  all.actions = actions_of(members);
  return all;
}

// JSON whose members stand in the order of their names.
codec::JsonValue sorted(const codec::JsonValue& value) {
  if (const auto* array = value.array()) {
    codec::JsonValue::Array copy;
    for (const codec::JsonValue& element : *array) copy.push_back(sorted(element));
    return codec::JsonValue(std::move(copy));
  }
  if (const auto* object = value.object()) {
    codec::JsonValue::Members copy;
    for (const auto& [name, member] : *object) copy.emplace_back(name, sorted(member));
    std::ranges::sort(copy, {}, [](const auto& member) { return std::string_view(member.first); });
    return codec::JsonValue(std::move(copy));
  }
  return value;
}

std::optional<tables::RequestToken> token_of(const Request& request,
                                             const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  codec::JsonWriter canonical;
  codec::write_json(canonical, sorted(*request.body.find("TransactItems")));
  return tables::RequestToken{.account = request.call.account,
                              .region = request.call.region,
                              .text = *text,
                              .fingerprint = codec::bytes_of(codec::sha256(canonical.text()))};
}

Parsed<std::vector<TransactPlan>> plans_of(std::vector<TransactMember> members) {
  std::vector<TransactPlan> plans;
  std::size_t bytes = 0;
  for (TransactMember& member : members) {
    TM_OR_REPLY(TransactPlan plan, plan_of(std::move(member)));
    bytes += values::bytes_of(plan.item);
    plans.push_back(std::move(plan));
  }
  if (bytes <= kMaxTransactionBytes) return plans;
  return validation_error(fmt::format(
      "The items of a transaction have {} bytes together; their size cannot exceed {} bytes", bytes,
      kMaxTransactionBytes));
}

// What the answer needs of the request.
struct Sent {
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool metrics = false;
  std::vector<tables::KnownTable> tables = {};  // of each action
  std::vector<values::Item> keys = {};
  std::vector<bool> item_on_failure = {};
};

struct Prepared {
  storage::Store* store = nullptr;
  std::vector<tables::ItemAction> actions;
};

Parsed<Prepared> prepared(const Request& request, Engine& engine,
                          const std::vector<TransactPlan>& plans, Sent& sent) {
  Prepared all;
  std::vector<OpenTable> open;
  for (const TransactPlan& plan : plans) {
    TM_OR_REPLY(OpenTable table, open_table(request, engine, plan.table));
    all.store = table.store;
    open.push_back(std::move(table));
  }
  std::set<std::pair<std::uint64_t, std::string>> seen;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const tables::KnownTable& table = open[i].table;
    TM_OR_REPLY(tables::ItemAction action, action_of(plans[i], open[i]));
    const bool has_key = !std::holds_alternative<tables::RefusedAction>(action.what);
    if (has_key && !seen.emplace(table->stored_as.value, action.key).second) {
      return validation_error("Transaction request cannot include multiple operations on one item");
    }
    sent.tables.push_back(table);
    sent.keys.push_back(values::key_attributes(table->keys, plans[i].item));
    sent.item_on_failure.push_back(plans[i].item_on_failure);
    all.actions.push_back(std::move(action));
  }
  return all;
}

CancellationReason reason_of(const tables::WriteAnswer& answer, bool with_item) {
  if (const auto* failed = std::get_if<tables::ConditionFailed>(&answer)) {
    return {"ConditionalCheckFailed", "The conditional request failed",
            with_item ? failed->item : std::nullopt};
  }
  if (std::holds_alternative<tables::ItemTooLarge>(answer)) {
    return {"ValidationError", "Item size to update has exceeded the maximum allowed size"};
  }
  if (const auto* problem = std::get_if<tables::IndexKeyProblem>(&answer)) {
    return {"ValidationError", index_key_text(*problem)};
  }
  return {"ValidationError", std::get<tables::CannotUpdate>(answer).message};
}

Reply cancelled(const tables::TransactionCancelled& answer, const Sent& sent) {
  std::vector<CancellationReason> reasons;
  for (std::size_t i = 0; i < answer.reasons.size(); ++i) {
    if (!answer.reasons[i]) {
      reasons.emplace_back();
      continue;
    }
    const auto* problem = std::get_if<tables::IndexKeyProblem>(&*answer.reasons[i]);
    // Told as one of the request, not of the action.
    if (problem != nullptr && problem->why == tables::IndexKeyProblem::Why::kEmpty) {
      return validation_error(
          "One or more parameter values are not valid. The update expression attempted to update a "
          "secondary index key to a value that is not supported. The AttributeValue for a key "
          "attribute cannot contain an empty string value.");
    }
    reasons.push_back(reason_of(*answer.reasons[i], sent.item_on_failure[i]));
  }
  return cancelled(reasons);
}

using Used = std::map<std::string, ConsumedUnits>;  // by table

Reply answered(const Sent& sent, const Used& used, std::string_view kind) {
  codec::JsonWriter out;
  out.begin_object();
  if (sent.capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity").begin_array();
    for (const auto& [table, units] : used) write_capacity(out, sent.capacity, table, units, kind);
    out.end_array();
  }
  if (sent.metrics) write_item_collections(out, sent.tables, sent.keys);
  out.end_object();
  return {.body = out.take()};
}

Reply answer(const tables::TransactionAnswer& given, const Sent& sent) {
  if (std::holds_alternative<tables::NoTable>(given)) return no_such_table();
  if (std::holds_alternative<tables::TokenMismatch>(given)) {
    return error_reply("IdempotentParameterMismatchException",
                       "The transaction's ClientRequestToken was used with other items before");
  }
  if (const auto* no = std::get_if<tables::TransactionCancelled>(&given)) {
    return cancelled(*no, sent);
  }
  Used used;
  if (const auto* replayed = std::get_if<tables::TransactionReplayed>(&given)) {
    for (std::size_t i = 0; i < replayed->item_bytes.size(); ++i) {
      used[sent.tables[i]->name.name].table += 2 * read_units(replayed->item_bytes[i], true);
    }
    return answered(sent, used, "Read");
  }
  const auto& items = std::get<tables::TransactionDone>(given).items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    add_written(used[sent.tables[i]->name.name], items[i].changed, 2);
  }
  return answered(sent, used, "Write");
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  TransactMembers asked = members_of(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const std::vector<TransactPlan> plans, plans_of(std::move(asked.actions)));
  Sent sent{.capacity = asked.capacity, .metrics = asked.metrics};
  TM_OR_REPLY(Prepared all, prepared(request, engine, plans, sent));
  return pending<tables::TransactionAnswer>(
      tables::transact(*all.store, std::move(all.actions), token_of(request, asked.token)),
      [sent = std::move(sent)](const tables::TransactionAnswer& given) {
        return answer(given, sent);
      });
}

}  // namespace

const Operation kTransactWriteItems{
    .name = "TransactWriteItems",
    .honoured =
        "TransactItems ClientRequestToken ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api

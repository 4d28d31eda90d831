#include "api/errors.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/transact_action.h"
#include "api/transact_answer.h"
#include "tables/transaction.h"
#include "values/item_size.h"

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

struct Prepared {
  storage::Store* store = nullptr;
  std::vector<tables::ItemAction> actions;
};

Parsed<Prepared> prepared(const Request& request, Engine& engine,
                          const std::vector<TransactPlan>& plans, SentTransaction& sent) {
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

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  TransactMembers asked = members_of(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const std::vector<TransactPlan> plans, plans_of(std::move(asked.actions)));
  SentTransaction sent{.capacity = asked.capacity, .metrics = asked.metrics};
  TM_OR_REPLY(Prepared all, prepared(request, engine, plans, sent));
  return pending<tables::TransactionAnswer>(
      tables::transact(*all.store, std::move(all.actions),
                       request_token_of(request, asked.token, "TransactItems")),
      [sent = std::move(sent)](const tables::TransactionAnswer& given) {
        return transaction_reply(given, sent);
      });
}

}  // namespace

const Operation kTransactWriteItems{
    .name = "TransactWriteItems",
    .honoured =
        "TransactItems ClientRequestToken ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api

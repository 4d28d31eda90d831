// One element of TransactWriteItems: a ConditionCheck, Put, Delete or Update, from its members to
// the action that it is.
//
//   TransactMember member = transact_member(element);            // members only
//   TM_OR_REPLY(TransactPlan plan, plan_of(std::move(member)));  // what needs no table
//   TM_OR_REPLY(ItemAction action, action_of(plan, open));       // with its table
#pragma once

#include "api/item_members.h"
#include "api/members.h"
#include "api/parsed.h"
#include "api/written.h"
#include "tables/item_action.h"

#include <optional>
#include <string>

namespace tidemark::api {

enum class TransactKind { kCheck, kPut, kDelete, kUpdate };

struct TransactMember {
  int kinds = 0;  // how many of the four it has
  TransactKind kind = TransactKind::kCheck;
  std::optional<std::string> table;
  ItemMember item;  // or the key
  std::optional<std::string> update;
  ConditionMembers condition;
  std::optional<Reply> mixed;  // placeholders without an expression
  bool item_on_failure = false;
};

TransactMember transact_member(Members& element);

// Understood, as far as that goes without the table.
struct TransactPlan {
  TransactKind kind = TransactKind::kCheck;
  std::string table;
  values::Item item;  // or the key
  expressions::Update update;
  std::shared_ptr<const expressions::Predicate> condition;
  bool item_on_failure = false;
};

Parsed<TransactPlan> plan_of(TransactMember member);

// A key of a wrong shape makes a RefusedAction, as it cancels at AWS; an empty one refuses all.
Parsed<tables::ItemAction> action_of(const TransactPlan& plan, const OpenTable& open);

}  // namespace tidemark::api

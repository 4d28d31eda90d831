#include "api/transact_action.h"

#include "api/errors.h"
#include "api/parameter_mix.h"
#include "tables/index_key_update.h"
#include "values/item_size.h"

namespace tidemark::api {
namespace {

struct KindName {
  TransactKind kind;
  std::string_view member;
  std::string_view item;  // the member that has its item or key
};

constexpr KindName kKinds[] = {{TransactKind::kCheck, "ConditionCheck", "Key"},
                               {TransactKind::kPut, "Put", "Item"},
                               {TransactKind::kDelete, "Delete", "Key"},
                               {TransactKind::kUpdate, "Update", "Key"}};

void read_kind(Members& members, const KindName& name, TransactMember& member) {
  member.kind = name.kind;
  member.table = data_table_member(members);
  member.item = item_member(members, name.item, true);
  const bool update = name.kind == TransactKind::kUpdate;
  if (update) member.update = members.text("UpdateExpression", {.required = true});
  member.condition.text =
      members.text("ConditionExpression", {.required = name.kind == TransactKind::kCheck});
  member.condition.placeholders = placeholder_members(members);
  member.item_on_failure = return_on_failure_member(members);
  member.mixed =
      update
          ? mixed_parameters(
                members, {.expressions = {"UpdateExpression", "ConditionExpression"}, .legacy = {}})
          : mixed_parameters(members, {.expressions = {"ConditionExpression"}, .legacy = {}});
}

// The text of what is wrong with the key, if that cancels instead of refusing all.
std::optional<std::string> cancelling(const values::KeyAnswer& answer, TransactKind kind) {
  if (std::holds_alternative<std::string>(answer) ||
      std::holds_alternative<values::KeyEmpty>(answer) ||
      std::holds_alternative<values::KeyTooLong>(answer)) {
    return std::nullopt;
  }
  if (kind != TransactKind::kPut) return "The provided key element does not match the schema";
  if (const auto* type = std::get_if<values::KeyWrongType>(&answer)) {
    return fmt::format(
        "One or more parameter values were invalid: Type mismatch for key {} expected: {} actual: "
        "{}",
        type->expected.name, static_cast<char>(type->expected.type), type->actual);
  }
  const auto* missing = std::get_if<values::KeyMissing>(&answer);
  return fmt::format("One or more parameter values were invalid: Missing the key {} in the item",
                     missing != nullptr ? missing->attribute : "");
}

tables::ItemAction refused(const OpenTable& open, std::string message) {
  return {.table = open.table, .key = {}, .what = tables::RefusedAction{std::move(message)}};
}

// Types cancel; empty and long values refuse all.
Parsed<tables::ItemAction> unfit(const OpenTable& open, const tables::IndexKeyProblem& problem) {
  if (problem.why != tables::IndexKeyProblem::Why::kType) return index_key_problem(problem);
  return refused(open, index_key_text(problem));
}

Parsed<tables::ItemAction> put_of(const TransactPlan& plan, const OpenTable& open,
                                  std::string key) {
  if (const auto problem = tables::find_index_key_problem(*open.table, plan.item)) {
    return unfit(open, *problem);
  }
  return tables::put_action(open.table, std::move(key), plan.item);
}

Parsed<tables::ItemAction> unconditional(const TransactPlan& plan, const OpenTable& open,
                                         std::string key) {
  if (plan.kind == TransactKind::kPut) return put_of(plan, open, std::move(key));
  tables::ItemAction action{.table = open.table, .key = std::move(key), .what = {}};
  if (plan.kind == TransactKind::kDelete) action.what = tables::DeleteAction{};
  if (plan.kind == TransactKind::kUpdate) {
    if (auto problem = expressions::find_key_update(plan.update, open.table->keys)) {
      return refused(open, std::move(problem->message));
    }
    if (const auto problem = tables::find_index_key_problem(*open.table, plan.update)) {
      return unfit(open, *problem);
    }
    action.what = tables::UpdateAction{plan.item, plan.update};
  }
  return action;
}

}  // namespace

TransactMember transact_member(Members& element) {
  TransactMember member;
  for (const KindName& name : kKinds) {
    Members kind = element.structure(name.member);
    if (!kind.present()) continue;
    ++member.kinds;
    read_kind(kind, name, member);
  }
  return member;
}

Parsed<TransactPlan> plan_of(TransactMember member) {
  if (member.kinds != 1) {
    return validation_error("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  if (member.mixed) return *std::move(member.mixed);
  TransactPlan plan;
  plan.kind = member.kind;
  plan.table = *member.table;
  plan.item_on_failure = member.item_on_failure;
  TM_OR_REPLY(plan.item, item_of(std::move(member.item)));
  if (plan.kind == TransactKind::kPut) {
    if (auto refusal = too_large(plan.item)) return *std::move(refusal);
  }
  TM_OR_REPLY(WriteCondition condition,
              write_condition_of(std::move(member.condition), member.update.has_value()));
  if (member.update) {
    TM_OR_REPLY(plan.update,
                understood(expressions::parse_update(*member.update, condition.placeholders)));
  }
  if (auto refusal = finish(condition)) return *std::move(refusal);
  plan.condition = std::move(condition.predicate);
  return plan;
}

Parsed<tables::ItemAction> action_of(const TransactPlan& plan, const OpenTable& open) {
  const values::KeySchema& schema = open.table->keys;
  const bool whole = plan.kind == TransactKind::kPut;
  const values::KeyAnswer answer =
      whole ? values::key_of_item(schema, plan.item) : values::key_of(schema, plan.item);
  if (auto message = cancelling(answer, plan.kind)) return refused(open, *std::move(message));
  TM_OR_REPLY(std::string key,
              whole ? key_in_item(schema, plan.item) : given_key(schema, plan.item));
  TM_OR_REPLY(tables::ItemAction action, unconditional(plan, open, std::move(key)));
  action.condition = plan.condition;
  return action;
}

}  // namespace tidemark::api

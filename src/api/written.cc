#include "api/written.h"

#include "api/errors.h"
#include "api/table_members.h"
#include "expressions/apply_update.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <map>

namespace tidemark::api {
namespace {

values::Item touched(const expressions::Update& update, const std::optional<values::Item>& image) {
  return image ? expressions::touched(update, *image) : values::Item{};
}

// The attributes to be returned; empty when there are none.
values::Item returned(const tables::Written& written, const WrittenForm& form) {
  switch (form.values) {
    case ReturnValues::kNone: break;
    case ReturnValues::kAllOld: return written.before.value_or(values::Item{});
    case ReturnValues::kAllNew: return written.after.value_or(values::Item{});
    case ReturnValues::kUpdatedOld: return touched(form.update, written.before);
    case ReturnValues::kUpdatedNew: return touched(form.update, written.after);
  }
  return {};
}

Reply condition_failed(const tables::ConditionFailed& failed, const WrittenForm& form) {
  constexpr std::string_view kName = "ConditionalCheckFailedException";
  constexpr std::string_view kText = "The conditional request failed";
  if (!form.item_on_failure || !failed.item) return error_reply(kName, kText);
  codec::JsonWriter out;
  out.begin_object().key("__type").string(
      fmt::format("com.amazonaws.dynamodb.v20120810#{}", kName));
  out.key("message").string(kText).key("Item");
  values::write_item(out, *failed.item);
  out.end_object();
  return {.status = 400, .body = out.take()};
}

Reply done(const tables::Written& written, const WrittenForm& form) {
  codec::JsonWriter out;
  out.begin_object();
  const values::Item attributes = returned(written, form);
  if (!attributes.empty()) {
    out.key("Attributes");
    values::write_item(out, attributes);
  }
  if (form.capacity != ReturnCapacity::kNone) {
    ConsumedUnits units;
    add_written(units, written.changed);
    out.key("ConsumedCapacity");
    write_capacity(out, form.capacity, form.table->name.name, units);
  }
  if (form.metrics && has_item_collections(*form.table)) {
    out.key("ItemCollectionMetrics");
    write_item_collection(out, *form.table, form.key);
  }
  out.end_object();
  return {.body = out.take()};
}

}  // namespace

ReturnValues return_values_member(Members& members) {
  const auto text = members.text(
      "ReturnValues", {.one_of = {"ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"}});
  if (text == "ALL_OLD") return ReturnValues::kAllOld;
  if (text == "UPDATED_OLD") return ReturnValues::kUpdatedOld;
  if (text == "ALL_NEW") return ReturnValues::kAllNew;
  return text == "UPDATED_NEW" ? ReturnValues::kUpdatedNew : ReturnValues::kNone;
}

std::optional<Reply> only_old_values(ReturnValues values) {
  if (values == ReturnValues::kNone || values == ReturnValues::kAllOld) return std::nullopt;
  return validation_error("ReturnValues can only be ALL_OLD or NONE");
}

bool item_collection_metrics_member(Members& members) {
  return members.text("ReturnItemCollectionMetrics", {.one_of = {"SIZE", "NONE"}}) == "SIZE";
}

bool return_on_failure_member(Members& members) {
  return members.text("ReturnValuesOnConditionCheckFailure", {.one_of = {"ALL_OLD", "NONE"}}) ==
         "ALL_OLD";
}

ConditionMembers condition_members(Members& members) {
  ConditionMembers condition;
  condition.text = members.text("ConditionExpression");
  condition.expected = expected_member(members);
  condition.placeholders = placeholder_members(members);
  return condition;
}

Parsed<WriteCondition> write_condition_of(ConditionMembers members, bool uses_placeholders) {
  WriteCondition condition;
  TM_OR_REPLY(condition.predicate, predicate_of(std::move(members.expected)));
  if (!members.text && !uses_placeholders) return condition;
  TM_OR_REPLY(condition.placeholders, placeholders_of(std::move(members.placeholders)));
  condition.text = std::move(members.text);
  return condition;
}

std::optional<Reply> finish(WriteCondition& condition) {
  if (condition.text) {
    auto parsed = condition_of("ConditionExpression", condition.text, condition.placeholders);
    if (!parsed) return std::move(parsed).refusal();
    condition.predicate = std::move(parsed.value().predicate);
  }
  return unused(condition.placeholders);
}

bool has_item_collections(const tables::TableDescription& table) {
  return std::ranges::any_of(table.indexes, [](const tables::Index& index) {
    return index.kind == tables::IndexKind::kLocal;
  });
}

void write_item_collection(codec::JsonWriter& out, const tables::TableDescription& table,
                           const values::Item& key) {
  values::Item collection;
  const std::string& name = table.keys.hash.name;
  if (const auto* value = key.find(name)) collection.set(name, *value);
  out.begin_object().key("ItemCollectionKey");
  values::write_item(out, collection);
  out.key("SizeEstimateRangeGB").begin_array().number(0.0).number(1.0).end_array().end_object();
}

void write_item_collections(codec::JsonWriter& out, const std::vector<tables::KnownTable>& tables,
                            const std::vector<values::Item>& keys) {
  std::map<std::string, std::map<std::string, std::size_t>> collections;  // by table and key
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (!has_item_collections(*tables[i])) continue;
    const auto* value = keys[i].find(tables[i]->keys.hash.name);
    if (value != nullptr)
      collections[tables[i]->name.name].emplace(values::component_of(*value), i);
  }
  if (collections.empty()) return;
  out.key("ItemCollectionMetrics").begin_object();
  for (const auto& [table, members] : collections) {
    out.key(table).begin_array();
    for (const auto& [key, i] : members) write_item_collection(out, *tables[i], keys[i]);
    out.end_array();
  }
  out.end_object();
}

std::string index_key_text(const tables::IndexKeyProblem& problem) {
  using Why = tables::IndexKeyProblem::Why;
  using Where = tables::IndexKeyProblem::Where;
  const tables::KeyAttribute& expected = problem.expected;
  const std::string_view empty = expected.type == tables::KeyType::kBinary ? "binary" : "string";
  if (problem.why == Why::kEmpty && problem.where != Where::kItem) {
    return fmt::format(
        "One or more parameter values are not valid. The update expression attempted to update a "
        "secondary index key to a value that is not supported. The AttributeValue for a key "
        "attribute cannot contain an empty {} value.",
        empty);
  }
  if (problem.where == Where::kUpdatedItem) {
    return problem.why == Why::kType ? "The update expression attempted to update the secondary "
                                       "index key to unsupported type"
                                     : "The update expression attempted to update the secondary "
                                       "index key beyond allowed size limits";
  }
  if (problem.why == Why::kType) {
    return fmt::format(
        "One or more parameter values were invalid: Type mismatch for Index Key {} Expected: {} "
        "Actual: {} IndexName: {}",
        expected.name, static_cast<char>(expected.type), problem.actual, problem.index);
  }
  if (problem.why == Why::kEmpty) {
    return fmt::format(
        "One or more parameter values are not valid. A value specified for a secondary index key "
        "is not supported. The AttributeValue for a key attribute cannot contain an empty {} "
        "value. IndexName: {}, IndexKey: {}",
        empty, problem.index, expected.name);
  }
  return problem.hash
             ? "One or more parameter values were invalid: Size of hashkey has exceeded the "
               "maximum size limit of2048 bytes"
             : "One or more parameter values were invalid: Aggregated size of all range keys has "
               "exceeded the size limit of 1024 bytes";
}

Reply index_key_problem(const tables::IndexKeyProblem& problem) {
  return validation_error(index_key_text(problem));
}

Reply written_reply(const tables::WriteAnswer& answer, const WrittenForm& form) {
  if (std::holds_alternative<tables::NoTable>(answer)) return no_such_table();
  if (std::holds_alternative<tables::ItemTooLarge>(answer)) {
    return validation_error("Item size to update has exceeded the maximum allowed size");
  }
  if (const auto* refused = std::get_if<tables::CannotUpdate>(&answer)) {
    return validation_error(refused->message);
  }
  if (const auto* problem = std::get_if<tables::IndexKeyProblem>(&answer)) {
    return index_key_problem(*problem);
  }
  if (const auto* failed = std::get_if<tables::ConditionFailed>(&answer)) {
    return condition_failed(*failed, form);
  }
  return done(std::get<tables::Written>(answer), form);
}

PendingReply pending_write(storage::Store& store, tables::ItemAction action, WrittenForm form) {
  return pending<tables::WriteAnswer>(tables::write_item(store, std::move(action)),
                                      [form = std::move(form)](const tables::WriteAnswer& answer) {
                                        return written_reply(answer, form);
                                      });
}

}  // namespace tidemark::api

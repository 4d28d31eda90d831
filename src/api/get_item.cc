#include "api/capacity.h"
#include "api/errors.h"
#include "api/filter_members.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/read_source.h"

namespace tidemark::api {
namespace {

struct Form {
  std::optional<expressions::Projection> projection;
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool consistent = false;
};

Reply answer(const std::optional<values::StoredItem>& item, std::string_view table,
             const Form& form) {
  codec::JsonWriter out;
  out.begin_object();
  if (item) {
    out.key("Item");
    write_stored(out, *item, form.projection);
  }
  if (form.capacity != ReturnCapacity::kNone) {
    add_capacity(out, form.capacity, table,
                 read_units(item ? item->counted() : 0, form.consistent));
  }
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  members.tell_lone_bounds_briefly();
  Form form;
  const auto names = attributes_to_get_member(members);
  form.capacity = capacity_member(members);
  ItemMember given = item_member(members, "Key", true);
  const auto table = data_table_member(members, 3);
  form.consistent = members.boolean("ConsistentRead").value_or(false);
  const auto projection = members.text("ProjectionExpression");
  PlaceholderMembers placeholder = placeholder_members(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = mixed_parameters(
          members, {.expressions = {"ProjectionExpression"}, .legacy = {"AttributesToGet"}})) {
    return *std::move(refusal);
  }
  TM_OR_REPLY(const values::Item key_item, item_of(std::move(given)));
  TM_OR_REPLY(form.projection, projection_of(names));
  TM_OR_REPLY(expressions::Placeholders placeholders, placeholders_of(std::move(placeholder)));
  if (projection) {
    TM_OR_REPLY(form.projection, projection_of(projection, placeholders));
  }
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  TM_OR_REPLY(const OpenTable open, open_table(request, engine, *table));
  TM_OR_REPLY(const std::string key, given_key(open.table->keys, key_item));
  if (form.projection) {
    if (auto refusal = nested_key_problem(*open.table, form.projection->paths)) {
      return *std::move(refusal);
    }
  }
  const auto item = tables::read_item(*open.store, *open.table, key, request.as_of);
  if (!item) return error_reply(item.error());
  return answer(item.value(), open.table->name.name, form);
}

}  // namespace

const Operation kGetItem{
    .name = "GetItem",
    .honoured =
        "TableName Key ConsistentRead ProjectionExpression ExpressionAttributeNames "
        "ReturnConsumedCapacity AttributesToGet",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api

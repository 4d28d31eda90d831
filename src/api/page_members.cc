#include "api/page_members.h"

#include "api/errors.h"
#include "values/dynamodb_json.h"

namespace tidemark::api {
namespace {

void write_items(codec::JsonWriter& out, const tables::Page& page, const PageForm& form) {
  out.key("Items").begin_array();
  for (const values::StoredItem& item : page.items) write_stored(out, item, form.projection);
  out.end_array();
}

Reply answer(const OpenTable& open, const tables::Page& page, const PageForm& form) {
  codec::JsonWriter out;
  out.begin_object();
  if (!form.count_only) write_items(out, page, form);
  out.key("Count").number(static_cast<std::int64_t>(page.items.size()));
  out.key("ScannedCount").number(static_cast<std::int64_t>(page.scanned));
  if (page.ended_at) {
    const auto key = values::key_from_bytes(open.table->keys, *page.ended_at);
    if (!key) return error_reply(key.error());
    out.key("LastEvaluatedKey");
    values::write_item(out, key.value());
  }
  add_capacity(out, form.capacity, open.table->name.name, read_units(page.bytes, form.consistent));
  out.end_object();
  return {.body = out.take()};
}

}  // namespace

PageMembers page_members(Members& members) {
  PageMembers page;
  page.table = data_table_member(members);
  page.limit = members.integer("Limit", {.min = 1});
  page.select = members.text("Select", {.one_of = {"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES",
                                                   "ALL_PROJECTED_ATTRIBUTES"}});
  page.projection_text = members.text("ProjectionExpression");
  page.filter_text = members.text("FilterExpression");
  page.consistent = members.boolean("ConsistentRead").value_or(false);
  page.capacity = capacity_member(members);
  page.has_start_key = members.map("ExclusiveStartKey") != nullptr;
  page.start_key = item_member(members, "ExclusiveStartKey", false);
  page.placeholders = placeholder_members(members);
  return page;
}

std::optional<Reply> select_problem(const PageMembers& members, std::string_view verb) {
  const auto& select = members.select;
  if (select == "ALL_PROJECTED_ATTRIBUTES") {
    return validation_error(
        fmt::format("ALL_PROJECTED_ATTRIBUTES can be used only when {} using an IndexName", verb));
  }
  if (!members.projection_text) {
    if (select != "SPECIFIC_ATTRIBUTES") return std::nullopt;
    return validation_error(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
        "SPECIFIC_ATTRIBUTES");
  }
  if (!select || select == "SPECIFIC_ATTRIBUTES") return std::nullopt;
  return validation_error(
      fmt::format("Cannot specify the ProjectionExpression when choosing to get {}",
                  select == "COUNT" ? "only the Count" : *select));
}

PageForm form_of(const PageMembers& members, std::optional<expressions::Projection> projection) {
  return {.count_only = members.select == "COUNT",
          .consistent = members.consistent,
          .capacity = members.capacity,
          .projection = std::move(projection)};
}

BackgroundReply page_reply(OpenTable open, tables::PageRequest page, PageForm form) {
  return {.work = [open = std::move(open), page = std::move(page), form = std::move(form)] {
    const auto read = tables::read_page(*open.store, *open.table, page);
    return read ? answer(open, read.value(), form) : error_reply(read.error());
  }};
}

}  // namespace tidemark::api

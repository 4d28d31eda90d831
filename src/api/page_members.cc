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

ConsumedUnits units_of(const ReadSource& source, const tables::Page& page, bool consistent) {
  ConsumedUnits units;
  const double read = read_units(page.bytes, consistent);
  if (source.index == nullptr) {
    units.table = read;
    return units;
  }
  (source.is_global() ? units.global : units.local)[source.index->name] = read;
  for (const std::size_t bytes : page.fetched) units.table += read_units(bytes, consistent);
  return units;
}

Reply answer(const ReadSource& source, const tables::Page& page, const PageForm& form) {
  codec::JsonWriter out;
  out.begin_object();
  if (!form.count_only) write_items(out, page, form);
  out.key("Count").number(static_cast<std::int64_t>(page.items.size()));
  out.key("ScannedCount").number(static_cast<std::int64_t>(page.scanned));
  if (page.ended_at) {
    const auto key = key_of_page(source, *page.ended_at);
    if (!key) return error_reply(key.error());
    out.key("LastEvaluatedKey");
    values::write_item(out, key.value());
  }
  if (form.capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity");
    write_capacity(out, form.capacity, source.table().name.name,
                   units_of(source, page, form.consistent));
  }
  out.end_object();
  return {.body = out.take()};
}

void read_conditional(Members& members, PageMembers& page, bool alone) {
  const auto text = members.text("ConditionalOperator");
  if (!text) return;
  if (*text == "OR") {
    page.conditional = expressions::ConditionalOperator::kOr;
  } else if (*text == "AND") {
    page.conditional = expressions::ConditionalOperator::kAnd;
  } else if (alone) {
    page.unknown_conditional = true;
  } else {
    members.add_problem("ConditionalOperator", *text,
                        "Member must satisfy enum value set: [OR, AND]");
  }
}

}  // namespace

PageMembers page_members(Members& members, std::string_view filter) {
  PageMembers page;
  page.select = members.text("Select", {.one_of = {"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES",
                                                   "ALL_PROJECTED_ATTRIBUTES"}});
  page.index = members.text("IndexName", {.min = 3, .max = 255, .pattern = kNamePattern});
  page.capacity = capacity_member(members);
  bool sound = true;
  page.filter = filter_member(members, filter, &sound);
  page.table = data_table_member(members, 3);
  read_conditional(members, page, sound && filter == "QueryFilter");
  page.limit = members.integer("Limit", {.min = 1});
  page.projection_text = members.text("ProjectionExpression");
  page.filter_text = members.text("FilterExpression");
  page.consistent = members.boolean("ConsistentRead").value_or(false);
  page.has_start_key = members.map("ExclusiveStartKey") != nullptr;
  page.start_key = item_member(members, "ExclusiveStartKey", false);
  page.placeholders = placeholder_members(members);
  return page;
}

std::optional<Reply> select_problem(const PageMembers& members) {
  const auto& select = members.select;
  if (select == "ALL_PROJECTED_ATTRIBUTES" && !members.index) {
    return validation_error(
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (!members.projection_text && !members.attributes_to_get) {
    if (select != "SPECIFIC_ATTRIBUTES") return std::nullopt;
    return validation_error(
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
        "SPECIFIC_ATTRIBUTES");
  }
  if (!select || select == "SPECIFIC_ATTRIBUTES") return std::nullopt;
  return validation_error(
      fmt::format("Cannot specify the {} when choosing to get {}",
                  members.projection_text ? "ProjectionExpression" : "AttributesToGet",
                  select == "COUNT" ? "only the Count" : *select));
}

Parsed<values::Item> start_item_of(ItemMember member, Wording wording) {
  if (!member.problem || member.bare) return item_of(std::move(member), wording);
  return validation_error(
      fmt::format("The provided starting key is invalid: {}", problem_of(member, wording)));
}

PageForm form_of(const PageMembers& members, std::optional<expressions::Projection> projection) {
  return {.count_only = members.select == "COUNT",
          .consistent = members.consistent,
          .capacity = members.capacity,
          .projection = std::move(projection)};
}

BackgroundReply page_reply(ReadSource source, tables::PageRequest page, PageForm form) {
  return {.work = [source = std::move(source), page = std::move(page), form = std::move(form)] {
    const auto read = tables::read_page(*source.open.store, source.table(), page);
    return read ? answer(source, read.value(), form) : error_reply(read.error());
  }};
}

}  // namespace tidemark::api

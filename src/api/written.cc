#include "api/written.h"

#include "api/errors.h"
#include "api/table_members.h"
#include "expressions/apply_update.h"
#include "values/dynamodb_json.h"

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

}  // namespace

ReturnValues return_values_member(Members& members) {
  const auto text = members.text(
      "ReturnValues", {.one_of = {"ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"}});
  if (text == "ALL_OLD") return ReturnValues::kAllOld;
  if (text == "UPDATED_OLD") return ReturnValues::kUpdatedOld;
  if (text == "ALL_NEW") return ReturnValues::kAllNew;
  return text == "UPDATED_NEW" ? ReturnValues::kUpdatedNew : ReturnValues::kNone;
}

void item_collection_metrics_member(Members& members) {
  members.text("ReturnItemCollectionMetrics", {.one_of = {"SIZE", "NONE"}});
}

Reply written_reply(const tables::WriteAnswer& answer, const WrittenForm& form) {
  if (std::holds_alternative<tables::NoTable>(answer)) return no_such_table();
  if (std::holds_alternative<tables::ItemTooLarge>(answer)) {
    return validation_error("Item size to update has exceeded the maximum allowed size");
  }
  if (const auto* refused = std::get_if<tables::CannotUpdate>(&answer)) {
    return validation_error(refused->message);
  }
  const auto& written = std::get<tables::Written>(answer);
  codec::JsonWriter out;
  out.begin_object();
  const values::Item attributes = returned(written, form);
  if (!attributes.empty()) {
    out.key("Attributes");
    values::write_item(out, attributes);
  }
  if (form.capacity != ReturnCapacity::kNone) {
    add_capacity(out, form.capacity, form.table,
                 write_units(written.before_bytes, written.after_bytes));
  }
  out.end_object();
  return {.body = out.take()};
}

}  // namespace tidemark::api

#include "api/partiql/select.h"

#include "api/errors.h"
#include "api/partiql/statement_members.h"
#include "api/table_members.h"
#include "expressions/partiql/key_plan.h"
#include "expressions/partiql/named_item.h"
#include "values/dynamodb_json.h"

namespace tidemark::api {
namespace {

namespace partiql = expressions::partiql;

const expressions::Condition* where_of(const partiql::SelectStatement& statement) {
  return statement.where ? &*statement.where : nullptr;
}

// The table as of the instant that the statement asks for.
struct Opened {
  OpenTable open;
  std::optional<Timestamp> at;
};

Parsed<Opened> opened(const Request& request, Engine& engine,
                      const partiql::SelectStatement& statement) {
  TM_OR_REPLY(const std::optional<Timestamp> at, instant_of(request, statement));
  auto open = open_table({request.call, {}, at}, engine, statement.from.table);
  // What is wrong with the columns is told before that there is no such table.
  if (!open && statement.columns_problem) return expression_problem(*statement.columns_problem);
  if (!open) return std::move(open).refusal();
  return Opened{std::move(open).value(), at};
}

}  // namespace

Parsed<Select> select_of(const Request& request, Engine& engine,
                         const partiql::SelectStatement& statement, bool consistent) {
  TM_OR_REPLY(Opened opened_table, opened(request, engine, statement));
  if (statement.columns_problem) return expression_problem(*statement.columns_problem);
  const values::KeySchema& schema = opened_table.open.table->keys;
  if (statement.from.index) {
    return validation_error("The table does not have the specified index");
  }
  const partiql::KeyPlan plan(where_of(statement), schema);
  if (plan.problem()) return expression_problem(*plan.problem());
  TM_OR_REPLY(partiql::Order order, understood(partiql::ordered_reads(statement, plan, schema)));
  Select select{.open = std::move(opened_table.open),
                .columns = statement.columns,
                .reads = std::move(order.reads),
                .forward = order.forward,
                .one_item = false,
                .filter = nullptr,
                .at = opened_table.at,
                .consistent = consistent};
  if (!plan.keyed()) select.reads = {values::KeyRange{}};
  if (statement.where && !plan.exact()) {
    select.filter = std::make_shared<const expressions::Predicate>(*statement.where);
  }
  select.one_item =
      select.reads.size() == 1 && partiql::item_named_by(where_of(statement), schema).whole;
  return select;
}

Result<SelectPage> read(const Select& select, std::optional<std::size_t> limit,
                        const ReadPosition& start) {
  SelectPage page;
  std::size_t scanned = 0;
  std::size_t bytes = 0;
  std::optional<std::string> after = start.after;
  if (select.reads.empty()) page.units.table = read_units(0, select.consistent);
  for (std::size_t i = start.read; i < select.reads.size(); ++i) {
    tables::PageRequest request{.range = select.reads[i],
                                .forward = select.forward,
                                .after = std::move(after),
                                .filter = select.filter,
                                .at = select.at};
    after.reset();
    if (limit) request.limit = *limit - scanned;
    TM_TRY(tables::Page part, tables::read_page(*select.open.store, *select.open.table, request));
    page.units.table += read_units(part.bytes, select.consistent);
    scanned += part.scanned;
    bytes += part.bytes;
    for (values::StoredItem& item : part.items) page.items.push_back(std::move(item));
    const bool full = bytes >= tables::kMaxPageBytes || (limit && scanned >= *limit);
    if (part.ended_at) {
      page.next = {.read = i, .after = std::move(part.ended_at)};
    } else if (full && i + 1 < select.reads.size()) {
      page.next = {.read = i + 1};
    }
    if (page.next) break;
  }
  if (select.one_item) page.next.reset();
  return page;
}

bool lies_within(const Select& select, const ReadPosition& position) {
  if (position.read >= select.reads.size()) return false;
  if (!position.after) return true;
  const values::KeyRange& range = select.reads[position.read];
  return range.from <= *position.after && (range.until.empty() || *position.after < range.until);
}

Parsed<ItemSelect> item_select_of(const Request& request, Engine& engine,
                                  const partiql::SelectStatement& statement,
                                  std::string_view operation) {
  TM_OR_REPLY(Opened opened_table, opened(request, engine, statement));
  const values::KeySchema& schema = opened_table.open.table->keys;
  const partiql::KeyPlan plan(where_of(statement), schema);
  const partiql::NamedItem named = partiql::item_named_by(where_of(statement), schema, true);
  if (!statement.from.index && plan.problem() && !named.whole) {
    return expression_problem(*plan.problem());
  }
  if (statement.from.index || !named.whole || named.rest || !statement.order.empty()) {
    return validation_error(
        fmt::format("Select statements within {} must specify the primary key in the where clause.",
                    operation));
  }
  if (statement.columns_problem) return expression_problem(*statement.columns_problem);
  TM_OR_REPLY(std::string key, given_key(schema, named.key));
  return ItemSelect{std::move(opened_table.open), std::move(key), statement.columns,
                    opened_table.at};
}

void write_columns(codec::JsonWriter& out, const values::StoredItem& item,
                   const std::vector<partiql::Column>& columns) {
  if (columns.empty()) return item.write(out);
  const values::Item all = item.decoded();
  values::Item wanted;
  for (const partiql::Column& column : columns) {
    if (const auto* value = expressions::find(all, column.path)) wanted.set(column.name, *value);
  }
  values::write_item(out, wanted);
}

}  // namespace tidemark::api

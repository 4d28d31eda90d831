#include "api/partiql/select.h"

#include "api/errors.h"
#include "api/partiql/statement_members.h"
#include "api/table_members.h"
#include "expressions/partiql/key_plan.h"
#include "expressions/partiql/named_item.h"
#include "tables/index_entry.h"
#include "values/dynamodb_json.h"
#include "values/item_bytes.h"
#include "values/item_view.h"

#include <set>

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

constexpr std::string_view kTransaction = "ExecuteTransaction";
constexpr char kMultiAttribute[] =
    "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or "
    "multi-attribute RANGE keys.";

const tables::Index* index_of(const OpenTable& open, const partiql::SelectStatement& statement) {
  if (!statement.from.index) return nullptr;
  const tables::Index* index = tables::find_index(*open.table, *statement.from.index);
  return index != nullptr && index->state == tables::IndexState::kDeleting ? nullptr : index;
}

bool has_many_attributes(const tables::Index* index) {
  return index != nullptr && (index->keys.hash.size() > 1 || index->keys.range.size() > 1);
}

// What the statement reads, in the words that this language has for what cannot be read.
Parsed<ReadSource> source_of(OpenTable open, const partiql::SelectStatement& statement,
                             bool consistent) {
  ReadSource source{.open = std::move(open), .index = nullptr, .keys = {}};
  source.index = index_of(source.open, statement);
  if (has_many_attributes(source.index)) return validation_error(kMultiAttribute);
  if (statement.columns_problem) return expression_problem(*statement.columns_problem);
  if (!statement.from.index) {
    source.keys = expressions::key_attributes_of(source.table().keys);
    return source;
  }
  if (source.index == nullptr) {
    return validation_error("The table does not have the specified index");
  }
  if (consistent && source.is_global()) {
    return validation_error(
        "Strongly consistent read is not supported on Global Secondary Indexes");
  }
  if (source.index->state == tables::IndexState::kBuilding) {
    return validation_error(
        fmt::format("Cannot read from backfilling global secondary index: {}", source.index->name));
  }
  source.keys = {.hash = source.index->keys.hash, .range = source.index->keys.range};
  return source;
}

values::KeySchema schema_of(const ReadSource& source) {
  values::KeySchema schema{.hash = source.keys.hash.front(), .range = {}};
  if (!source.keys.range.empty()) schema.range = source.keys.range.front();
  return schema;
}

// Attributes that the source shows; unset: all.
std::optional<std::set<std::string>> shown_by(const ReadSource& source) {
  const tables::Index* index = source.index;
  if (index == nullptr || index->projection == tables::ProjectionType::kAll) return std::nullopt;
  std::set<std::string> shown(index->included.begin(), index->included.end());
  const values::KeySchema& keys = source.table().keys;
  shown.insert(keys.hash.name);
  if (keys.range) shown.insert(keys.range->name);
  for (const auto& attribute : source.keys.hash) shown.insert(attribute.name);
  for (const auto& attribute : source.keys.range) shown.insert(attribute.name);
  return shown;
}

// The columns' attributes that the source does not show, in the order of the text.
std::vector<std::string> unshown(const ReadSource& source,
                                 const std::vector<partiql::Column>& columns) {
  std::vector<std::string> names;
  const auto shown = shown_by(source);
  if (!shown) return names;
  for (const partiql::Column& column : columns) {
    const std::string& name = expressions::attribute_of(column.path);
    if (!shown->contains(name)) names.push_back(name);
  }
  return names;
}

Reply not_projected(const ReadSource& source, std::string_view what,
                    const std::vector<std::string>& names) {
  return validation_error(fmt::format("One or more parameter values were invalid: {} [{}]",
                                      fmt::format(fmt::runtime(what), source.index->name),
                                      fmt::join(names, ", ")));
}

std::optional<Reply> plan_problem(const ReadSource& source, const partiql::KeyPlan& plan) {
  if (plan.problem()) return expression_problem(*plan.problem());
  const auto shown = shown_by(source);
  const auto names = shown ? plan.unprojected(*shown) : std::vector<std::string>{};
  if (names.empty()) return std::nullopt;
  return not_projected(source,
                       "Secondary index {} does not project one or more filter attributes:", names);
}

// WHERE sees what the index has of an item, also where the item is fetched.
Status keep_wanted(const Select& select, std::vector<values::StoredItem>& items) {
  std::vector<values::StoredItem> wanted;
  for (values::StoredItem& item : items) {
    const std::string bytes = values::to_bytes(
        tables::projected(select.source.table(), *select.source.index, item.decoded()));
    TM_TRY(const values::ItemView view, values::ItemView::open(bytes));
    if (select.filter->holds(view)) wanted.push_back(std::move(item));
  }
  items = std::move(wanted);
  return Ok{};
}

Result<tables::Page> read_part(const Select& select, tables::PageRequest request) {
  if (select.source.index != nullptr) {
    request.index = tables::page_of(*select.source.index, select.fetches);
  }
  const bool filters_later = select.fetches && select.filter != nullptr;
  if (!filters_later) request.filter = select.filter;
  TM_TRY(tables::Page page,
         tables::read_page(*select.source.open.store, select.source.table(), request));
  if (filters_later) TM_TRY_STATUS(keep_wanted(select, page.items));
  return page;
}

void add_units(const Select& select, const tables::Page& page, ConsumedUnits& units) {
  const double read = read_units(page.bytes, select.consistent);
  const tables::Index* index = select.source.index;
  if (index == nullptr) {
    units.table += read;
    return;
  }
  (select.source.is_global() ? units.global : units.local)[index->name] += read;
  for (const std::size_t bytes : page.fetched) units.table += read_units(bytes, select.consistent);
}

}  // namespace

Parsed<Select> select_of(const Request& request, Engine& engine,
                         const partiql::SelectStatement& statement, bool consistent) {
  TM_OR_REPLY(Opened opened_table, opened(request, engine, statement));
  TM_OR_REPLY(ReadSource source, source_of(std::move(opened_table.open), statement, consistent));
  const std::vector<std::string> missing = unshown(source, statement.columns);
  if (source.is_global() && !missing.empty()) {
    return not_projected(source, "Global secondary index {} does not project", missing);
  }
  const values::KeySchema schema = schema_of(source);
  const partiql::KeyPlan plan(where_of(statement), schema);
  if (auto refusal = plan_problem(source, plan)) return *std::move(refusal);
  TM_OR_REPLY(partiql::Order order, understood(partiql::ordered_reads(statement, plan, schema)));
  Select select{.source = std::move(source),
                .columns = statement.columns,
                .reads = std::move(order.reads),
                .forward = order.forward,
                .one_item = false,
                .fetches = !missing.empty(),
                .filter = nullptr,
                .at = opened_table.at,
                .consistent = consistent};
  if (!plan.keyed()) select.reads = {values::KeyRange{}};
  if (statement.where && !plan.exact()) {
    select.filter = std::make_shared<const expressions::Predicate>(*statement.where);
  }
  select.one_item = select.source.index == nullptr && select.reads.size() == 1 &&
                    partiql::item_named_by(where_of(statement), schema).whole;
  return select;
}

Result<SelectPage> read(const Select& select, std::optional<std::size_t> limit,
                        const ReadPosition& start) {
  SelectPage page;
  std::size_t scanned = 0;
  std::size_t bytes = 0;
  std::optional<std::string> after = start.after;
  if (select.reads.empty()) add_units(select, {}, page.units);
  for (std::size_t i = start.read; i < select.reads.size() && !page.next; ++i) {
    tables::PageRequest request{.range = select.reads[i],
                                .forward = select.forward,
                                .after = std::move(after),
                                .at = select.at};
    after.reset();
    if (limit) request.limit = *limit - scanned;
    TM_TRY(tables::Page part, read_part(select, std::move(request)));
    add_units(select, part, page.units);
    scanned += part.scanned;
    bytes += part.bytes;
    for (values::StoredItem& item : part.items) page.items.push_back(std::move(item));
    const bool full = bytes >= tables::kMaxPageBytes || (limit && scanned >= *limit);
    if (part.ended_at) {
      page.next = {.read = i, .after = std::move(part.ended_at)};
    } else if (full && i + 1 < select.reads.size()) {
      page.next = {.read = i + 1};
    }
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
  if (statement.from.index && operation == kTransaction) {
    return validation_error("Reads on indices are not supported within transactions.");
  }
  if (has_many_attributes(index_of(opened_table.open, statement))) {
    return validation_error(kMultiAttribute);
  }
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

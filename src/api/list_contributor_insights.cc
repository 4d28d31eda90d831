#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "tables/catalog.h"

#include <algorithm>

namespace tidemark::api {
namespace {

// A place in the list: behind this table and index.
struct Place {
  std::string table;
  std::string index;
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct Row {
  Place place;
  std::string mode;
};

// Names have no slash.
std::string token_of(const Place& place) {
  return place.table + "/" + place.index;
}

std::optional<Place> place_of(const std::string& token) {
  const std::size_t slash = token.find('/');
  if (slash == std::string::npos || slash == 0) return std::nullopt;
  return Place{token.substr(0, slash), token.substr(slash + 1)};
}

void add_rows(std::vector<Row>& rows, const tables::TableDescription& table) {
  for (const tables::Insights& insights : table.settings.insights) {
    if (insights.enabled) rows.push_back({{table.name.name, insights.index}, insights.mode});
  }
}

Result<std::vector<Row>> rows_of(const storage::Store& store, const Call& call,
                                 const std::optional<tables::TableName>& only) {
  std::vector<Row> rows;
  if (only) {
    TM_TRY(const tables::FoundTable table, tables::find(store, *only));
    if (table) add_rows(rows, *table);
  } else {
    TM_TRY(const auto all, tables::list(store, call.account, call.region, "", SIZE_MAX));
    for (const tables::TableDescription& table : all) add_rows(rows, table);
  }
  std::ranges::sort(rows, {}, &Row::place);
  return rows;
}

Reply page(const std::vector<Row>& rows, const std::optional<Place>& after, std::size_t limit) {
  auto row = rows.begin();
  if (after) row = std::ranges::upper_bound(rows, *after, {}, &Row::place);
  codec::JsonWriter out;
  out.begin_object().key("ContributorInsightsSummaries").begin_array();
  const auto end = static_cast<std::size_t>(rows.end() - row) > limit
                       ? row + static_cast<std::ptrdiff_t>(limit)
                       : rows.end();
  for (; row != end; ++row) {
    out.begin_object().key("ContributorInsightsMode").string(row->mode);
    out.key("ContributorInsightsStatus").string("ENABLED");
    if (!row->place.index.empty()) out.key("IndexName").string(row->place.index);
    out.key("TableName").string(row->place.table).end_object();
  }
  out.end_array();
  if (end != rows.end()) out.key("NextToken").string(token_of(std::prev(end)->place));
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = members.text("TableName", {.min = 1, .max = 1024});
  const auto limit = members.integer("MaxResults", {.max = 100}).value_or(100);
  const auto token = members.text("NextToken");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  const auto after = token ? place_of(*token) : std::nullopt;
  if (token && !after) {
    return validation_error("Invalid NextToken");
  }
  std::optional<tables::TableName> only;
  if (text) {
    TM_OR_REPLY(only, control_table_name(request.call, text));
  }
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return only ? no_such_table(only->name) : page({}, {}, 1);
  if (only) {
    const auto table = tables::find(*store, *only);
    if (!table) return error_reply(table.error());
    if (!table.value()) return no_such_table(only->name);
  }
  const auto rows = rows_of(*store, request.call, only);
  if (!rows) return error_reply(rows.error());
  // AWS takes none and fewer as no limit.
  return page(rows.value(), after, limit <= 0 ? 100 : static_cast<std::size_t>(limit));
}

}  // namespace

const Operation kListContributorInsights{.name = "ListContributorInsights",
                                         .honoured = "TableName NextToken MaxResults",
                                         .handle = handle};

}  // namespace tidemark::api

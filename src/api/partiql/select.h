// SELECT: from a statement to what is read of the store, and to the items of an answer.
//
//   TM_OR_REPLY(Select select, select_of(request, engine, statement));
//   TM_TRY(const SelectPage page, read(select, limit, start));
#pragma once

#include "api/capacity.h"
#include "api/item_members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "api/partiql/next_token.h"
#include "api/read_source.h"
#include "codec/json.h"
#include "expressions/partiql/statement.h"
#include "expressions/predicate.h"
#include "tables/reader.h"
#include "values/stored_item.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::api {

struct Select {
  ReadSource source;
  std::vector<expressions::partiql::Column> columns;  // none: all attributes
  std::vector<values::KeyRange> reads;                // one after the other
  bool forward = true;
  bool one_item = false;  // the whole key of the table is named
  bool fetches = false;   // a local index has not all the columns: the items have
  std::shared_ptr<const expressions::Predicate> filter;
  std::optional<Timestamp> at;
  bool consistent = false;
};

Parsed<Select> select_of(const Request& request, Engine& engine,
                         const expressions::partiql::SelectStatement& statement, bool consistent);

struct SelectPage {
  std::vector<values::StoredItem> items;
  ConsumedUnits units;
  std::optional<ReadPosition> next = {};  // set when a bound stopped it
};

Result<SelectPage> read(const Select& select, std::optional<std::size_t> limit,
                        const ReadPosition& start);

// Whether `position` can be one of this statement's.
bool lies_within(const Select& select, const ReadPosition& position);

// A SELECT that names the one item it wants and nothing else, as batches and transactions ask for.
struct ItemSelect {
  OpenTable open;
  std::string key;
  std::vector<expressions::partiql::Column> columns;
  std::optional<Timestamp> at;
};

// `operation` is named in the refusal.
Parsed<ItemSelect> item_select_of(const Request& request, Engine& engine,
                                  const expressions::partiql::SelectStatement& statement,
                                  std::string_view operation);

// What the columns want of an item, as the next value.
void write_columns(codec::JsonWriter& out, const values::StoredItem& item,
                   const std::vector<expressions::partiql::Column>& columns);

}  // namespace tidemark::api

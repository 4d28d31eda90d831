// What item operations have in common: items and keys in requests, the table behind a name, and
// the texts of what is wrong with them.
#pragma once

#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "expressions/placeholders.h"
#include "expressions/predicate.h"
#include "expressions/projection.h"
#include "tables/known_tables.h"
#include "tables/reader.h"
#include "values/attribute_value.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::storage {
class Store;
}

namespace tidemark::api {

// A map of attribute values, read but for the values' own rules, which are reported after the
// constraints: ask item_of().
struct ItemMember {
  std::optional<values::Item> item = {};
  std::optional<std::string> problem = {};
  std::string older = {};  // the problem as values::ValueProblem has it
  bool bare = false;
};

// Whose words an operation uses for what is wrong with a value: values::ValueProblem.
enum class Wording { kNewer, kOlder };

std::string problem_of(const ItemMember& member, Wording wording);

ItemMember item_member(Members& members, std::string_view name, bool required);
// One such map that is no member of its own; a wrong shape is reported through `members`.
ItemMember item_in(Members& members, const codec::JsonValue& json);
Parsed<values::Item> item_of(ItemMember member, Wording wording = Wording::kNewer);

// TableName as the data plane asks for it: a name or an ARN. Reads tell names of one or two letters
// as constraint errors (`shortest` 3), writes later and in other words.
std::optional<std::string> data_table_member(Members& members, std::size_t shortest = 1);

// A table that an operation found, and the store it lies in.
struct OpenTable {
  storage::Store* store = nullptr;
  tables::KnownTable table;  // never null once opened
};

// The active table a request means, now or as of Request::as_of.
Parsed<OpenTable> open_table(const Request& request, Engine& engine, const std::string& name);

// "The provided key element does not match the schema" and its kin, for Key members.
Parsed<std::string> given_key(const values::KeySchema& schema, const values::Item& key);
// "Missing the key Id in the item" and its kin, for whole items.
Parsed<std::string> key_in_item(const values::KeySchema& schema, const values::Item& item);

std::optional<Reply> too_large(const values::Item& item);

// A condition of an operation's, ready to be asked, and what it reads.
struct ReadCondition {
  std::shared_ptr<const expressions::Predicate> predicate;  // null: the request has none
  std::vector<expressions::DocumentPath> paths;
};

// The text of the member `kind`, if there is one.
Parsed<ReadCondition> condition_of(std::string_view kind, const std::optional<std::string>& text,
                                   expressions::Placeholders& placeholders);

// ExpressionAttributeNames and …Values as expressions use them.
struct PlaceholderMembers {
  std::optional<expressions::Placeholders::Names> names;
  std::optional<values::Item> values;
  ItemMember bad;       // the problem of the first value that is not allowed
  std::string bad_key;  // ":v", where it is
};

PlaceholderMembers placeholder_members(Members& members);
Parsed<expressions::Placeholders> placeholders_of(PlaceholderMembers members,
                                                  Wording wording = Wording::kNewer);

// The ProjectionExpression, if there is one. Whether all placeholders were used is asked
// separately, after the last expression: unused().
Parsed<std::optional<expressions::Projection>> projection_of(
    const std::optional<std::string>& text, expressions::Placeholders& placeholders);
std::optional<Reply> unused(const expressions::Placeholders& placeholders);

// What was wanted of an item, as the next value.
void write_stored(codec::JsonWriter& out, const values::StoredItem& item,
                  const std::optional<expressions::Projection>& projection);

// An expression's problem, as AWS answers it.
template <class T>
Parsed<T> understood(std::variant<T, expressions::ExpressionProblem> parsed);

Reply expression_problem(const expressions::ExpressionProblem& problem);

template <class T>
Parsed<T> understood(std::variant<T, expressions::ExpressionProblem> parsed) {
  if (auto* problem = std::get_if<expressions::ExpressionProblem>(&parsed)) {
    return expression_problem(*problem);
  }
  return std::get<T>(std::move(parsed));
}

}  // namespace tidemark::api

#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "api/written.h"
#include "tables/writer.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <set>
#include <span>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostRequests = 25;

// What is shown of a request in texts that quote it; the service quotes all of it.
constexpr std::size_t kMostShownBytes = 4096;
// Tables that are quoted; there can be very many, and few problems are told.
constexpr int kMostShownTables = 10;

// One PutRequest or DeleteRequest as it was sent.
struct Wanted {
  std::string table;
  bool put = false;
  int kinds = 0;  // how many of the two it has
  ItemMember item;
};

Wanted wanted_of(Members request, const std::string& table) {
  Wanted wanted;
  wanted.table = table;
  for (const bool put : {false, true}) {
    Members kind = request.structure(put ? "PutRequest" : "DeleteRequest");
    if (!kind.present()) continue;
    ++wanted.kinds;
    wanted.put = put;
    wanted.item = item_member(kind, put ? "Item" : "Key", true);
  }
  return wanted;
}

std::string shown(const Wanted& wanted) {
  const auto attributes = [&](bool put, std::string_view kind, std::string_view member) {
    if (wanted.kinds == 0 || wanted.put != put) return std::string("null");
    std::string text;
    for (const auto& [name, value] : wanted.item.item.value_or(values::Item{})) {
      if (text.size() > kMostShownBytes) break;
      codec::JsonWriter out;
      values::write_value(out, value);
      text += fmt::format("{}{}=AttributeValue({})", text.empty() ? "" : ", ", name, out.take());
    }
    return fmt::format("{}({}={{{}}})", kind, member, text);
  };
  return fmt::format("WriteRequest(putRequest={}, deleteRequest={})",
                     attributes(true, "PutRequest", "item"),
                     attributes(false, "DeleteRequest", "key"));
}

std::string shown(const std::string& table, std::span<const Wanted> requests) {
  std::string text;
  for (const Wanted& request : requests) {
    if (text.size() > kMostShownBytes) break;
    text += (text.empty() ? "" : ", ") + shown(request);
  }
  return fmt::format("{{{}=[{}]}}", table, text);
}

// Names and lengths in the map; ARNs are looked at when the table is. Whether all is well.
bool check_map(Members& members, const std::string& table, std::span<const Wanted> requests) {
  const bool named = table.starts_with("arn:") ||
                     (table.size() >= 3 && table.size() <= 255 && matches_name_pattern(table));
  const bool counted = !requests.empty() && requests.size() <= kMostRequests;
  if (!named) {
    members.add_problem("RequestItems", shown(table, requests),
                        "Map keys must satisfy constraint: [Member must have length less than or "
                        "equal to 255, Member must have length greater than or equal to 3, Member "
                        "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]");
  }
  if (!counted) {
    members.add_problem("RequestItems", shown(table, requests),
                        "Map value must satisfy constraint: [Member must have length less than "
                        "or equal to 25, Member must have length greater than or equal to 1]");
  }
  return named && counted;
}

std::vector<Wanted> requests_of(Members& members) {
  std::vector<Wanted> all;
  const auto* tables = members.map("RequestItems", true,
                                   "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>");
  if (tables == nullptr) return all;
  if (tables->empty()) {
    members.add_bound_problem("RequestItems", "{}",
                              "Member must have length greater than or equal to 1");
  }
  Members by_table = members.structure("RequestItems");
  int wrong = 0;
  for (const auto& [table, ignored] : *tables) {
    const auto* list = by_table.list(table);
    if (list == nullptr) continue;
    const std::size_t first = all.size();
    for (std::size_t i = 0; i < list->size(); ++i) {
      all.push_back(wanted_of(
          members.element_of("RequestItems", table, i, (*list)[i], "WriteRequest"), table));
    }
    if (wrong == kMostShownTables) continue;
    if (!check_map(members, table, std::span(all).subspan(first))) ++wrong;
  }
  return all;
}

// The rules that need no table.
std::optional<Reply> problem_of(const std::vector<Wanted>& all) {
  for (const Wanted& wanted : all) {
    if (wanted.kinds != 1) {
      return validation_error(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
          "the supported datatypes");
    }
    if (wanted.item.problem) return validation_error(problem_of(wanted.item, Wording::kOlder));
    if (wanted.put && wanted.item.item) {
      if (auto refusal = too_large(*wanted.item.item)) return refusal;
    }
  }
  if (all.size() <= kMostRequests) return std::nullopt;
  return validation_error("Too many items requested for the BatchWriteItem call");
}

// In a batch the service treats whole items as it does keys.
Parsed<std::string> key_of_put(const values::KeySchema& schema, const values::Item& item) {
  const values::KeyAnswer answer = values::key_of_item(schema, item);
  if (const auto* key = std::get_if<std::string>(&answer)) return *key;
  if (std::holds_alternative<values::KeyMissing>(answer) ||
      std::holds_alternative<values::KeyWrongType>(answer)) {
    return validation_error("The provided key element does not match the schema");
  }
  return key_in_item(schema, item);
}

struct Batch {
  storage::Store* store = nullptr;
  std::vector<tables::ItemAction> actions;
  std::vector<values::Item> keys;  // of each
};

Parsed<Batch> batch_of(const Request& request, Engine& engine, std::vector<Wanted> all) {
  Batch batch;
  std::map<std::string, OpenTable> open;
  std::set<std::pair<std::uint64_t, std::string>> seen;
  for (Wanted& wanted : all) {
    if (!open.contains(wanted.table)) {
      TM_OR_REPLY(OpenTable found, open_table(request, engine, wanted.table));
      open.emplace(wanted.table, std::move(found));
    }
    const OpenTable& table = open.at(wanted.table);
    batch.store = table.store;
    values::Item item = std::move(wanted.item.item).value_or(values::Item{});
    TM_OR_REPLY(std::string key, wanted.put ? key_of_put(table.table->keys, item)
                                            : given_key(table.table->keys, item));
    if (!seen.emplace(table.table->stored_as.value, key).second) {
      return validation_error("Provided list of item keys contains duplicates");
    }
    batch.keys.push_back(values::key_attributes(table.table->keys, item));
    if (!wanted.put) {
      batch.actions.push_back(
          {.table = table.table, .key = std::move(key), .what = tables::DeleteAction{}});
      continue;
    }
    if (const auto problem = tables::find_index_key_problem(*table.table, item)) {
      return index_key_problem(*problem);
    }
    batch.actions.push_back(tables::put_action(table.table, std::move(key), item));
  }
  return batch;
}

// What was sent, as the answer needs it.
struct Sent {
  std::vector<tables::KnownTable> tables = {};  // of each item
  std::vector<values::Item> keys = {};
  ReturnCapacity capacity = ReturnCapacity::kNone;
  bool metrics = false;
};

void write_used(codec::JsonWriter& out, const Sent& sent,
                const std::vector<tables::ChangedItem>& items) {
  std::map<std::string, ConsumedUnits> units;
  for (std::size_t i = 0; i < items.size(); ++i) {
    add_written(units[sent.tables[i]->name.name], items[i]);
  }
  out.key("ConsumedCapacity").begin_array();
  for (const auto& [table, used] : units) write_capacity(out, sent.capacity, table, used);
  out.end_array();
}

Reply answer(const tables::BatchAnswer& answer, const Sent& sent) {
  if (std::holds_alternative<tables::NoTable>(answer)) return no_such_table();
  if (const auto* problem = std::get_if<tables::IndexKeyProblem>(&answer)) {
    return index_key_problem(*problem);
  }
  codec::JsonWriter out;
  out.begin_object().key("UnprocessedItems").begin_object().end_object();
  if (sent.capacity != ReturnCapacity::kNone) {
    write_used(out, sent, std::get<tables::BatchWritten>(answer).items);
  }
  if (sent.metrics) write_item_collections(out, sent.tables, sent.keys);
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  members.tell_lone_bounds_briefly();
  Sent sent{.capacity = capacity_member(members)};
  sent.metrics = item_collection_metrics_member(members);
  std::vector<Wanted> all = requests_of(members);
  if (members.find("RequestItems") != nullptr) {
    members.tell_before_others({"ReturnConsumedCapacity", "ReturnItemCollectionMetrics"});
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = problem_of(all)) return *std::move(refusal);
  TM_OR_REPLY(Batch batch, batch_of(request, engine, std::move(all)));
  for (const tables::ItemAction& action : batch.actions) sent.tables.push_back(action.table);
  sent.keys = std::move(batch.keys);
  return pending<tables::BatchAnswer>(
      tables::write_batch(*batch.store, std::move(batch.actions)),
      [sent = std::move(sent)](const tables::BatchAnswer& given) { return answer(given, sent); });
}

}  // namespace

const Operation kBatchWriteItem{
    .name = "BatchWriteItem",
    .honoured = "RequestItems ReturnConsumedCapacity ReturnItemCollectionMetrics",
    .handle = handle};

}  // namespace tidemark::api

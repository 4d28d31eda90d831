#include "api/cancellation.h"
#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "tables/transaction.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostGets = 100;
// Source: API reference, TransactGetItems.
constexpr std::size_t kMaxReplyBytes = 4u << 20;

struct GetMember {
  bool present = false;
  std::optional<std::string> table;
  ItemMember key;
  std::optional<std::string> projection;
  PlaceholderMembers placeholders;
  std::optional<Reply> mixed;
};

GetMember get_member(Members& element) {
  GetMember member;
  Members get = element.structure("Get", true);
  member.present = get.present();
  if (!member.present) return member;
  member.table = data_table_member(get);
  member.key = item_member(get, "Key", true);
  member.projection = get.text("ProjectionExpression");
  member.placeholders = placeholder_members(get);
  member.mixed = mixed_parameters(get, {.expressions = {"ProjectionExpression"}, .legacy = {}});
  return member;
}

std::vector<GetMember> gets_of(Members& members) {
  std::vector<GetMember> gets;
  const auto* list = members.list("TransactItems", true);
  if (list == nullptr) return gets;
  if (list->empty()) {
    members.add_problem("TransactItems", "[]",
                        "Member must have length greater than or equal to 1");
  }
  if (list->size() > kMostGets) {
    members.add_problem("TransactItems", fmt::format("[{} gets]", list->size()),
                        fmt::format("Member must have length less than or equal to {}", kMostGets));
    return gets;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members element = members.element("TransactItems", i, (*list)[i], "TransactGetItem");
    gets.push_back(get_member(element));
  }
  return gets;
}

// One Get, understood.
struct Wanted {
  std::string table;
  values::Item key;
  std::optional<expressions::Projection> projection;
};

Parsed<Wanted> wanted_of(GetMember member) {
  if (member.mixed) return *std::move(member.mixed);
  Wanted wanted{.table = *member.table, .key = {}, .projection = {}};
  TM_OR_REPLY(wanted.key, item_of(std::move(member.key)));
  TM_OR_REPLY(auto placeholders, placeholders_of(std::move(member.placeholders)));
  TM_OR_REPLY(wanted.projection, projection_of(member.projection, placeholders));
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  return wanted;
}

using Items = std::vector<std::optional<values::StoredItem>>;

// All Gets with their tables, ready to be read.
struct Plan {
  storage::Store* store = nullptr;
  std::vector<tables::ItemPlace> places;
  std::vector<std::optional<expressions::Projection>> projections;
  ReturnCapacity capacity = ReturnCapacity::kNone;
};

std::optional<Reply> cancel_for_keys(const std::vector<values::KeyAnswer>& keys) {
  std::vector<CancellationReason> reasons(keys.size());
  const auto bad = std::ranges::find_if(
      keys, [](const values::KeyAnswer& key) { return !std::holds_alternative<std::string>(key); });
  if (bad == keys.end()) return std::nullopt;
  reasons[static_cast<std::size_t>(bad - keys.begin())] = {
      "ValidationError", "The provided key element does not match the schema"};
  return cancelled(reasons);
}

Parsed<Plan> plan_of(const Request& request, Engine& engine, std::vector<Wanted> all) {
  Plan plan;
  std::vector<values::KeyAnswer> keys;
  for (Wanted& wanted : all) {
    TM_OR_REPLY(OpenTable open, open_table(request, engine, wanted.table));
    keys.push_back(values::key_of(open.table->keys, wanted.key));
    if (std::holds_alternative<values::KeyEmpty>(keys.back())) {
      return std::move(given_key(open.table->keys, wanted.key)).refusal();
    }
    plan.store = open.store;
    plan.places.push_back({open.table, {}});
    plan.projections.push_back(std::move(wanted.projection));
  }
  if (auto refusal = cancel_for_keys(keys)) return *std::move(refusal);
  std::set<std::pair<std::uint64_t, std::string>> seen;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    plan.places[i].key = std::get<std::string>(std::move(keys[i]));
    if (seen.emplace(plan.places[i].table->stored_as.value, plan.places[i].key).second) continue;
    return validation_error("Transaction request cannot include multiple operations on one item");
  }
  return plan;
}

Reply answer(const Plan& plan, const Items& items) {
  codec::JsonWriter out;
  std::map<std::string, ConsumedUnits> used;
  std::size_t bytes = 0;
  out.begin_object().key("Responses").begin_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t size = items[i] ? items[i]->counted() : 0;
    bytes += size;
    used[plan.places[i].table->name.name].table += 2 * read_units(size, true);
    out.begin_object();
    if (items[i]) {
      out.key("Item");
      write_stored(out, *items[i], plan.projections[i]);
    }
    out.end_object();
  }
  out.end_array();
  if (bytes > kMaxReplyBytes) {
    return validation_error(fmt::format(
        "The items of the transaction have {} bytes together; their size cannot exceed {} bytes",
        bytes, kMaxReplyBytes));
  }
  if (plan.capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity").begin_array();
    for (const auto& [table, units] : used) {
      write_capacity(out, plan.capacity, table, units, "Read");
    }
    out.end_array();
  }
  out.end_object();
  return {.body = out.take()};
}

// All of the past is one moment already.
Handling answer_as_of(const Plan& plan, Timestamp at) {
  Items items;
  for (const tables::ItemPlace& place : plan.places) {
    auto item = tables::read_item(*plan.store, *place.table, place.key, at);
    if (!item) return error_reply(item.error());
    items.push_back(std::move(item).value());
  }
  return answer(plan, items);
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const ReturnCapacity capacity = capacity_member(members);
  std::vector<GetMember> gets = gets_of(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  std::vector<Wanted> all;
  for (GetMember& get : gets) {
    TM_OR_REPLY(Wanted wanted, wanted_of(std::move(get)));
    all.push_back(std::move(wanted));
  }
  TM_OR_REPLY(Plan plan, plan_of(request, engine, std::move(all)));
  plan.capacity = capacity;
  if (request.as_of) return answer_as_of(plan, *request.as_of);
  auto write = tables::read_together(*plan.store, plan.places);
  return pending<tables::ItemsTogether>(
      std::move(write), [plan = std::move(plan)](const tables::ItemsTogether& given) {
        const auto* items = std::get_if<Items>(&given);
        return items == nullptr ? no_such_table() : answer(plan, *items);
      });
}

}  // namespace

const Operation kTransactGetItems{.name = "TransactGetItems",
                                  .honoured = "TransactItems ReturnConsumedCapacity",
                                  .as_of = true,
                                  .handle = handle};

}  // namespace tidemark::api

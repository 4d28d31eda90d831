#include "api/capacity.h"
#include "api/errors.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "values/dynamodb_json.h"

#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostKeys = 100;
// A reply stops before the item that would make it larger; what is left comes back unprocessed.
constexpr std::size_t kMaxReplyBytes = 16u << 20;

// One table's part of the request, as sent.
struct Wanted {
  std::string table;
  std::vector<ItemMember> keys;
  std::optional<std::string> projection;
  PlaceholderMembers placeholders;
  bool consistent = false;
  bool stray = false;  // placeholders without a projection
};

Wanted wanted_of(Members table, const std::string& name) {
  Wanted wanted;
  wanted.table = name;
  wanted.consistent = table.boolean("ConsistentRead").value_or(false);
  wanted.projection = table.text("ProjectionExpression");
  wanted.placeholders = placeholder_members(table);
  wanted.stray = !wanted.projection && wanted.placeholders.names;
  if (table.find("AttributesToGet") != nullptr) {
    table.add_problem("AttributesToGet", "[…]",
                      "Member is not supported by this version of Tidemark");
  }
  const auto* keys = table.list("Keys", true);
  if (keys == nullptr) return wanted;
  if (keys->empty()) {
    table.add_problem("Keys", "[]", "Member must have length greater than or equal to 1");
  }
  for (const codec::JsonValue& key : *keys) wanted.keys.push_back(item_in(table, key));
  return wanted;
}

std::vector<Wanted> requests_of(Members& members) {
  std::vector<Wanted> all;
  const auto* tables = members.map("RequestItems", true);
  if (tables == nullptr) return all;
  if (tables->empty()) {
    members.add_problem("RequestItems", "{}", "Member must have length greater than or equal to 1");
  }
  Members by_table = members.structure("RequestItems");
  for (const auto& [table, ignored] : *tables) {
    all.push_back(wanted_of(by_table.structure(table, true), table));
  }
  return all;
}

std::optional<Reply> problem_of(const std::vector<Wanted>& all) {
  std::size_t count = 0;
  for (const Wanted& wanted : all) {
    count += wanted.keys.size();
    if (wanted.stray) {
      return validation_error(
          "ExpressionAttributeNames can only be specified when using expressions");
    }
    for (const ItemMember& key : wanted.keys) {
      if (key.problem) return validation_error(*key.problem);
    }
  }
  if (count <= kMostKeys) return std::nullopt;
  return validation_error("Too many items requested for the BatchGetItem call");
}

struct Key {
  values::Item attributes;
  std::string bytes;
};

// One table's part, understood.
struct TableBatch {
  OpenTable open;
  std::string asked_as;  // the name or ARN of the request
  std::vector<Key> keys;
  std::optional<expressions::Projection> projection;
  bool consistent = false;
  codec::JsonValue sent;  // for UnprocessedKeys
};

Parsed<TableBatch> batch_of(const Request& request, Engine& engine, Wanted wanted) {
  TableBatch batch;
  batch.asked_as = wanted.table;
  batch.consistent = wanted.consistent;
  TM_OR_REPLY(auto placeholders, placeholders_of(std::move(wanted.placeholders)));
  TM_OR_REPLY(batch.projection, projection_of(wanted.projection, placeholders));
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  TM_OR_REPLY(batch.open, open_table(request, engine, wanted.table));
  std::set<std::string> seen;
  for (ItemMember& member : wanted.keys) {
    Key key{std::move(member.item).value_or(values::Item{}), {}};
    TM_OR_REPLY(key.bytes, given_key(batch.open.table->keys, key.attributes));
    if (!seen.insert(key.bytes).second) {
      return validation_error("Provided list of item keys contains duplicates");
    }
    batch.keys.push_back(std::move(key));
  }
  batch.sent = *request.body.find("RequestItems")->find(wanted.table);
  return batch;
}

// The rest of a table's keys, with everything else that was sent for it.
void write_unprocessed(codec::JsonWriter& out, const TableBatch& batch, std::size_t from) {
  out.key(batch.asked_as).begin_object().key("Keys").begin_array();
  for (std::size_t i = from; i < batch.keys.size(); ++i) {
    values::write_item(out, batch.keys[i].attributes);
  }
  out.end_array();
  for (const auto& [name, value] : *batch.sent.object()) {
    if (name == "Keys") continue;
    out.key(name);
    codec::write_json(out, value);
  }
  out.end_object();
}

class Answer {
 public:
  explicit Answer(ReturnCapacity capacity) : capacity_(capacity) {}

  // Reads one table's items into the reply.
  Status add(const TableBatch& batch, std::optional<Timestamp> at) {
    responses_.key(batch.asked_as).begin_array();
    double units = 0;
    std::size_t done = 0;
    for (; done < batch.keys.size() && bytes_ < kMaxReplyBytes; ++done) {
      TM_TRY(const auto item,
             tables::read_item(*batch.open.store, *batch.open.table, batch.keys[done].bytes, at));
      const std::size_t size = item ? item->counted() : 0;
      if (bytes_ + size > kMaxReplyBytes) {
        bytes_ = kMaxReplyBytes;
        break;
      }
      bytes_ += size;
      units += read_units(size, batch.consistent);
      if (!item) continue;
      write_stored(responses_, *item, batch.projection);
    }
    responses_.end_array();
    if (done < batch.keys.size()) write_unprocessed(unprocessed_, batch, done);
    if (capacity_ != ReturnCapacity::kNone) {
      write_capacity(used_, capacity_, batch.open.table->name.name, units);
    }
    return Ok{};
  }

  Reply reply() {
    codec::JsonWriter out;
    out.begin_object();
    out.key("Responses").raw(responses_.end_object().take());
    out.key("UnprocessedKeys").raw(unprocessed_.end_object().take());
    if (capacity_ != ReturnCapacity::kNone) {
      out.key("ConsumedCapacity").raw(used_.end_array().take());
    }
    out.end_object();
    return {.body = out.take()};
  }

 private:
  ReturnCapacity capacity_;
  std::size_t bytes_ = 0;
  codec::JsonWriter responses_ = std::move(codec::JsonWriter{}.begin_object());
  codec::JsonWriter unprocessed_ = std::move(codec::JsonWriter{}.begin_object());
  codec::JsonWriter used_ = std::move(codec::JsonWriter{}.begin_array());
};

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  std::vector<Wanted> all = requests_of(members);
  const ReturnCapacity capacity = capacity_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = problem_of(all)) return *std::move(refusal);
  std::vector<TableBatch> batches;
  for (Wanted& wanted : all) {
    TM_OR_REPLY(TableBatch batch, batch_of(request, engine, std::move(wanted)));
    batches.push_back(std::move(batch));
  }
  return BackgroundReply{
      .work = [batches = std::move(batches), capacity, at = request.as_of]() -> Reply {
        Answer answer(capacity);
        for (const TableBatch& batch : batches) {
          if (const auto status = answer.add(batch, at); !status)
            return error_reply(status.error());
        }
        return answer.reply();
      }};
}

}  // namespace

const Operation kBatchGetItem{.name = "BatchGetItem",
                              .honoured =
                                  "RequestItems RequestItems.ProjectionExpression "
                                  "ReturnConsumedCapacity",
                              .refused = "RequestItems.AttributesToGet",
                              .as_of = true,
                              .handle = handle};

}  // namespace tidemark::api

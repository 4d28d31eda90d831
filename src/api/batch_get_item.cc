#include "api/capacity.h"
#include "api/errors.h"
#include "api/filter_members.h"
#include "api/item_members.h"
#include "api/operations.h"
#include "api/parameter_mix.h"
#include "api/read_source.h"
#include "values/dynamodb_json.h"
#include "values/item_bytes.h"

#include <algorithm>
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
  NamesMember names;
  std::optional<std::string> projection;
  PlaceholderMembers placeholders;
  bool consistent = false;
  std::optional<Reply> mixed;
};

std::string text_of(const codec::JsonValue& json) {
  codec::JsonWriter out;
  codec::write_json(out, json);
  return out.take();
}

Wanted wanted_of(Members table, const std::string& name) {
  Wanted wanted;
  wanted.table = name;
  wanted.mixed = mixed_parameters(
      table, {.expressions = {"ProjectionExpression"}, .legacy = {"AttributesToGet"}});
  if (const auto* keys = table.list("Keys", true)) {
    for (const codec::JsonValue& key : *keys) wanted.keys.push_back(item_in(table, key));
    if (keys->empty()) {
      table.add_bound_problem("Keys", "[]", "Member must have length greater than or equal to 1");
    }
    if (keys->size() > kMostKeys) {
      table.add_bound_problem(
          "Keys", text_of(*table.find("Keys")),
          fmt::format("Member must have length less than or equal to {}", kMostKeys));
    }
  }
  wanted.names = attributes_to_get_member(table);
  wanted.consistent = table.boolean("ConsistentRead").value_or(false);
  wanted.projection = table.text("ProjectionExpression");
  wanted.placeholders = placeholder_members(table);
  return wanted;
}

bool is_table_name(const std::string& name) {
  if (name.starts_with("arn:")) return true;
  return name.size() >= 3 && name.size() <= 255 && matches_name_pattern(name);
}

std::vector<Wanted> requests_of(Members& members) {
  std::vector<Wanted> all;
  const auto* tables = members.map("RequestItems", true, "KeysAndAttributes");
  if (tables == nullptr) return all;
  if (tables->empty()) {
    members.add_bound_problem("RequestItems", "{}",
                              "Member must have length greater than or equal to 1");
  }
  for (const auto& [table, ignored] : *tables) {
    if (is_table_name(table)) continue;
    members.add_problem("RequestItems", text_of(*members.find("RequestItems")),
                        "Map keys must satisfy constraint: [Member must have length less than or "
                        "equal to 255, Member must have length greater than or equal to 3, Member "
                        "must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]");
    break;
  }
  for (const auto& [table, json] : *tables) {
    all.push_back(
        wanted_of(members.entry("RequestItems", table, json, "KeysAndAttributes"), table));
  }
  return all;
}

// Expressions and names do not go together, be it for different tables.
std::optional<Reply> mixed(const std::vector<Wanted>& all) {
  for (const Wanted& wanted : all) {
    if (wanted.mixed) return wanted.mixed;
  }
  const auto has_names = [](const Wanted& wanted) { return wanted.names.has_value(); };
  const auto has_text = [](const Wanted& wanted) { return wanted.projection.has_value(); };
  if (!std::ranges::any_of(all, has_names) || !std::ranges::any_of(all, has_text)) {
    return std::nullopt;
  }
  return validation_error(
      "Can not use both expression and non-expression parameters in the same request: "
      "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}");
}

// A table's part of the request understood, but for what depends on the table.
struct Understood {
  std::string table;
  std::vector<values::Item> keys = {};
  std::optional<expressions::Projection> projection = {};
  bool consistent = false;
};

Parsed<Understood> understand(Wanted wanted, std::size_t& count) {
  Understood result{.table = std::move(wanted.table), .consistent = wanted.consistent};
  TM_OR_REPLY(result.projection, projection_of(wanted.names));
  TM_OR_REPLY(auto placeholders, placeholders_of(std::move(wanted.placeholders)));
  if (wanted.projection) {
    TM_OR_REPLY(result.projection, projection_of(wanted.projection, placeholders));
  }
  if (auto refusal = unused(placeholders)) return *std::move(refusal);
  std::set<std::string> seen;
  for (ItemMember& member : wanted.keys) {
    TM_OR_REPLY(values::Item key, item_of(std::move(member)));
    if (!seen.insert(values::to_bytes(key)).second) {
      return validation_error("Provided list of item keys contains duplicates");
    }
    if (++count > kMostKeys) {
      return validation_error("Too many items requested for the BatchGetItem call");
    }
    result.keys.push_back(std::move(key));
  }
  return result;
}

struct Key {
  values::Item attributes;
  std::string bytes;
};

// One table's part, ready to be read.
struct TableBatch {
  OpenTable open;
  std::string asked_as;  // the name or ARN of the request
  std::vector<Key> keys;
  std::optional<expressions::Projection> projection;
  bool consistent = false;
  codec::JsonValue sent;  // for UnprocessedKeys
};

Parsed<TableBatch> batch_of(const Request& request, Engine& engine, Understood wanted) {
  TableBatch batch;
  batch.asked_as = wanted.table;
  batch.consistent = wanted.consistent;
  TM_OR_REPLY(batch.open, open_table(request, engine, wanted.table));
  for (values::Item& attributes : wanted.keys) {
    Key key{std::move(attributes), {}};
    TM_OR_REPLY(key.bytes, given_key(batch.open.table->keys, key.attributes));
    batch.keys.push_back(std::move(key));
  }
  batch.projection = std::move(wanted.projection);
  if (batch.projection) {
    if (auto refusal = nested_key_problem(*batch.open.table, batch.projection->paths)) {
      return *std::move(refusal);
    }
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
  members.tell_lone_bounds_briefly();
  std::vector<Wanted> all = requests_of(members);
  const ReturnCapacity capacity = capacity_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  if (auto refusal = mixed(all)) return *std::move(refusal);
  std::size_t count = 0;
  std::vector<Understood> known;
  for (Wanted& wanted : all) {
    TM_OR_REPLY(Understood part, understand(std::move(wanted), count));
    known.push_back(std::move(part));
  }
  std::vector<TableBatch> batches;
  for (Understood& part : known) {
    TM_OR_REPLY(TableBatch batch, batch_of(request, engine, std::move(part)));
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
                                  "RequestItems.AttributesToGet ReturnConsumedCapacity",
                              .as_of = true,
                              .handle = handle};

}  // namespace tidemark::api

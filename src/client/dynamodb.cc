#include "client/dynamodb.h"

#include "base/check.h"
#include "client/answer_fields.h"
#include "values/dynamodb_json.h"

namespace tidemark::client {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

// "UnprocessedItems" as the next call's "RequestItems"; empty when all were processed.
std::string unprocessed_in(const JsonValue& answer) {
  const JsonValue* rest = answer.find("UnprocessedItems");
  if (rest == nullptr || rest->object() == nullptr || rest->object()->empty()) return {};
  JsonWriter out;
  out.begin_object().key("RequestItems");
  codec::write_json(out, *rest);
  return out.end_object().take();
}

std::string batch_body(std::string_view table, std::span<const values::Item* const> puts,
                       std::span<const values::Item> delete_keys) {
  JsonWriter out;
  out.begin_object().key("RequestItems").begin_object().key(table).begin_array();
  for (const values::Item* item : puts) {
    out.begin_object().key("PutRequest").begin_object().key("Item");
    values::write_item(out, *item);
    out.end_object().end_object();
  }
  for (const values::Item& key : delete_keys) {
    out.begin_object().key("DeleteRequest").begin_object().key("Key");
    values::write_item(out, key);
    out.end_object().end_object();
  }
  return out.end_array().end_object().end_object().take();
}

std::string scan_body(std::string_view table, Segment segment, const JsonValue* start) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("ConsistentRead").boolean(true);
  if (segment.of > 1) {
    out.key("Segment").number(std::int64_t{segment.segment});
    out.key("TotalSegments").number(std::int64_t{segment.of});
  }
  if (start != nullptr) codec::write_json(out.key("ExclusiveStartKey"), *start);
  return out.end_object().take();
}

Result<values::Item> item_in(std::string_view operation, const JsonValue& json) {
  auto item = values::read_item(json);
  if (const auto* problem = std::get_if<values::ValueProblem>(&item)) {
    return fail(Code::kCorrupt,
                fmt::format("{}: an item cannot be read: {}", operation, problem->message));
  }
  return std::get<values::Item>(std::move(item));
}

Status each_item(const Reply& page, const std::function<Status(values::Item&&)>& on_item) {
  const JsonValue* items = page.body.find("Items");
  if (items == nullptr || items->array() == nullptr) return lacking("Scan", "Items");
  for (const JsonValue& json : *items->array()) {
    TM_TRY(values::Item item, item_in("Scan", json));
    TM_TRY_STATUS(on_item(std::move(item)));
  }
  return Ok{};
}

}  // namespace

Result<std::optional<Timestamp>> DynamoDb::batch_write(std::string_view table,
                                                       std::span<const values::Item* const> puts,
                                                       std::span<const values::Item> delete_keys) {
  TM_CHECK(puts.size() + delete_keys.size() <= kMaxBatchWrites);
  std::string body = batch_body(table, puts, delete_keys);
  const RetryPolicy& policy = aws_.options().retry;
  for (int number = 1; number <= policy.attempts; ++number) {
    TM_TRY(const Reply reply, accepted("BatchWriteItem", aws_.call("BatchWriteItem", body)));
    body = unprocessed_in(reply.body);
    if (body.empty()) return reply.server_time;
    aws_.pause(pause_after(number, policy, aws_.random()));
  }
  return fail(Code::kBusy, fmt::format("BatchWriteItem: items of {} unprocessed after {} attempts",
                                       table, policy.attempts));
}

Result<std::optional<Timestamp>> DynamoDb::set_attribute(std::string_view table,
                                                         const values::Item& key,
                                                         std::string_view attribute,
                                                         const values::AttributeValue& value) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("Key");
  values::write_item(out, key);
  out.key("UpdateExpression").string("SET #a = :v");
  out.key("ExpressionAttributeNames").begin_object().key("#a").string(attribute).end_object();
  out.key("ExpressionAttributeValues").begin_object().key(":v");
  values::write_value(out, value);
  out.end_object().end_object();
  TM_TRY(const Reply reply, accepted("UpdateItem", aws_.call("UpdateItem", out.text())));
  return reply.server_time;
}

Result<Answer<std::optional<values::Item>>> DynamoDb::get_item(std::string_view table,
                                                               const values::Item& key) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table).key("ConsistentRead").boolean(true);
  out.key("Key");
  values::write_item(out, key);
  return reading<std::optional<values::Item>>(
      aws_.call("GetItem", out.end_object().text()),
      [](const Reply& reply) -> Result<std::optional<values::Item>> {
        const JsonValue* found = reply.body.find("Item");
        if (found == nullptr) return std::optional<values::Item>();
        TM_TRY(values::Item item, item_in("GetItem", *found));
        return std::optional<values::Item>(std::move(item));
      });
}

Status DynamoDb::scan(std::string_view table, Segment segment,
                      const std::function<Status(values::Item&&)>& on_item) {
  std::string body = scan_body(table, segment, nullptr);
  for (;;) {
    TM_TRY(const Reply page, accepted("Scan", aws_.call("Scan", body)));
    TM_TRY_STATUS(each_item(page, on_item));
    const JsonValue* next = page.body.find("LastEvaluatedKey");
    if (next == nullptr) return Ok{};
    std::string next_body = scan_body(table, segment, next);
    // A server that never moves on would keep us here for ever.
    if (next_body == body) return fail(Code::kCorrupt, "Scan: LastEvaluatedKey does not move");
    body = std::move(next_body);
  }
}

}  // namespace tidemark::client

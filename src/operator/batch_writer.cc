#include "operator/batch_writer.h"

#include "operator/json_members.h"
#include "values/dynamodb_json.h"

namespace tidemark::runbooks {
namespace {

using client::Service;
using codec::JsonValue;
using codec::JsonWriter;

// Rounds of one batch, each after a slower pace than the one before.
constexpr int kRounds = 40;

std::string body_of(const std::string& table, const std::vector<values::Item>& items) {
  JsonWriter out;
  out.begin_object().key("ReturnConsumedCapacity").string("TOTAL");
  out.key("RequestItems").begin_object().key(table).begin_array();
  for (const values::Item& item : items) {
    out.begin_object().key("PutRequest").begin_object().key("Item");
    values::write_item(out, item);
    out.end_object().end_object();
  }
  return out.end_array().end_object().end_object().take();
}

std::string body_again(const JsonValue& unprocessed) {
  JsonWriter out;
  out.begin_object().key("ReturnConsumedCapacity").string("TOTAL");
  codec::write_json(out.key("RequestItems"), unprocessed);
  return out.end_object().take();
}

double units_in(const client::Reply& reply) {
  double units = 0;
  for (const JsonValue& table : list_in(reply.body, "ConsumedCapacity")) {
    const JsonValue& used = value_in(table, "CapacityUnits");
    if (used.is_number()) units += used.as_double();
  }
  return units;
}

}  // namespace

Status BatchWriter::put(values::Item&& item) {
  batch_.push_back(std::move(item));
  return batch_.size() < client::kMaxBatchWrites ? Status(Ok{}) : flush();
}

// An answer that is no throttle.
Result<client::Reply> BatchWriter::send(const std::string& body) {
  for (int round = 1;; ++round) {
    pace_.wait();
    auto answer = session_.of(Service::kDynamoDb).call("BatchWriteItem", body);
    if (!answer) return std::move(answer).error();
    if (auto* reply = std::get_if<client::Reply>(&answer.value())) return std::move(*reply);
    const auto& error = std::get<client::ServiceError>(answer.value());
    if (!client::is_throttle(error) || round == kRounds) {
      return client::to_error("BatchWriteItem", error);
    }
    pace_.used(0, 1);
  }
}

Status BatchWriter::flush() {
  if (batch_.empty()) return Ok{};
  std::string body = body_of(table_, batch_);
  for (int round = 1; round <= kRounds; ++round) {
    TM_TRY(const client::Reply reply, send(body));
    const JsonValue& unprocessed = value_in(reply.body, "UnprocessedItems");
    const bool all = unprocessed.object() == nullptr || unprocessed.object()->empty();
    pace_.used(units_in(reply), reply.throttled + (all ? 0 : 1));
    if (all) {
      written_ += batch_.size();
      batch_.clear();
      return Ok{};
    }
    body = body_again(unprocessed);
  }
  return fail(Code::kBusy, fmt::format("BatchWriteItem: items of {} unprocessed after {} rounds, "
                                       "even at {:.0f} write units a second",
                                       table_, kRounds, pace_.allowed()));
}

}  // namespace tidemark::runbooks

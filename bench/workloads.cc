#include "bench/workloads.h"

#include "bench/served.h"

#include <fmt/format.h>

namespace tidemark::bench {
namespace {

constexpr std::uint64_t kPartitions = 1'000;
constexpr std::uint64_t kPerPartition = 10;
constexpr std::uint64_t kPerBatch = 25;

// Spreads numbers over the keys so that neighbours in time are not neighbours in the store.
std::uint64_t scattered(std::uint64_t number, std::uint64_t among) {
  return number * 0x9e3779b97f4a7c15ull % among;
}

std::string mark_of(std::uint64_t key) {
  return fmt::format("value-{:08}-", key);
}

// About 300 bytes of attributes, as DynamoDB counts them.
void append_item(std::string& body, std::uint64_t key, std::uint64_t number) {
  static const std::string kPadding(200, 'd');
  fmt::format_to(std::back_inserter(body),
                 R"({{"pk":{{"S":"user#{:08}"}},"name":{{"S":"{}{}"}},"visits":{{"N":"{}"}},)"
                 R"("active":{{"BOOL":true}}}})",
                 key, mark_of(key), kPadding, number);
}

}  // namespace

Workload puts_into(const std::string& table) {
  return {.operation = "PutItem",
          .ask =
              [head = fmt::format(R"({{"TableName":"{}","Item":)", table)](std::uint64_t number,
                                                                           std::string& body) {
                body = head;
                append_item(body, scattered(number, kServedItems), number);
                body += '}';
              },
          .is_right = [](std::uint64_t, std::string_view body) { return body == "{}"; }};
}

Workload gets_from(const std::string& table) {
  return {.operation = "GetItem",
          .ask =
              [head = fmt::format(R"({{"TableName":"{}","Key":{{"pk":{{"S":"user#)", table)](
                  std::uint64_t number, std::string& body) {
                body = head;
                fmt::format_to(std::back_inserter(body), R"({:08}"}}}}}})",
                               scattered(number, kServedItems));
              },
          .is_right =
              [](std::uint64_t number, std::string_view body) {
                return body.starts_with(R"({"Item":{)") &&
                       body.find(mark_of(scattered(number, kServedItems))) != body.npos;
              }};
}

Workload queries_of(const std::string& table) {
  return {.operation = "Query",
          .ask =
              [table](std::uint64_t number, std::string& body) {
                body = fmt::format(R"({{"TableName":"{}","KeyConditionExpression":"pk = :p",)"
                                   R"("ExpressionAttributeValues":{{":p":{{"S":"part#{:06}"}}}}}})",
                                   table, scattered(number, kPartitions));
              },
          .is_right =
              [](std::uint64_t number, std::string_view body) {
                return body.find(fmt::format("\"Count\":{}", kPerPartition)) != body.npos &&
                       body.find(mark_of(scattered(number, kPartitions))) != body.npos;
              }};
}

Workload batches_into(const std::string& table) {
  return {.operation = "BatchWriteItem",
          .ask =
              [table](std::uint64_t number, std::string& body) {
                body = fmt::format(R"({{"RequestItems":{{"{}":[)", table);
                for (std::uint64_t i = 0; i < kPerBatch; ++i) {
                  if (i > 0) body += ',';
                  body += R"({"PutRequest":{"Item":)";
                  append_item(body, (number * kPerBatch + i) % kServedItems, number);
                  body += "}}";
                }
                body += "]}}";
              },
          .is_right =
              [](std::uint64_t, std::string_view body) {
                return body.find(R"("UnprocessedItems":{})") != body.npos;
              }};
}

namespace {

Workload pages_of(const std::string& table, const std::string& rest) {
  return {.operation = "Scan",
          .ask = [whole = fmt::format(R"({{"TableName":"{}",{}}})", table, rest)](
                     std::uint64_t, std::string& body) { body = whole; },
          .is_right =
              [](std::uint64_t, std::string_view body) {
                return body.find(R"("LastEvaluatedKey")") != body.npos &&
                       body.find(R"("name")") == body.npos;
              }};
}

}  // namespace

Workload counts_of(const std::string& table) {
  return pages_of(table, R"("Select":"COUNT")");
}

Workload rejections_of(const std::string& table) {
  return pages_of(table, R"j("FilterExpression":"contains(#n, :x) AND visits > :n",)j"
                         R"("ExpressionAttributeNames":{"#n":"name"},)"
                         R"("ExpressionAttributeValues":{":x":{"S":"nowhere"},":n":{"N":"5"}})");
}

Status make_indexed_table(const Endpoint& endpoint, const std::string& name) {
  static_cast<void>(
      ask_once(endpoint, "DeleteTable", fmt::format(R"({{"TableName":"{}"}})", name)));
  const auto index = [](std::string_view attribute) {
    return fmt::format(R"({{"IndexName":"by-{0}","KeySchema":[{{"AttributeName":"{0}",)"
                       R"("KeyType":"HASH"}}],"Projection":{{"ProjectionType":"ALL"}}}})",
                       attribute);
  };
  TM_TRY_STATUS(ask_once(
      endpoint, "CreateTable",
      fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                  R"("AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},)"
                  R"({{"AttributeName":"name","AttributeType":"S"}},)"
                  R"({{"AttributeName":"visits","AttributeType":"N"}}],)"
                  R"("KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],)"
                  R"("GlobalSecondaryIndexes":[{},{}]}})",
                  name, index("name"), index("visits"))));
  return wait_until_active(endpoint, name);
}

Status make_table(const Endpoint& endpoint, const std::string& name, bool with_range) {
  const std::string range_key = with_range ? R"(,{"AttributeName":"sk","KeyType":"RANGE"})" : "";
  const std::string range_type = with_range ? R"(,{"AttributeName":"sk","AttributeType":"N"})" : "";
  // A peer may still have it from before.
  static_cast<void>(
      ask_once(endpoint, "DeleteTable", fmt::format(R"({{"TableName":"{}"}})", name)));
  TM_TRY_STATUS(ask_once(
      endpoint, "CreateTable",
      fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                  R"("AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}{}],)"
                  R"("KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}{}]}})",
                  name, range_type, range_key)));
  return wait_until_active(endpoint, name);
}

Status fill_items(const Endpoint& endpoint, const std::string& table) {
  return put_batches(endpoint, table, 0, kServedItems / kPerBatch);
}

Status fill_partitions(const Endpoint& endpoint, const std::string& table) {
  static const std::string kPadding(200, 'd');
  for (std::uint64_t partition = 0; partition < kPartitions; ++partition) {
    std::string body = fmt::format(R"({{"RequestItems":{{"{}":[)", table);
    for (std::uint64_t i = 0; i < kPerPartition; ++i) {
      body +=
          fmt::format(R"({}{{"PutRequest":{{"Item":{{"pk":{{"S":"part#{:06}"}},"sk":{{"N":"{}"}},)"
                      R"("name":{{"S":"{}{}"}}}}}}}})",
                      i > 0 ? "," : "", partition, i, mark_of(partition), kPadding);
    }
    TM_TRY_STATUS(ask_once(endpoint, "BatchWriteItem", body + "]}}"));
  }
  return Ok{};
}

Status keep_history(const Endpoint& endpoint, const std::string& table) {
  TM_TRY_STATUS(ask_once(endpoint, "UpdateContinuousBackups",
                         fmt::format(R"({{"TableName":"{}","PointInTimeRecoverySpecification":)"
                                     R"({{"PointInTimeRecoveryEnabled":true}}}})",
                                     table)));
  return Ok{};
}

Status put_batches(const Endpoint& endpoint, const std::string& table, std::uint64_t from,
                   std::uint64_t until) {
  const Workload batches = batches_into(table);
  std::string body;
  for (std::uint64_t number = from; number < until; ++number) {
    batches.ask(number, body);
    TM_TRY(const std::string answer, ask_once(endpoint, batches.operation, body));
    if (!batches.is_right(number, answer)) {
      return fail(Code::kCorrupt, fmt::format("batch {} was answered: {}", number, answer));
    }
  }
  return Ok{};
}

Status check_batch(const Endpoint& endpoint, const std::string& table, std::uint64_t number) {
  const std::uint64_t key = (number * kPerBatch + kPerBatch - 1) % kServedItems;
  TM_TRY(const std::string answer,
         ask_once(endpoint, "GetItem",
                  fmt::format(R"({{"TableName":"{}","Key":{{"pk":{{"S":"user#{:08}"}}}}}})", table,
                              key)));
  if (answer.find(mark_of(key)) != answer.npos &&
      answer.find(fmt::format(R"("visits":{{"N":"{}"}})", number)) != answer.npos) {
    return Ok{};
  }
  return fail(Code::kCorrupt,
              fmt::format("item {} is not what batch {} put: {}", key, number, answer));
}

}  // namespace tidemark::bench

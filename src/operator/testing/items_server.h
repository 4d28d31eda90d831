// One or more tables' items as AWS gives them page by page and takes them in batches, in this
// process. For tests of scans and copies.
//
//   ItemsServer server;
//   server.tables["Orders"] = items_numbered(1'000);
//   Session session({… .endpoint = "http://127.0.0.1:8000" …}, server, clock, random, pause);
//
// Keys are {"id": {"S": …}}. A Scan costs 0.5 units an item, a write 1. Nothing else is answered.
//
// Threads   Any.
#pragma once

#include "client/session.h"
#include "codec/crc32c.h"
#include "operator/json_members.h"
#include "values/dynamodb_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

namespace tidemark::runbooks::testing {

using ItemsById = std::map<std::string, std::string>;  // id → the item as JSON

inline ItemsById items_numbered(int count) {
  ItemsById items;
  for (int number = 0; number < count; ++number) {
    const std::string id = fmt::format("item-{:05}", number);
    items[id] = fmt::format(R"({{"id":{{"S":"{}"}},"n":{{"N":"{}"}}}})", id, number);
  }
  return items;
}

class ItemsServer final : public http::Transport {
 public:
  std::map<std::string, ItemsById> tables;
  int throttle_every = 0;     // every so-many-th request of items is throttled; 0: none
  int unprocessed_every = 0;  // of so many batches one gives its last item back; 0: none
  int scans = 0;
  int writes = 0;
  int largest_page = 0;
  bool never_moves = false;

  Result<http::Response> send(const http::Outgoing& request) override {
    const std::lock_guard lock(mutex_);
    const std::string target(request.headers.find("X-Amz-Target").value_or(""));
    const std::string operation = target.substr(target.find('.') + 1);
    const auto body = codec::parse_json(request.body);
    if (!body) return answer(404, "<UnknownOperationException/>");
    if (operation == "DescribeTable") return describe(body.value());
    if (operation != "Scan" && operation != "BatchWriteItem") {
      return answer(400, R"({"__type":"x#UnknownOperationException"})");
    }
    if (throttle_every > 0 && ++requests_ % throttle_every == 0) {
      return answer(400, R"({"__type":"x#ProvisionedThroughputExceededException"})");
    }
    return operation == "Scan" ? scan(body.value()) : write(body.value());
  }

 private:
  using JsonValue = codec::JsonValue;

  static Result<http::Response> answer(int status, std::string body) {
    return http::Response{.status = status, .headers = {}, .body = std::move(body)};
  }

  Result<http::Response> describe(const JsonValue& body) {
    const auto table = tables.find(text_in(body, "TableName"));
    if (table == tables.end()) {
      return answer(400, R"({"__type":"x#ResourceNotFoundException","message":"none"})");
    }
    return answer(
        200,
        fmt::format(R"({{"Table":{{"TableName":"{0}","TableArn":"arn:aws:dynamodb:r:1:table/{0}",)"
                    R"("TableStatus":"ACTIVE","ItemCount":{1},"TableSizeBytes":{2},)"
                    R"("AttributeDefinitions":[{{"AttributeName":"id","AttributeType":"S"}}],)"
                    R"("KeySchema":[{{"AttributeName":"id","KeyType":"HASH"}}]}}}})",
                    table->first, table->second.size(), table->second.size() * 20));
  }

  static bool is_in(const std::string& id, const JsonValue& body) {
    const auto of = integer_in(body, "TotalSegments").value_or(1);
    return static_cast<std::int64_t>(codec::crc32c(0, id)) % of ==
           integer_in(body, "Segment").value_or(0);
  }

  Result<http::Response> scan(const JsonValue& body) {
    ++scans;
    const ItemsById& items = tables[text_in(body, "TableName")];
    const std::string after = text_in(value_in(value_in(body, "ExclusiveStartKey"), "id"), "S");
    const auto limit = static_cast<std::size_t>(integer_in(body, "Limit").value_or(1'000'000));
    std::vector<std::string> page;
    std::string last;
    for (auto at = never_moves ? items.begin() : items.upper_bound(after);
         at != items.end() && page.size() < limit; ++at) {
      if (!is_in(at->first, body)) continue;
      page.push_back(at->second);
      last = at->first;
    }
    largest_page = std::max(largest_page, static_cast<int>(page.size()));
    const std::string next =
        page.size() < limit ? std::string()
                            : fmt::format(R"(,"LastEvaluatedKey":{{"id":{{"S":"{}"}}}})", last);
    return answer(200, fmt::format(R"({{"Items":[{}],"Count":{},"ConsumedCapacity":{{)"
                                   R"("CapacityUnits":{}}}{}}})",
                                   fmt::join(page, ","), page.size(),
                                   0.5 * static_cast<double>(page.size()), next));
  }

  Result<http::Response> write(const JsonValue& body) {
    ++writes;
    std::string unprocessed;
    std::size_t units = 0;
    for (const auto& [table, requests] : members_in(body, "RequestItems")) {
      const auto& list = *requests.array();
      for (std::size_t number = 0; number < list.size(); ++number) {
        const bool last = number + 1 == list.size();
        if (last && unprocessed_every > 0 && writes % unprocessed_every == 0) {
          codec::JsonWriter out;
          out.begin_object().key(table).begin_array();
          codec::write_json(out, list[number]);
          unprocessed = out.end_array().end_object().take();
          continue;
        }
        const JsonValue& item = value_in(value_in(list[number], "PutRequest"), "Item");
        tables[table][text_in(value_in(item, "id"), "S")] = canonical_text(item);
        ++units;
      }
    }
    return answer(200, fmt::format(R"({{"UnprocessedItems":{},"ConsumedCapacity":[{{)"
                                   R"("CapacityUnits":{}}}]}})",
                                   unprocessed.empty() ? "{}" : unprocessed, units));
  }

  std::mutex mutex_;
  int requests_ = 0;
};

}  // namespace tidemark::runbooks::testing

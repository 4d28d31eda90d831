#include "operator/table_scan.h"

#include "operator/json_members.h"
#include "operator/parallel.h"
#include "values/dynamodb_json.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::Service;
using codec::JsonValue;
using codec::JsonWriter;

// A page is asked for again so often after all attempts of the client were throttled.
constexpr int kPatienceOfPage = 20;
// Bytes of an item where AWS has not counted yet.
constexpr double kUncountedItem = 1024;
// Bytes that one eventually consistent read unit reads. Source: developer guide, "Capacity units".
constexpr double kBytesPerReadUnit = 8 * 1024;

// As many items as a page may hold; and with a budget no page costs more than a second of it.
std::uint64_t items_of_page(const TableShape& shape, const ScanOptions& options) {
  double item = kUncountedItem;
  if (shape.items > 0 && shape.bytes >= shape.items) {
    item = static_cast<double>(shape.bytes) / static_cast<double>(shape.items);
  }
  auto bytes = static_cast<double>(options.page_bytes);
  if (options.max_read_units > 0) {
    const double units = options.consistent ? options.max_read_units / 2 : options.max_read_units;
    bytes = std::min(bytes, units * kBytesPerReadUnit);
  }
  return static_cast<std::uint64_t>(std::max(1.0, bytes / item));
}

double units_in(const client::Reply& reply) {
  const JsonValue& units = value_in(value_in(reply.body, "ConsumedCapacity"), "CapacityUnits");
  return units.is_number() ? units.as_double() : 0;
}

Status each_of(const JsonValue& page, const TableScan::OnItem& on_item) {
  for (const JsonValue& json : list_in(page, "Items")) {
    auto item = values::read_item(json);
    if (const auto* problem = std::get_if<values::ValueProblem>(&item)) {
      return fail(Code::kCorrupt,
                  fmt::format("Scan: an item cannot be read: {}", problem->message));
    }
    TM_TRY_STATUS(on_item(std::get<values::Item>(std::move(item))));
  }
  return Ok{};
}

}  // namespace

TableScan::TableScan(client::Session& session, std::string table, const TableShape& shape,
                     ScanOptions options, const Clock& clock)
    : session_(session),
      table_(std::move(table)),
      options_(std::move(options)),
      segments_(options_.connections),
      page_items_(items_of_page(shape, options_)),
      pace_({options_.max_read_units}, clock, [&session](std::chrono::milliseconds wait) {
        session.of(Service::kDynamoDb).pause(wait);
      }) {}

std::string TableScan::body_of(std::size_t segment, const JsonValue* start) const {
  JsonWriter out;
  out.begin_object().key("TableName").string(table_);
  out.key("ConsistentRead").boolean(options_.consistent);
  out.key("Limit").number(static_cast<std::int64_t>(page_items_));
  out.key("ReturnConsumedCapacity").string("TOTAL");
  if (segments_ > 1) {
    out.key("Segment").number(static_cast<std::int64_t>(segment));
    out.key("TotalSegments").number(static_cast<std::int64_t>(segments_));
  }
  if (start != nullptr) codec::write_json(out.key("ExclusiveStartKey"), *start);
  return out.end_object().take();
}

Result<client::Reply> TableScan::page(const std::string& body) {
  for (int number = 1;; ++number) {
    pace_.wait();
    TM_TRY_STATUS(go_on(options_.stop));
    auto answer = session_.of(Service::kDynamoDb).call("Scan", body);
    if (!answer) return std::move(answer).error();
    if (auto* reply = std::get_if<client::Reply>(&answer.value())) {
      pace_.used(units_in(*reply), reply->throttled);
      return std::move(*reply);
    }
    const auto& error = std::get<client::ServiceError>(answer.value());
    if (!client::is_throttle(error)) return client::to_error("Scan", error);
    pace_.used(0, 1);
    if (number == kPatienceOfPage) {
      return fail(Code::kBusy, fmt::format("Scan: {} throttles, even at {:.0f} read units a second",
                                           table_, pace_.allowed()));
    }
  }
}

Status TableScan::segment(std::size_t number, const OnItem& on_item) {
  std::string body = body_of(number, nullptr);
  for (;;) {
    TM_TRY(const client::Reply reply, page(body));
    TM_TRY_STATUS(each_of(reply.body, on_item));
    items_ += list_in(reply.body, "Items").size();
    if (on_progress_) {
      const std::lock_guard lock(progress_mutex_);
      on_progress_(items_);
    }
    const JsonValue* next = reply.body.find("LastEvaluatedKey");
    if (next == nullptr) return Ok{};
    std::string next_body = body_of(number, next);
    // A server that never moves on would keep us here for ever.
    if (next_body == body) return fail(Code::kCorrupt, "Scan: LastEvaluatedKey does not move");
    body = std::move(next_body);
  }
}

Result<Scanned> TableScan::each_item(const OnItem& on_item, const OnProgress& on_progress) {
  on_progress_ = on_progress;
  items_ = 0;
  TM_TRY_STATUS(for_each_parallel(segments_, options_.connections, options_.stop,
                                  [&](std::size_t number) { return segment(number, on_item); }));
  return Scanned{.items = items_, .read_units = pace_.units(), .throttles = pace_.throttles()};
}

}  // namespace tidemark::runbooks

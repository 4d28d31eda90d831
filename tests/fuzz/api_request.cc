// Whatever a signed client asks, the engine answers 200 with JSON or 400 with a name AWS would use,
// never 500; a read asked twice answers the same; what a PutItem took, a GetItem gives.
//
// Input: a line with the operation's name, then the request's body.
#include "api/operations.h"
#include "api/testing/world.h"
#include "property.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace {

using namespace tidemark;

// Two tables with history, a backup and some items.
std::unique_ptr<api::World> prepared() {
  auto world = std::make_unique<api::World>();
  world->make_table("one");
  world->make_table("two", true);
  for (const char* name : {"one", "two"}) {
    world->good(
        "UpdateContinuousBackups",
        fmt::format(
            R"({{"TableName":"{}","PointInTimeRecoverySpecification":{{"PointInTimeRecoveryEnabled":true}}}})",
            name));
  }
  for (int seq = 0; seq < 5; ++seq) {
    world->good(
        "PutItem",
        fmt::format(
            R"({{"TableName":"two","Item":{{"Id":{{"S":"a"}},"Seq":{{"N":"{}"}},"v":{{"L":[{{"N":"{}"}},{{"S":"x"}}]}}}}}})",
            seq, seq * 7));
  }
  world->good("PutItem", R"({"TableName":"one","Item":{"Id":{"S":"a"},"n":{"N":"1"}}})");
  world->good("CreateBackup", R"({"TableName":"two","BackupName":"kept"})");
  return world;
}

// One engine for many inputs, since making one takes long; anew before it has grown much.
api::World& world() {
  static std::unique_ptr<api::World> current;
  static int asked = 0;
  if (!current || ++asked % 2000 == 0) {
    const bool first = !current;
    current.reset();
    current = prepared();
    // Before the database's own statics go, which are younger than `current`.
    if (first) TM_CHECK(std::atexit([] { current.reset(); }) == 0);
  }
  return *current;
}

void check_answer(const api::Reply& reply) {
  const auto body = codec::parse_json(reply.body);
  if (reply.status == 200) {
    TM_CHECK(reply.body.empty() || (body && body.value().object() != nullptr));
    return;
  }
  TM_CHECK(reply.status == 400 && body);
  const codec::JsonValue* type = body.value().find("__type");
  TM_CHECK(type != nullptr && type->string() != nullptr);
  const auto mark = type->string()->find('#');
  TM_CHECK(mark != std::string::npos && mark + 1 < type->string()->size());
}

bool only_reads(std::string_view operation) {
  constexpr std::array<std::string_view, 4> kReads{"GetItem", "BatchGetItem", "Query", "Scan"};
  return std::ranges::find(kReads, operation) != kReads.end() || operation.starts_with("List") ||
         operation.starts_with("Describe");
}

// The item that was put, found by its key.
void check_put(const codec::JsonValue& request) {
  const std::string table = *request.find("TableName")->string();
  if (table != "one" && table != "two") return;  // whose keys are known here
  const auto read = values::read_item(*request.find("Item"));
  const auto& item = std::get<values::Item>(read);
  codec::JsonWriter asked;
  asked.begin_object().key("TableName").string(table).key("ConsistentRead").boolean(true);
  asked.key("Key").begin_object().key("Id");
  values::write_value(asked, *item.find("Id"));
  if (table == "two") {
    asked.key("Seq");
    values::write_value(asked, *item.find("Seq"));
  }
  asked.end_object().end_object();
  const codec::JsonValue found = world().good("GetItem", asked.take());
  const auto again = values::read_item(*found.find("Item"));
  TM_CHECK(std::get<values::Item>(again) == item);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const auto line = std::min(text.find('\n'), text.size());
  const std::string operation(text.substr(0, line));
  const std::string body(text.substr(std::min(line + 1, text.size())));
  // What the server's front door would not let through.
  if (!api::knows(operation) || body.empty()) return 0;
  const api::Reply reply = world().ask(operation, body);
  check_answer(reply);
  if (only_reads(operation)) {
    const api::Reply again = world().ask(operation, body);
    TM_CHECK(again.status == reply.status && again.body == reply.body);
  }
  if (operation == "PutItem" && reply.status == 200) check_put(codec::parse_json(body).value());
  return 0;
}

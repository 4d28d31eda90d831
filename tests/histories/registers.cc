#include "tests/histories/registers.h"

#include <fmt/format.h>

#include <atomic>

namespace tidemark::histories {
namespace {

using codec::JsonValue;

class Registers final : public ServedStory {
 public:
  explicit Registers(const StoryPlan& plan) : ServedStory(plan, "registers") {}

 private:
  Life act(std::uint32_t number, Random& random) override;
  Life write(Op op, std::string_view operation, std::string body, bool tells_old);
  Life batch(std::uint32_t number, Random& random);
  Life read(std::uint32_t number, Key key);
  Life read_past(std::uint32_t number, Key key, Random& random);

  std::atomic<Value> next_value_{1};
};

// One write, and what was there before it where the answer says so.
ServedStory::Life Registers::write(Op op, std::string_view operation, std::string body,
                                   bool tells_old) {
  op.what = operation;
  op.invoked = now();
  const auto answer = call(operation, std::move(body));
  op.returned = now();
  const auto reply = told(answer, op.what);
  if (!reply) {
    keep_unanswered(std::move(op));
    return Life::kOver;
  }
  if (tells_old) {
    const Value old = value_in(reply->find("Attributes"));
    op.reads.push_back({op.writes.front().key, old});
    if (old == kAbsent && op.writes.front().value == kAbsent) op.writes.clear();
  }
  keep(std::move(op));
  return Life::kOn;
}

// Whole it is not: each of its items is a write of its own.
ServedStory::Life Registers::batch(std::uint32_t number, Random& random) {
  std::string requests;
  std::vector<Op> ops;
  const Key first = static_cast<Key>(random.below(plan().keys));
  for (Key i = 0; i < 3; ++i) {
    const Key key = (first + i) % plan().keys;
    Op op{.client = number, .what = "BatchWriteItem"};
    op.writes = {{key, random.below(4) == 0 ? kAbsent : next_value_++}};
    const Write& write = op.writes.front();
    requests += i == 0 ? "" : ",";
    requests += write.value == kAbsent
                    ? fmt::format(R"({{"DeleteRequest":{{"Key":{}}}}})", key_json(key))
                    : fmt::format(R"({{"PutRequest":{{"Item":{}}}}})", item_json(key, write.value));
    ops.push_back(std::move(op));
  }
  const Time invoked = now();
  const auto answer = call(
      "BatchWriteItem", fmt::format(R"({{"RequestItems":{{"{}":[{}]}}}})", kStoryTable, requests));
  const Time returned = now();
  const auto reply = told(answer, "BatchWriteItem");
  for (Op& op : ops) {
    op.invoked = invoked;
    op.returned = returned;
    if (reply) {
      keep(std::move(op));
    } else {
      keep_unanswered(std::move(op));
    }
  }
  return reply ? Life::kOn : Life::kOver;
}

ServedStory::Life Registers::read(std::uint32_t number, Key key) {
  Op op{.client = number, .invoked = now(), .what = "GetItem"};
  const auto answer =
      call("GetItem", fmt::format(R"({{"TableName":"{}","Key":{},"ConsistentRead":true}})",
                                  kStoryTable, key_json(key)));
  op.returned = now();
  const auto reply = told(answer, "GetItem");
  if (!reply) return Life::kOver;
  op.reads = {{key, value_in(reply->find("Item"))}};
  keep(std::move(op));
  return Life::kOn;
}

ServedStory::Life Registers::read_past(std::uint32_t number, Key key, Random& random) {
  PastRead past{.client = number, .invoked = now(), .at = some_instant(random)};
  past.what = "GetItem as of " + instant_text(past.at);
  const auto answer =
      call("GetItem", fmt::format(R"({{"TableName":"{}","Key":{}}})", kStoryTable, key_json(key)),
           past.at);
  past.returned = now();
  const auto reply = told(answer, past.what);
  if (!reply) return Life::kOver;
  past.reads = {{key, value_in(reply->find("Item"))}};
  keep(std::move(past));
  return Life::kOn;
}

ServedStory::Life Registers::act(std::uint32_t number, Random& random) {
  const Key key = static_cast<Key>(random.below(plan().keys));
  Op op{.client = number};
  const auto body = [&](std::string_view middle, bool old) {
    return fmt::format(R"({{"TableName":"{}",{},"ReturnValues":"{}"}})", kStoryTable, middle,
                       old ? "ALL_OLD" : "NONE");
  };
  const bool old = random.below(2) == 0;
  const std::uint64_t what = random.below(100);
  if (what < 30) {
    op.writes = {{key, next_value_++}};
    const std::string item = item_json(key, op.writes.front().value);
    return write(std::move(op), "PutItem", body("\"Item\":" + item, old), old);
  }
  if (what < 45) {
    op.writes = {{key, next_value_++}};
    const std::string set = fmt::format(
        R"("Key":{},"UpdateExpression":"SET v = :v","ExpressionAttributeValues":{{":v":{{"N":"{}"}}}})",
        key_json(key), op.writes.front().value);
    return write(std::move(op), "UpdateItem", body(set, old), old);
  }
  if (what < 55) {
    op.writes = {{key, kAbsent}};
    return write(std::move(op), "DeleteItem", body("\"Key\":" + key_json(key), old), old);
  }
  if (what < 60) return batch(number, random);
  if (what < 80) return read(number, key);
  if (what < 98) return read_past(number, key, random);
  return learn_instants();
}

}  // namespace

StoryReport run_registers(const StoryPlan& plan) {
  return Registers(plan).run();
}

}  // namespace tidemark::histories

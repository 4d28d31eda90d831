#include "tests/histories/transfers.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace tidemark::histories {
namespace {

using codec::JsonValue;

constexpr Value kEach = 100;

// A transfer as it was sent, to be sent again.
struct Sent {
  Op op;
  std::string body;
};

class Transfers final : public ServedStory {
 public:
  explicit Transfers(const StoryPlan& plan) : ServedStory(plan, "transfers") {}

 private:
  Life act(std::uint32_t number, Random& random) override;
  bool begin() override;
  bool go_on() override;

  // From one account to one or two others, as seen before; what it asks of them decides.
  Life move(std::uint32_t number, Random& random);
  // The same by adding, unless the first has too little; a look at another account goes with it.
  Life add(std::uint32_t number, Random& random);
  Life send(Sent sent);
  // What the answer tells: done, or which accounts were not what they were taken for. False: it
  // tells nothing that a transaction can be told.
  bool learn(Op& op, const Answered& answer);
  void keep_known(Op op);
  Life look(std::uint32_t number);
  Life look_back(std::uint32_t number, Random& random);
  std::optional<std::vector<Read>> accounts_in(const std::optional<JsonValue>& reply);
  void check_sum(const std::vector<Read>& reads, const std::string& what);
  std::vector<Key> some_accounts(Random& random, std::size_t count);

  std::mutex open_mutex_;
  std::vector<Sent> open_;  // cut off by the last kill
};

std::string get_json(Key key) {
  return fmt::format(R"({{"Get":{{"TableName":"{}","Key":{}}}}})", kStoryTable, key_json(key));
}

std::string update_json(Key key, std::string_view update, std::string_view condition, Value first,
                        std::optional<Value> second) {
  std::string values = fmt::format(R"(":a":{{"N":"{}"}})", first);
  if (second) values += fmt::format(R"(,":b":{{"N":"{}"}})", *second);
  const std::string asked =
      condition.empty()
          ? ""
          : fmt::format(
                R"(,"ConditionExpression":"{}","ReturnValuesOnConditionCheckFailure":"ALL_OLD")",
                condition);
  return fmt::format(
      R"({{"Update":{{"TableName":"{}","Key":{},"UpdateExpression":"{}","ExpressionAttributeValues":{{{}}}{}}}}})",
      kStoryTable, key_json(key), update, values, asked);
}

std::string check_json(Key key, Value least) {
  return fmt::format(
      R"({{"ConditionCheck":{{"TableName":"{}","Key":{},"ConditionExpression":"v >= :a","ExpressionAttributeValues":{{":a":{{"N":"{}"}}}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}}})",
      kStoryTable, key_json(key), least);
}

std::string transaction_json(const std::string& token, const std::vector<std::string>& actions) {
  return fmt::format(R"({{"ClientRequestToken":"{}","TransactItems":[{}]}})", token,
                     fmt::join(actions, ","));
}

bool Transfers::begin() {
  std::vector<std::string> puts;
  Op op{.client = 0, .invoked = now(), .what = "open the accounts"};
  for (Key key = 0; key < plan().keys; ++key) {
    puts.push_back(fmt::format(R"({{"Put":{{"TableName":"{}","Item":{}}}}})", kStoryTable,
                               item_json(key, kEach)));
    op.writes.push_back({key, kEach});
  }
  const auto answer = call("TransactWriteItems", transaction_json("open", puts));
  op.returned = now();
  if (!told(answer, op.what)) return note("the accounts were not opened");
  keep(std::move(op));
  return true;
}

// What the kill cut off is sent again under its token.
bool Transfers::go_on() {
  count_unanswered(open_.size());
  for (Sent& sent : open_) {
    const auto answer = call("TransactWriteItems", sent.body);
    sent.op.returned = now();
    sent.op.what += ", sent again";
    if (!answer || !learn(sent.op, answer.value())) return note("a repeated transfer: no answer");
    keep_known(std::move(sent.op));
  }
  open_.clear();
  return true;
}

std::vector<Key> Transfers::some_accounts(Random& random, std::size_t count) {
  std::vector<Key> accounts;
  while (accounts.size() < count) {
    const Key key = static_cast<Key>(random.below(plan().keys));
    if (std::ranges::find(accounts, key) == accounts.end()) accounts.push_back(key);
  }
  return accounts;
}

bool Transfers::learn(Op& op, const Answered& answer) {
  if (answer.status == 200) return true;
  const JsonValue* reasons = answer.body.find("CancellationReasons");
  const JsonValue* message = answer.body.find("Message");
  if (reasons == nullptr || reasons->array()->size() != op.reads.size()) {
    return note(fmt::format("{}: {} {}", op.what, answer.status,
                            message == nullptr ? "" : *message->string()));
  }
  // Nothing was written; of the accounts that were asked in vain we know what they held.
  std::vector<Read> seen;
  for (std::size_t i = 0; i < op.reads.size(); ++i) {
    const JsonValue& reason = (*reasons->array())[i];
    if (*reason.find("Code")->string() == "None") continue;
    seen.push_back({op.reads[i].key, value_in(reason.find("Item"))});
  }
  op.reads = std::move(seen);
  op.writes.clear();
  return true;
}

ServedStory::Life Transfers::send(Sent sent) {
  sent.op.invoked = now();
  const auto answer = call("TransactWriteItems", sent.body);
  sent.op.returned = now();
  if (!answer) {
    const std::lock_guard lock(open_mutex_);
    open_.push_back(std::move(sent));
    return Life::kOver;
  }
  if (!learn(sent.op, answer.value())) return Life::kOver;
  keep_known(std::move(sent.op));
  return Life::kOn;
}

void Transfers::keep_known(Op op) {
  // What was only named to find its reason was not read.
  std::erase_if(op.reads, [](const Read& read) { return read.value == kAbsent; });
  keep(std::move(op));
}

ServedStory::Life Transfers::move(std::uint32_t number, Random& random) {
  const std::vector<Key> accounts = some_accounts(random, 2 + random.below(2));
  std::vector<std::string> wanted;
  for (const Key key : accounts) wanted.push_back(get_json(key));
  Op seen{.client = number, .invoked = now(), .what = "TransactGetItems"};
  const auto answer =
      call("TransactGetItems", fmt::format(R"({{"TransactItems":[{}]}})", fmt::join(wanted, ",")));
  seen.returned = now();
  const auto reply = told(answer, seen.what);
  if (!reply) return Life::kOver;
  const auto& responses = *reply->find("Responses")->array();
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    seen.reads.push_back({accounts[i], value_in(responses[i].find("Item"))});
  }
  const std::vector<Read> reads = seen.reads;
  keep(std::move(seen));
  const Value amount = 1 + static_cast<Value>(random.below(20));
  const Value given = amount * static_cast<Value>(accounts.size() - 1);
  Sent sent{.op = {.client = number, .what = fmt::format("move {}", amount)}, .body = {}};
  std::vector<std::string> actions;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const Value after = reads[i].value + (i == 0 ? -given : amount);
    sent.op.reads.push_back(reads[i]);
    sent.op.writes.push_back({accounts[i], after});
    actions.push_back(update_json(accounts[i], "SET v = :a", "v = :b", after, reads[i].value));
  }
  sent.body = transaction_json(random.uuid(), actions);
  return send(std::move(sent));
}

ServedStory::Life Transfers::add(std::uint32_t number, Random& random) {
  const std::vector<Key> accounts = some_accounts(random, 3);
  const Value amount = 1 + static_cast<Value>(random.below(20));
  Sent sent{.op = {.client = number, .what = fmt::format("add {}", amount)}, .body = {}};
  for (const Key key : accounts) sent.op.reads.push_back({key, kAbsent});
  sent.op.writes = {{accounts[0], -amount, Write::kAdd}, {accounts[1], amount, Write::kAdd}};
  sent.body = transaction_json(
      random.uuid(),
      {update_json(accounts[0], "ADD v :a", "v >= :b", -amount, amount),
       update_json(accounts[1], "ADD v :a", "", amount, std::nullopt), check_json(accounts[2], 0)});
  return send(std::move(sent));
}

std::optional<std::vector<Read>> Transfers::accounts_in(const std::optional<JsonValue>& reply) {
  if (!reply) return std::nullopt;
  std::vector<Read> reads;
  Key key = 0;
  for (const JsonValue& response : *reply->find("Responses")->array()) {
    reads.push_back({key++, value_in(response.find("Item"))});
  }
  return reads;
}

// No money comes or goes: the oldest check of all, beside the checker's.
void Transfers::check_sum(const std::vector<Read>& reads, const std::string& what) {
  Value sum = 0;
  for (const Read& read : reads) sum += read.value == kAbsent ? 0 : read.value;
  const Value all = kEach * static_cast<Value>(plan().keys);
  if (sum != all && sum != 0) note(fmt::format("{}: the accounts hold {} in all", what, sum));
}

std::string all_json(std::uint32_t keys) {
  std::vector<std::string> wanted;
  for (Key key = 0; key < keys; ++key) wanted.push_back(get_json(key));
  return fmt::format(R"({{"TransactItems":[{}]}})", fmt::join(wanted, ","));
}

ServedStory::Life Transfers::look(std::uint32_t number) {
  Op op{.client = number, .invoked = now(), .what = "look"};
  const auto answer = call("TransactGetItems", all_json(plan().keys));
  op.returned = now();
  auto reads = accounts_in(told(answer, op.what));
  if (!reads) return Life::kOver;
  check_sum(*reads, "now");
  op.reads = *std::move(reads);
  keep(std::move(op));
  return Life::kOn;
}

ServedStory::Life Transfers::look_back(std::uint32_t number, Random& random) {
  PastRead past{.client = number, .invoked = now(), .at = some_instant(random)};
  past.what = "look back to " + instant_text(past.at);
  const auto answer = call("TransactGetItems", all_json(plan().keys), past.at);
  past.returned = now();
  auto reads = accounts_in(told(answer, past.what));
  if (!reads) return Life::kOver;
  check_sum(*reads, past.what);
  past.reads = *std::move(reads);
  keep(std::move(past));
  return Life::kOn;
}

ServedStory::Life Transfers::act(std::uint32_t number, Random& random) {
  const std::uint64_t what = random.below(100);
  if (what < 30) return move(number, random);
  if (what < 60) return add(number, random);
  if (what < 70) return look(number);
  if (what < 98) return look_back(number, random);
  return learn_instants();
}

}  // namespace

StoryReport run_transfers(const StoryPlan& plan) {
  return Transfers(plan).run();
}

}  // namespace tidemark::histories

#include "tests/histories/registers.h"

#include "base/random.h"
#include "codec/iso8601.h"
#include "tests/histories/server_process.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

namespace tidemark::histories {
namespace {

using codec::JsonValue;

constexpr const char* kTable = "Registers";
// Between the clock that never steps and the wall clock of the same machine.
constexpr Time kClockSlack = 20'000;

std::string name_of(Key key) {
  return fmt::format("r{}", key);
}

std::string key_json(Key key) {
  return fmt::format(R"({{"k":{{"S":"{}"}}}})", name_of(key));
}

std::string item_json(Key key, Value value) {
  return fmt::format(R"({{"k":{{"S":"{}"}},"v":{{"N":"{}"}}}})", name_of(key), value);
}

// The register in an item; absent without one.
Value value_in(const JsonValue* item) {
  const JsonValue* v = item == nullptr ? nullptr : item->find("v");
  const JsonValue* n = v == nullptr ? nullptr : v->find("N");
  return n == nullptr ? kAbsent : std::stoll(*n->string());
}

std::string instant_text(Time at) {
  return codec::to_iso8601({at}, codec::Fraction::kMicros);
}

// Monotonic, set by the wall clock once.
class ClientClock {
 public:
  ClientClock() : offset_(real_.now().micros - real_.since_boot().count()) {}

  [[nodiscard]] Time now() const { return offset_ + real_.since_boot().count(); }

 private:
  SystemClock real_;
  Time offset_;
};

class Registers {
 public:
  explicit Registers(const RegisterPlan& plan);
  RegisterReport run();

 private:
  enum class Life : std::uint8_t { kOn, kOver };

  bool start();
  bool make_table();
  void live(std::uint64_t seed);
  void client(std::uint32_t number, Random& random);
  Life act(std::uint32_t number, Random& random);
  Life write(Op op, std::string_view operation, std::string body, bool tells_old);
  Life batch(std::uint32_t number, Random& random);
  Life read(std::uint32_t number, Key key);
  Life read_past(std::uint32_t number, Key key, Random& random);
  Life learn_instants();
  Time some_instant(Random& random);
  void settle(Time died);
  bool read_commits();
  bool read_version(Time at, Key key);
  void keep(Op op);
  bool note(std::string problem);
  // The answer's body; nullopt when there is none, which ends the life.
  std::optional<JsonValue> told(const Result<Answered>& answer, const std::string& what);

  const RegisterPlan plan_;
  const ClientClock clock_;
  std::string directory_;
  std::optional<ServerProcess> server_;
  Time created_ = 0;
  std::atomic<Value> next_value_{1};
  std::mutex mutex_;
  History history_;
  std::vector<Op> unanswered_;
  std::vector<Time> instants_;
  RegisterReport report_;
};

Registers::Registers(const RegisterPlan& plan) : plan_(plan) {
  std::string name =
      (std::filesystem::temp_directory_path() / "tidemark-registers-XXXXXX").string();
  directory_ = ::mkdtemp(name.data()) == nullptr ? "" : name;
  for (Key key = 0; key < plan_.keys; ++key) history_.names[key] = name_of(key);
}

bool Registers::note(std::string problem) {
  const std::lock_guard lock(mutex_);
  if (!report_.problem) report_.problem = std::move(problem);
  return false;
}

void Registers::keep(Op op) {
  const std::lock_guard lock(mutex_);
  ++(op.writes.empty() ? report_.reads : report_.writes);
  history_.ops.push_back(std::move(op));
}

std::optional<JsonValue> Registers::told(const Result<Answered>& answer, const std::string& what) {
  if (!answer) return std::nullopt;
  if (answer.value().status == 200) return answer.value().body;
  const JsonValue* message = answer.value().body.find("message");
  note(fmt::format("{}: {} {}", what, answer.value().status,
                   message == nullptr ? "" : *message->string()));
  return std::nullopt;
}

bool Registers::start() {
  ServerOptions options{.directory = directory_};
  if (!plan_.fault.empty()) options.environment = {{"TIDEMARK_PLANTED_FAULT", plan_.fault}};
  auto started = ServerProcess::start(plan_.program, options);
  if (!started) return note(started.error().message);
  server_.emplace(std::move(started).value());
  return true;
}

bool Registers::make_table() {
  const auto made = server_->call(
      "CreateTable",
      fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                  R"("AttributeDefinitions":[{{"AttributeName":"k","AttributeType":"S"}}],)"
                  R"("KeySchema":[{{"AttributeName":"k","KeyType":"HASH"}}]}})",
                  kTable),
      std::nullopt);
  if (!told(made, "CreateTable")) return false;
  const auto kept =
      server_->call("UpdateContinuousBackups",
                    fmt::format(R"({{"TableName":"{}","PointInTimeRecoverySpecification":)"
                                R"({{"PointInTimeRecoveryEnabled":true}}}})",
                                kTable),
                    std::nullopt);
  created_ = clock_.now();
  return told(kept, "UpdateContinuousBackups").has_value();
}

// One write, and what was there before it where the answer says so.
Registers::Life Registers::write(Op op, std::string_view operation, std::string body,
                                 bool tells_old) {
  op.what = operation;
  op.invoked = clock_.now();
  const auto answer = server_->call(operation, std::move(body), std::nullopt);
  op.returned = clock_.now();
  const auto reply = told(answer, op.what);
  if (!reply) {
    const std::lock_guard lock(mutex_);
    unanswered_.push_back(std::move(op));
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
Registers::Life Registers::batch(std::uint32_t number, Random& random) {
  std::string requests;
  std::vector<Op> ops;
  const Key first = static_cast<Key>(random.below(plan_.keys));
  for (Key i = 0; i < 3; ++i) {
    const Key key = (first + i) % plan_.keys;
    Op op{.client = number, .what = "BatchWriteItem"};
    op.writes = {{key, random.below(4) == 0 ? kAbsent : next_value_++}};
    const Write& write = op.writes.front();
    requests += i == 0 ? "" : ",";
    requests += write.value == kAbsent
                    ? fmt::format(R"({{"DeleteRequest":{{"Key":{}}}}})", key_json(key))
                    : fmt::format(R"({{"PutRequest":{{"Item":{}}}}})", item_json(key, write.value));
    ops.push_back(std::move(op));
  }
  const Time invoked = clock_.now();
  const auto answer = server_->call(
      "BatchWriteItem", fmt::format(R"({{"RequestItems":{{"{}":[{}]}}}})", kTable, requests),
      std::nullopt);
  const Time returned = clock_.now();
  const auto reply = told(answer, "BatchWriteItem");
  for (Op& op : ops) {
    op.invoked = invoked;
    op.returned = returned;
    if (reply) {
      keep(std::move(op));
    } else {
      const std::lock_guard lock(mutex_);
      unanswered_.push_back(std::move(op));
    }
  }
  return reply ? Life::kOn : Life::kOver;
}

Registers::Life Registers::read(std::uint32_t number, Key key) {
  Op op{.client = number, .invoked = clock_.now(), .what = "GetItem"};
  const auto answer = server_->call(
      "GetItem",
      fmt::format(R"({{"TableName":"{}","Key":{},"ConsistentRead":true}})", kTable, key_json(key)),
      std::nullopt);
  op.returned = clock_.now();
  const auto reply = told(answer, "GetItem");
  if (!reply) return Life::kOver;
  op.reads = {{key, value_in(reply->find("Item"))}};
  keep(std::move(op));
  return Life::kOn;
}

Time Registers::some_instant(Random& random) {
  const std::lock_guard lock(mutex_);
  if (instants_.empty() || random.below(3) == 0) return SystemClock().now().micros;
  return instants_[random.below(instants_.size())] - 1 + static_cast<Time>(random.below(3));
}

Registers::Life Registers::read_past(std::uint32_t number, Key key, Random& random) {
  PastRead past{.client = number, .invoked = clock_.now(), .at = some_instant(random)};
  past.what = "GetItem as of " + instant_text(past.at);
  const auto answer = server_->call(
      "GetItem", fmt::format(R"({{"TableName":"{}","Key":{}}})", kTable, key_json(key)),
      instant_text(past.at));
  past.returned = clock_.now();
  const auto reply = told(answer, past.what);
  if (!reply) return Life::kOver;
  past.reads = {{key, value_in(reply->find("Item"))}};
  const std::lock_guard lock(mutex_);
  instants_.push_back(past.at);
  history_.past.push_back(std::move(past));
  return Life::kOn;
}

// The moments at which something was written of late, to ask about their very edges.
Registers::Life Registers::learn_instants() {
  const Time from = std::max(created_, SystemClock().now().micros - 100'000);
  const auto answer = server_->get(
      fmt::format("/_tidemark/tables/{}/changes?from={}&limit=100", kTable, instant_text(from)));
  const auto reply = told(answer, "changes");
  if (!reply) return Life::kOver;
  const std::lock_guard lock(mutex_);
  for (const JsonValue& change : *reply->find("changes")->array()) {
    instants_.push_back(codec::parse_iso8601(*change.find("at")->string()).value().micros);
  }
  return Life::kOn;
}

Registers::Life Registers::act(std::uint32_t number, Random& random) {
  const Key key = static_cast<Key>(random.below(plan_.keys));
  Op op{.client = number};
  const auto body = [&](std::string_view middle, bool old) {
    return fmt::format(R"({{"TableName":"{}",{},"ReturnValues":"{}"}})", kTable, middle,
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

void Registers::client(std::uint32_t number, Random& random) {
  while (act(number, random) == Life::kOn) {
  }
}

// What was under way took effect before the server died, or never.
void Registers::settle(Time died) {
  for (Op& op : unanswered_) {
    if (op.invoked >= died) continue;  // nobody was there to hear it
    op.answered = false;
    op.returned = died;
    ++report_.unanswered;
    history_.ops.push_back(std::move(op));
  }
  unanswered_.clear();
}

void Registers::live(std::uint64_t seed) {
  SeededRandom seeds(seed);
  std::vector<std::thread> threads;
  for (std::uint32_t number = 1; number <= plan_.clients; ++number) {
    threads.emplace_back([this, number, client_seed = seeds.next()] {
      SeededRandom random(client_seed);
      client(number, random);
    });
  }
  const auto longest = static_cast<std::uint64_t>(plan_.longest_life_ms);
  std::this_thread::sleep_for(std::chrono::milliseconds(longest / 5 + seeds.below(longest)));
  server_->kill();
  const Time died = clock_.now();
  for (std::thread& thread : threads) thread.join();
  server_.reset();
  settle(died);
  ++report_.kills;
}

// What a commit's key held then, and the microsecond before. Of several commits of one instant
// only the last can be read.
bool Registers::read_version(Time at, Key key) {
  for (const Time instant : {at, at - 1}) {
    if (instant < created_) continue;
    PastRead past{.client = 0, .invoked = clock_.now(), .at = instant, .what = "audit"};
    const auto answer = server_->call(
        "GetItem", fmt::format(R"({{"TableName":"{}","Key":{}}})", kTable, key_json(key)),
        instant_text(instant));
    past.returned = clock_.now();
    const auto reply = told(answer, "audit as of " + instant_text(instant));
    if (!reply) return note("the audit had no answer");
    past.reads = {{key, value_in(reply->find("Item"))}};
    if (instant == at) history_.commits[key].back().value = past.reads.front().value;
    history_.past.push_back(std::move(past));
  }
  return true;
}

bool Registers::read_commits() {
  for (Key key = 0; key < plan_.keys; ++key) history_.commits[key];
  std::map<std::string, Key> by_name;
  for (Key key = 0; key < plan_.keys; ++key) by_name[name_of(key)] = key;
  std::string after;
  std::map<Time, std::map<Key, std::size_t>> touched;  // how often
  do {
    const auto answer =
        server_->get(fmt::format("/_tidemark/tables/{}/changes?from={}{}", kTable,
                                 instant_text(created_), after.empty() ? "" : "&after=" + after));
    const auto reply = told(answer, "changes");
    if (!reply) return note("the changes had no answer");
    for (const JsonValue& change : *reply->find("changes")->array()) {
      const Time at = codec::parse_iso8601(*change.find("at")->string()).value().micros;
      const Key key = by_name.at(*change.find("key")->find("k")->find("S")->string());
      ++touched[at][key];
      ++report_.commits;
    }
    const JsonValue* more = reply->find("after");
    after = more == nullptr ? "" : *more->string();
  } while (!after.empty());
  for (const auto& [at, keys] : touched) {
    for (const auto& [key, times] : keys) {
      auto& commits = history_.commits[key];
      commits.insert(commits.end(), times, Commit{at, {}});
      if (!read_version(at, key)) return false;
    }
  }
  return true;
}

RegisterReport Registers::run() {
  SeededRandom seeds(plan_.seed);
  bool good = start() && make_table();
  for (int life = 0; good && life < plan_.kills; ++life) {
    live(seeds.next());
    good = !report_.problem && start();
  }
  good = good && read_commits();
  if (server_) server_->kill();
  report_.past_reads = history_.past.size();
  if (good) {
    const Verdict verdict = check(history_, {.clock_slack = kClockSlack});
    report_.problem = verdict.problem;
    report_.happened = verdict.happened;
    report_.searches = verdict.searches;
    report_.steps = verdict.steps;
  }
  if (report_.problem && plan_.fault.empty()) {
    report_.directory = directory_;
  } else {
    std::filesystem::remove_all(directory_);
  }
  return report_;
}

}  // namespace

RegisterReport run_registers(const RegisterPlan& plan) {
  return Registers(plan).run();
}

}  // namespace tidemark::histories

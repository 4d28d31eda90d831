#include "tests/histories/served_story.h"

#include "codec/iso8601.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace tidemark::histories {
namespace {

using codec::JsonValue;

// Between the clock that never steps and the wall clock of the same machine.
constexpr Time kClockSlack = 20'000;

}  // namespace

std::string name_of(Key key) {
  return fmt::format("r{}", key);
}

std::string key_json(Key key) {
  return fmt::format(R"({{"k":{{"S":"{}"}}}})", name_of(key));
}

std::string item_json(Key key, Value value) {
  return fmt::format(R"({{"k":{{"S":"{}"}},"v":{{"N":"{}"}}}})", name_of(key), value);
}

Value value_in(const JsonValue* item) {
  const JsonValue* v = item == nullptr ? nullptr : item->find("v");
  const JsonValue* n = v == nullptr ? nullptr : v->find("N");
  return n == nullptr ? kAbsent : std::stoll(*n->string());
}

std::string instant_text(Time at) {
  return codec::to_iso8601({at}, codec::Fraction::kMicros);
}

ServedStory::ServedStory(const StoryPlan& plan, std::string_view name) : plan_(plan) {
  std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("tidemark-{}-XXXXXX", name)).string();
  directory_ = ::mkdtemp(path.data()) == nullptr ? "" : path;
  for (Key key = 0; key < plan_.keys; ++key) history_.names[key] = name_of(key);
}

bool ServedStory::note(std::string problem) {
  const std::lock_guard lock(mutex_);
  if (!report_.problem) report_.problem = std::move(problem);
  return false;
}

void ServedStory::keep(Op op) {
  const std::lock_guard lock(mutex_);
  ++(op.writes.empty() ? report_.reads : report_.writes);
  history_.ops.push_back(std::move(op));
}

void ServedStory::keep(PastRead read) {
  const std::lock_guard lock(mutex_);
  instants_.push_back(read.at);
  history_.past.push_back(std::move(read));
}

void ServedStory::keep_unanswered(Op op) {
  const std::lock_guard lock(mutex_);
  unanswered_.push_back(std::move(op));
}

void ServedStory::count_unanswered(std::size_t count) {
  const std::lock_guard lock(mutex_);
  report_.unanswered += count;
}

Result<Answered> ServedStory::call(std::string_view operation, std::string body,
                                   const std::optional<Time>& at) {
  return server_->call(operation, std::move(body),
                       at ? std::optional(instant_text(*at)) : std::nullopt);
}

std::optional<JsonValue> ServedStory::told(const Result<Answered>& answer,
                                           const std::string& what) {
  if (!answer) return std::nullopt;
  if (answer.value().status == 200) return answer.value().body;
  const JsonValue* message = answer.value().body.find("message");
  note(fmt::format("{}: {} {}", what, answer.value().status,
                   message == nullptr ? "" : *message->string()));
  return std::nullopt;
}

bool ServedStory::start() {
  ServerOptions options{.directory = directory_};
  if (!plan_.fault.empty()) options.environment = {{"TIDEMARK_PLANTED_FAULT", plan_.fault}};
  auto started = ServerProcess::start(plan_.program, options);
  if (!started) return note(started.error().message);
  server_.emplace(std::move(started).value());
  return true;
}

bool ServedStory::make_table() {
  const auto made = server_->call(
      "CreateTable",
      fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",)"
                  R"("AttributeDefinitions":[{{"AttributeName":"k","AttributeType":"S"}}],)"
                  R"("KeySchema":[{{"AttributeName":"k","KeyType":"HASH"}}]}})",
                  kStoryTable),
      std::nullopt);
  if (!told(made, "CreateTable")) return false;
  const auto kept =
      server_->call("UpdateContinuousBackups",
                    fmt::format(R"({{"TableName":"{}","PointInTimeRecoverySpecification":)"
                                R"({{"PointInTimeRecoveryEnabled":true}}}})",
                                kStoryTable),
                    std::nullopt);
  created_ = clock_.now();
  return told(kept, "UpdateContinuousBackups").has_value();
}

Time ServedStory::some_instant(Random& random) {
  const std::lock_guard lock(mutex_);
  if (instants_.empty() || random.below(3) == 0) return SystemClock().now().micros;
  return instants_[random.below(instants_.size())] - 1 + static_cast<Time>(random.below(3));
}

ServedStory::Life ServedStory::learn_instants() {
  const Time from = std::max(created_, SystemClock().now().micros - 100'000);
  const auto answer = server_->get(fmt::format("/_tidemark/tables/{}/changes?from={}&limit=100",
                                               kStoryTable, instant_text(from)));
  const auto reply = told(answer, "changes");
  if (!reply) return Life::kOver;
  const std::lock_guard lock(mutex_);
  for (const JsonValue& change : *reply->find("changes")->array()) {
    instants_.push_back(codec::parse_iso8601(*change.find("at")->string()).value().micros);
  }
  return Life::kOn;
}

void ServedStory::client(std::uint32_t number, Random& random) {
  while (act(number, random) == Life::kOn) {
  }
}

// What was under way took effect before the server died, or never.
void ServedStory::settle(Time died) {
  for (Op& op : unanswered_) {
    if (op.invoked >= died) continue;  // nobody was there to hear it
    op.answered = false;
    op.returned = died;
    ++report_.unanswered;
    history_.ops.push_back(std::move(op));
  }
  unanswered_.clear();
}

void ServedStory::live(std::uint64_t seed) {
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
bool ServedStory::read_version(Time at, Key key) {
  for (const Time instant : {at, at - 1}) {
    if (instant < created_) continue;
    PastRead past{.client = 0, .invoked = clock_.now(), .at = instant, .what = "audit"};
    const auto answer = server_->call(
        "GetItem", fmt::format(R"({{"TableName":"{}","Key":{}}})", kStoryTable, key_json(key)),
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

bool ServedStory::read_commits() {
  for (Key key = 0; key < plan_.keys; ++key) history_.commits[key];
  std::map<std::string, Key> by_name;
  for (Key key = 0; key < plan_.keys; ++key) by_name[name_of(key)] = key;
  std::string after;
  std::map<Time, std::map<Key, std::size_t>> touched;  // how often
  do {
    const auto answer =
        server_->get(fmt::format("/_tidemark/tables/{}/changes?from={}{}", kStoryTable,
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

StoryReport ServedStory::run() {
  SeededRandom seeds(plan_.seed);
  bool good = start() && make_table() && begin();
  for (int life = 0; good && life < plan_.kills; ++life) {
    live(seeds.next());
    good = !report_.problem && start() && go_on();
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

}  // namespace tidemark::histories

#include "tests/histories/checker.h"

#include "tests/histories/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tidemark::histories {
namespace {

std::string name_of(const History& history, Key key) {
  const auto found = history.names.find(key);
  return found == history.names.end() ? std::to_string(key) : found->second;
}

std::string text_of(Value value) {
  return value == kAbsent ? "absent" : std::to_string(value);
}

// Which keys some operation joins, directly or through others.
class Joined {
 public:
  Key root(Key key) {
    Key& parent = parent_.try_emplace(key, key).first->second;
    if (parent == key) return key;
    return parent = root(parent);
  }

  void join(Key a, Key b) { parent_[root(a)] = root(b); }

  [[nodiscard]] const std::map<Key, Key>& keys() const { return parent_; }

 private:
  std::map<Key, Key> parent_;
};

class Checker {
 public:
  Checker(const History& history, const CheckOptions& options)
      : history_(history), options_(options), ops_(history.ops) {}

  Verdict run() {
    for (const auto step : {&Checker::check_spans, &Checker::place_known_commits,
                            &Checker::check_past, &Checker::check_instants, &Checker::search_all}) {
      if (verdict_.problem = (this->*step)(); verdict_.problem) break;
    }
    return verdict_;
  }

 private:
  using Problem = std::optional<std::string>;

  // An operation that ends before it begins was badly gathered.
  Problem check_spans();
  // Whose write a commit is, where its value says so.
  Problem place_known_commits();
  Problem place(Key key, const Commit& commit, const std::vector<Op*>& writers);
  // Of operations whose commit time is known: one that began after another had returned is later.
  Problem check_instants();
  Problem check_past();
  Problem search_all();
  [[nodiscard]] Problem past_answer(const PastRead& past, const Read& read) const;

  const History& history_;
  const CheckOptions& options_;
  std::vector<Op> ops_;
  Verdict verdict_;
};

Checker::Problem Checker::check_spans() {
  for (const Op& op : ops_) {
    if (op.returned < op.invoked) return "it ends before it begins: " + describe(history_, op);
  }
  return {};
}

Checker::Problem Checker::place(Key key, const Commit& commit, const std::vector<Op*>& writers) {
  if (writers.empty()) {
    return fmt::format("{} became {} at {}, which nobody wrote", name_of(history_, key),
                       text_of(*commit.value), commit.at);
  }
  if (writers.size() > 1) return {};
  Op& op = *writers.front();
  if (op.at && *op.at != commit.at) {
    return fmt::format("a write of {} stands at {} in the store: {}", name_of(history_, key),
                       commit.at, describe(history_, op));
  }
  op.at = commit.at;
  // It did happen: from here on as good as answered.
  if (!op.answered) ++verdict_.happened;
  op.answered = true;
  return {};
}

Checker::Problem Checker::place_known_commits() {
  std::map<std::pair<Key, Value>, std::vector<Op*>> writers;
  std::set<Key> added_to;
  for (Op& op : ops_) {
    for (const Write& write : op.writes) {
      if (write.kind == Write::kAdd) {
        added_to.insert(write.key);
      } else {
        writers[{write.key, write.value}].push_back(&op);
      }
    }
  }
  for (const auto& [key, commits] : history_.commits) {
    for (const Commit& commit : commits) {
      if (!commit.value || *commit.value == kAbsent || added_to.contains(key)) continue;
      if (auto problem = place(key, commit, writers[{key, *commit.value}])) return problem;
    }
  }
  return {};
}

Checker::Problem Checker::check_instants() {
  std::vector<const Op*> by_begin;
  for (const Op& op : ops_) {
    if (op.at) by_begin.push_back(&op);
  }
  auto by_end = by_begin;
  std::ranges::sort(by_begin, {}, &Op::invoked);
  std::ranges::sort(by_end, {}, &Op::returned);
  auto ended = by_end.begin();
  const Op* latest = nullptr;
  for (const Op* op : by_begin) {
    for (; ended != by_end.end() && (*ended)->returned < op->invoked; ++ended) {
      if (latest == nullptr || (*ended)->at > latest->at) latest = *ended;
    }
    if (latest != nullptr && *latest->at >= *op->at) {
      return fmt::format("commit times do not rise:\n  {}\n  {}", describe(history_, *latest),
                         describe(history_, *op));
    }
  }
  return {};
}

Checker::Problem Checker::past_answer(const PastRead& past, const Read& read) const {
  const auto told = history_.commits.find(read.key);
  if (told == history_.commits.end()) return {};
  const auto after = std::ranges::upper_bound(told->second, past.at, {}, &Commit::at);
  std::optional<Value> want;
  if (after == told->second.begin()) {
    const auto initial = history_.initial.find(read.key);
    want = initial == history_.initial.end() ? kAbsent : initial->second;
  } else {
    want = std::prev(after)->value;
  }
  if (!want || *want == read.value) return {};
  return fmt::format("as of {} {} was {}, but client {} [{}, {}] {} was told {}", past.at,
                     name_of(history_, read.key), text_of(*want), past.client, past.invoked,
                     past.returned, past.what, text_of(read.value));
}

Checker::Problem Checker::check_past() {
  for (const auto& [key, commits] : history_.commits) {
    if (!std::ranges::is_sorted(commits, {}, &Commit::at)) {
      return fmt::format("the commits of {} are not in order", name_of(history_, key));
    }
  }
  std::map<std::pair<Time, Key>, Value> told;
  for (const PastRead& past : history_.past) {
    for (const Read& read : past.reads) {
      const auto [first, fresh] = told.try_emplace({past.at, read.key}, read.value);
      if (first->second != read.value) {
        return fmt::format("{} as of {} was told as {} and, to client {} [{}, {}], as {}",
                           name_of(history_, read.key), past.at, text_of(first->second),
                           past.client, past.invoked, past.returned, text_of(read.value));
      }
      if (auto problem = past_answer(past, read)) return problem;
    }
  }
  return {};
}

Checker::Problem Checker::search_all() {
  Joined joined;
  for (const auto& [key, commits] : history_.commits) joined.root(key);
  std::vector<const Op*> telling;
  for (const Op& op : ops_) {
    std::optional<Key> first;
    const auto take = [&](Key key) { joined.join(key, first ? *first : *(first = key)); };
    for (const Write& write : op.writes) take(write.key);
    // A read that nobody was told of says nothing.
    if (!op.answered && op.writes.empty()) continue;
    for (const Read& read : op.reads) take(read.key);
    if (first) telling.push_back(&op);
  }
  std::map<Key, SearchInput> inputs;
  const ClosedBy closed_by(history_.past);
  const auto keys = joined.keys();
  for (const auto& [key, parent] : keys) {
    auto& input =
        inputs
            .try_emplace(
                joined.root(key),
                SearchInput{history_, {}, {}, closed_by, options_.clock_slack, options_.most_steps})
            .first->second;
    input.keys.push_back(key);
  }
  for (const Op* op : telling) {
    const Key key = op->writes.empty() ? op->reads.front().key : op->writes.front().key;
    inputs.at(joined.root(key)).ops.push_back(op);
  }
  for (const auto& [root, input] : inputs) {
    SearchResult result = search(input);
    ++verdict_.searches;
    verdict_.steps += result.steps;
    verdict_.happened += result.happened;
    if (result.problem) return std::move(result.problem);
  }
  return {};
}

}  // namespace

Verdict check(const History& history, const CheckOptions& options) {
  return Checker(history, options).run();
}

}  // namespace tidemark::histories

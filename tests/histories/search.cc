#include "tests/histories/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tidemark::histories {
namespace {

constexpr Time kNever = std::numeric_limits<Time>::max();
constexpr Time kBegin = std::numeric_limits<Time>::min();
constexpr std::size_t kNothing = std::numeric_limits<std::size_t>::max();

// splitmix64's finish: spreads every bit.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  // Twice the same takes it out again.
  void toggle(std::uint64_t number) {
    low ^= mixed(2 * number + 1);
    high ^= mixed(~number * 0x2545f4914f6cdd1dULL);
  }

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

struct HashOf {
  std::size_t operator()(const Fingerprint& print) const { return print.low; }
};

// The model: what each key holds, and how far the store's own list of commits is used up.
struct State {
  std::vector<Value> values;
  std::vector<std::uint32_t> used;
  Time last_at = kBegin;
  Time first_return = kNever;  // of those that committed at last_at

  [[nodiscard]] Fingerprint with(Fingerprint done) const {
    std::uint64_t hash = mixed(static_cast<std::uint64_t>(last_at));
    const auto take = [&hash](std::uint64_t part) { hash = mixed(hash ^ part); };
    take(static_cast<std::uint64_t>(first_return));
    for (const Value value : values) take(static_cast<std::uint64_t>(value));
    for (const std::uint32_t count : used) take(count);
    return {done.low ^ hash, done.high ^ mixed(~hash)};
  }
};

// An operation's beginning or its end, in a list from which both are lifted when it is placed.
struct Node {
  const Op* op = nullptr;
  bool call = false;
  std::size_t number = 0;  // of the operation
  std::size_t other = 0;   // its other node
  std::size_t before = 0;
  std::size_t after = 0;
};

class Search {
 public:
  explicit Search(const SearchInput& input);
  SearchResult run();

 private:
  struct Placed {
    std::size_t call;
    State before;
    bool skipped;
  };

  [[nodiscard]] std::optional<State> applied(const Op& op) const;
  [[nodiscard]] bool commit(const Op& op, const std::vector<std::size_t>& written,
                            State& state) const;
  [[nodiscard]] bool all_used() const;
  bool try_to_place(std::size_t call);
  bool try_to_skip(std::size_t ret);
  bool push(std::size_t call, State next, bool skipped);
  // Takes back the last operation placed; the node to go on from, or kNothing.
  std::size_t take_back();
  void lift(std::size_t call);
  void unlift(std::size_t call);
  void note_deepest(std::size_t blocked);
  [[nodiscard]] std::string explained() const;

  [[nodiscard]] std::size_t index_of(Key key) const { return index_.at(key); }

  const SearchInput& input_;
  std::unordered_map<Key, std::size_t> index_;
  std::vector<const std::vector<Commit>*> commits_;  // by index; null: not told
  std::vector<Node> nodes_;                          // 0 is the head
  State state_;
  Fingerprint done_;
  std::vector<Placed> placed_;
  std::unordered_set<Fingerprint, HashOf> tried_;
  std::uint64_t steps_ = 0;
  // Of the furthest that any try came, for the report.
  std::size_t depth_ = 0;
  State deepest_state_;
  std::vector<const Op*> last_placed_;
  const Op* blocked_ = nullptr;
};

Search::Search(const SearchInput& input) : input_(input) {
  for (const Key key : input.keys) {
    index_.emplace(key, index_.size());
    const auto initial = input.history.initial.find(key);
    state_.values.push_back(initial == input.history.initial.end() ? kAbsent : initial->second);
    state_.used.push_back(0);
    const auto told = input.history.commits.find(key);
    commits_.push_back(told == input.history.commits.end() ? nullptr : &told->second);
  }

  struct Event {
    Time time;
    bool call;
    std::size_t number;
  };

  std::vector<Event> events;
  for (std::size_t i = 0; i < input.ops.size(); ++i) {
    events.push_back({input.ops[i]->invoked, true, i});
    events.push_back({input.ops[i]->returned, false, i});
  }
  // What ends at the instant at which another begins is still beside it.
  std::ranges::stable_sort(events, [](const Event& a, const Event& b) {
    return a.time != b.time ? a.time < b.time : a.call && !b.call;
  });
  nodes_.resize(events.size() + 1);
  std::vector<std::size_t> call_of(input.ops.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    Node& node = nodes_[i + 1];
    node = {input.ops[events[i].number], events[i].call, events[i].number, 0, i, i + 2};
    if (node.call) {
      call_of[node.number] = i + 1;
    } else {
      node.other = call_of[node.number];
      nodes_[node.other].other = i + 1;
    }
  }
  nodes_[0].after = events.empty() ? kNothing : 1;
  if (!events.empty()) nodes_.back().after = kNothing;
}

void Search::lift(std::size_t call) {
  for (const std::size_t at : {call, nodes_[call].other}) {
    const Node& node = nodes_[at];
    nodes_[node.before].after = node.after;
    if (node.after != kNothing) nodes_[node.after].before = node.before;
  }
}

void Search::unlift(std::size_t call) {
  for (const std::size_t at : {nodes_[call].other, call}) {
    const Node& node = nodes_[at];
    nodes_[node.before].after = at;
    if (node.after != kNothing) nodes_[node.after].before = at;
  }
}

// Uses up the store's own word on each key written, and holds the commit time to the others'.
bool Search::commit(const Op& op, const std::vector<std::size_t>& written, State& state) const {
  std::optional<Time> at = op.at;
  for (const std::size_t index : written) {
    if (commits_[index] == nullptr) continue;
    if (state.used[index] == commits_[index]->size()) return false;
    const Commit& told = (*commits_[index])[state.used[index]++];
    if (told.value && *told.value != state.values[index]) return false;
    if (at && *at != told.at) return false;
    at = told.at;
  }
  if (!at) return true;
  if (*at < state.last_at || *at > op.returned + input_.clock_slack) return false;
  if (op.invoked > input_.closed_by.of(*at)) return false;
  if (*at > state.last_at) {
    state.last_at = *at;
    state.first_return = kNever;
  } else if (op.invoked > state.first_return) {
    return false;  // one after the other, and yet at one time
  }
  if (op.answered) state.first_return = std::min(state.first_return, op.returned);
  return true;
}

std::optional<State> Search::applied(const Op& op) const {
  for (const Read& read : op.reads) {
    if (state_.values[index_of(read.key)] != read.value) return std::nullopt;
  }
  if (op.writes.empty()) return state_;
  State next = state_;
  std::vector<std::size_t> written;
  for (const Write& write : op.writes) {
    const std::size_t index = index_of(write.key);
    Value& value = next.values[index];
    if (write.kind == Write::kAdd) {
      value = (value == kAbsent ? 0 : value) + write.value;
    } else if (write.value == kAbsent && value == kAbsent) {
      continue;
    } else {
      value = write.value;
    }
    written.push_back(index);
  }
  if (!written.empty() && !commit(op, written, next)) return std::nullopt;
  return next;
}

bool Search::push(std::size_t call, State next, bool skipped) {
  ++steps_;
  Fingerprint done = done_;
  done.toggle(nodes_[call].number);
  if (!tried_.insert(next.with(done)).second) return false;
  done_ = done;
  placed_.push_back({call, std::exchange(state_, std::move(next)), skipped});
  lift(call);
  return true;
}

bool Search::try_to_place(std::size_t call) {
  auto next = applied(*nodes_[call].op);
  return next && push(call, *std::move(next), false);
}

bool Search::try_to_skip(std::size_t ret) {
  return !nodes_[ret].op->answered && push(nodes_[ret].other, state_, true);
}

std::size_t Search::take_back() {
  while (!placed_.empty()) {
    Placed last = std::move(placed_.back());
    placed_.pop_back();
    state_ = std::move(last.before);
    done_.toggle(nodes_[last.call].number);
    unlift(last.call);
    // One that was left out had to be placed before its end: there is nothing else to try.
    if (!last.skipped) return nodes_[last.call].after;
  }
  return kNothing;
}

void Search::note_deepest(std::size_t blocked) {
  if (!deepest_state_.values.empty() && placed_.size() <= depth_) return;
  depth_ = placed_.size();
  deepest_state_ = state_;
  blocked_ = blocked == kNothing ? nullptr : nodes_[blocked].op;
  last_placed_.clear();
  for (auto one = placed_.rbegin(); one != placed_.rend() && last_placed_.size() < 5; ++one) {
    if (!one->skipped) last_placed_.push_back(nodes_[one->call].op);
  }
}

bool Search::all_used() const {
  for (std::size_t i = 0; i < commits_.size(); ++i) {
    if (commits_[i] != nullptr && state_.used[i] != commits_[i]->size()) return false;
  }
  return true;
}

std::string Search::explained() const {
  std::string text = "no order explains the answers; as far as one was found, the keys hold";
  for (std::size_t i = 0; i < input_.keys.size(); ++i) {
    const auto name = input_.history.names.find(input_.keys[i]);
    text += fmt::format(
        " {}={}",
        name == input_.history.names.end() ? std::to_string(input_.keys[i]) : name->second,
        deepest_state_.values[i] == kAbsent ? "absent" : std::to_string(deepest_state_.values[i]));
    if (commits_[i] != nullptr) {
      text += fmt::format(" ({} of {} commits)", deepest_state_.used[i], commits_[i]->size());
    }
  }
  text += "\n  cannot be placed: ";
  text += blocked_ == nullptr ? "commits that nobody made" : describe(input_.history, *blocked_);
  for (const Op* op : last_placed_) {
    text += "\n  placed before it: " + describe(input_.history, *op);
  }
  return text;
}

SearchResult Search::run() {
  std::size_t node = nodes_[0].after;
  while (node != kNothing || !all_used()) {
    if (steps_ > input_.most_steps) {
      return {fmt::format("undecided after {} steps", steps_), steps_, 0};
    }
    const bool call = node != kNothing && nodes_[node].call;
    if (node != kNothing && (call ? try_to_place(node) : try_to_skip(node))) {
      node = nodes_[0].after;
    } else if (call) {
      node = nodes_[node].after;
    } else {
      note_deepest(node);
      node = take_back();
      if (node == kNothing) return {explained(), steps_, 0};
    }
  }
  const auto happened = std::ranges::count_if(placed_, [&](const Placed& placed) {
    return !placed.skipped && !nodes_[placed.call].op->answered;
  });
  return {std::nullopt, steps_, static_cast<std::uint64_t>(happened)};
}

}  // namespace

ClosedBy::ClosedBy(const std::vector<PastRead>& past) {
  for (const PastRead& read : past) {
    auto& first = returned_.try_emplace(read.at, read.returned).first->second;
    first = std::min(first, read.returned);
  }
  Time first = kNever;
  for (auto one = returned_.rbegin(); one != returned_.rend(); ++one) {
    first = one->second = std::min(first, one->second);
  }
}

Time ClosedBy::of(Time at) const {
  const auto found = returned_.lower_bound(at);
  return found == returned_.end() ? kNever : found->second;
}

std::string describe(const History& history, const Op& op) {
  const auto name = [&](Key key) {
    const auto found = history.names.find(key);
    return found == history.names.end() ? std::to_string(key) : found->second;
  };
  const auto shown = [](Value value) {
    return value == kAbsent ? std::string("absent") : std::to_string(value);
  };
  std::string text = fmt::format("client {} [{}, {}]{} {}", op.client, op.invoked, op.returned,
                                 op.answered ? "" : " unanswered", op.what);
  for (const Read& read : op.reads) {
    text += fmt::format(" saw {}={}", name(read.key), shown(read.value));
  }
  for (const Write& write : op.writes) {
    text += fmt::format(" {} {}{}{}", write.kind == Write::kAdd ? "added" : "wrote",
                        name(write.key), write.kind == Write::kAdd ? "+" : "=", shown(write.value));
  }
  if (op.at) text += fmt::format(" at {}", *op.at);
  return text;
}

SearchResult search(const SearchInput& input) {
  return Search(input).run();
}

}  // namespace tidemark::histories

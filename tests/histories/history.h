// What several clients asked of a store at once, and what each was told: plain values that know
// nothing of how they were gathered. checker.h says whether they can be true.
//
//   History history;
//   history.ops.push_back({.client = 1, .invoked = 10, .returned = 20,
//                          .reads = {{key, kAbsent}}, .writes = {{key, 7}}});
//
// Times are microseconds or nanoseconds as the gatherer likes, but of one clock that never steps;
// commit times are of that clock too, in the same unit.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::histories {

using Key = std::uint32_t;
using Value = std::int64_t;
using Time = std::int64_t;

inline constexpr Value kAbsent = std::numeric_limits<Value>::min();

// Seen at the operation's own instant.
struct Read {
  Key key = 0;
  Value value = kAbsent;
};

struct Write {
  enum Kind : std::uint8_t { kSet, kAdd };

  Key key = 0;
  Value value = kAbsent;  // kSet kAbsent removes; a removal of what is absent is no commit
  Kind kind = kSet;
};

// All of it takes effect at one instant between `invoked` and `returned`. A read of several keys,
// a conditional write that was refused (what it saw) and a transaction are all this.
struct Op {
  std::uint32_t client = 0;
  Time invoked = 0;
  Time returned = 0;
  // Not answered: it happened before `returned` (when the server died), or never.
  bool answered = true;
  std::vector<Read> reads{};
  std::vector<Write> writes{};  // each key once
  std::optional<Time> at{};     // the commit time it was told
  std::string what{};
};

// "As it was at `at`": must be what commits with time <= `at` made, whoever asks, whenever.
struct PastRead {
  std::uint32_t client = 0;
  Time invoked = 0;
  Time returned = 0;
  Time at = 0;
  std::vector<Read> reads{};
  std::string what{};
};

// One commit that wrote a key. Several may share an instant; then only the last one's value can
// ever be read.
struct Commit {
  Time at = 0;
  std::optional<Value> value{};
};

struct History {
  std::map<Key, Value> initial{};  // a key that is not here begins absent
  std::vector<Op> ops{};
  std::vector<PastRead> past{};
  // By key, in commit order, all of them: what the store itself says. A key that is not here is
  // not judged by commit times.
  std::map<Key, std::vector<Commit>> commits{};
  std::map<Key, std::string> names{};
};

}  // namespace tidemark::histories

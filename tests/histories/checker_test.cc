// The checker itself: histories written by hand that are true, that are not, and that stand on
// the edge; then small ones by chance, beside a judge that simply tries every order.
#include "tests/histories/checker.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace tidemark::histories {
namespace {

constexpr Key kX = 1;
constexpr Key kY = 2;

Op write(Time from, Time until, Key key, Value value) {
  return {.invoked = from, .returned = until, .writes = {{key, value}}};
}

Op read(Time from, Time until, Key key, Value value) {
  return {.invoked = from, .returned = until, .reads = {{key, value}}};
}

// Read and written at one instant.
Op update(Time from, Time until, Key key, Value seen, Value value) {
  return {.invoked = from, .returned = until, .reads = {{key, seen}}, .writes = {{key, value}}};
}

Op unanswered(Op op) {
  op.answered = false;
  return op;
}

Op told(Op op, Time at) {
  op.at = at;
  return op;
}

PastRead past(Time from, Time until, Time at, Key key, Value value) {
  return {.invoked = from, .returned = until, .at = at, .reads = {{key, value}}};
}

std::string problem(const History& history, CheckOptions options = {}) {
  return check(history, options).problem.value_or("");
}

#define EXPECT_TRUE_HISTORY(...) EXPECT_EQ(problem(__VA_ARGS__), "")
#define EXPECT_PROBLEM(part, ...) \
  EXPECT_NE(problem(__VA_ARGS__).find(part), std::string::npos) << problem(__VA_ARGS__)

TEST(Order, NothingAndOneAfterTheOther) {
  EXPECT_TRUE_HISTORY({});
  EXPECT_TRUE_HISTORY({.ops = {read(1, 2, kX, kAbsent), write(3, 4, kX, 7), read(5, 6, kX, 7)}});
  EXPECT_TRUE_HISTORY({.initial = {{kX, 3}}, .ops = {read(1, 2, kX, 3)}});
  EXPECT_PROBLEM("cannot be placed", {.initial = {{kX, 3}}, .ops = {read(1, 2, kX, kAbsent)}});
}

TEST(Order, AReadAfterAnAcknowledgedWriteSeesIt) {
  EXPECT_PROBLEM("cannot be placed", {.ops = {write(1, 2, kX, 7), read(3, 4, kX, kAbsent)}});
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {write(1, 2, kX, 7), write(3, 4, kX, 8), read(5, 6, kX, 7)}});
}

TEST(Order, WhatOverlapsMayStandEitherWay) {
  EXPECT_TRUE_HISTORY({.ops = {write(1, 10, kX, 7), read(2, 3, kX, kAbsent)}});
  EXPECT_TRUE_HISTORY({.ops = {write(1, 10, kX, 7), read(2, 3, kX, 7)}});
  EXPECT_TRUE_HISTORY({.ops = {write(1, 10, kX, 7), write(2, 9, kX, 8), read(11, 12, kX, 7)}});
}

TEST(Order, NewAndThenOldIsNoOrder) {
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {write(1, 10, kX, 7), read(2, 3, kX, 7), read(4, 5, kX, kAbsent)}});
  // Each is the other's elder for somebody.
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {write(1, 10, kX, 7), write(1, 10, kX, 8), read(2, 3, kX, 7),
                          read(4, 5, kX, 8), read(6, 7, kX, 7)}});
}

TEST(Order, AnEndAtAnothersBeginningIsBesideIt) {
  EXPECT_TRUE_HISTORY({.ops = {write(1, 2, kX, 7), read(2, 3, kX, kAbsent)}});
  EXPECT_PROBLEM("cannot be placed", {.ops = {write(1, 2, kX, 7), read(3, 3, kX, kAbsent)}});
  EXPECT_TRUE_HISTORY({.ops = {write(2, 2, kX, 7), read(2, 2, kX, 7)}});
}

TEST(Order, TwoUpdatesOfOneValueLoseOne) {
  EXPECT_TRUE_HISTORY({.ops = {update(1, 9, kX, kAbsent, 7), update(1, 9, kX, 7, 8)}});
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {update(1, 9, kX, kAbsent, 7), update(1, 9, kX, kAbsent, 8)}});
}

TEST(Order, CountersAdd) {
  const Op one{.invoked = 1, .returned = 9, .writes = {{kX, 2, Write::kAdd}}};
  EXPECT_TRUE_HISTORY({.ops = {one, one, read(10, 11, kX, 4)}});
  EXPECT_PROBLEM("cannot be placed", {.ops = {one, one, read(10, 11, kX, 2)}});
}

TEST(Order, ARemovedKeyIsAbsent) {
  EXPECT_TRUE_HISTORY(
      {.ops = {write(1, 2, kX, 7), write(3, 4, kX, kAbsent), read(5, 6, kX, kAbsent)}});
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {write(1, 2, kX, 7), write(3, 4, kX, kAbsent), read(5, 6, kX, 7)}});
}

TEST(Order, NothingEndsBeforeItBegins) {
  EXPECT_PROBLEM("ends before it begins", {.ops = {write(2, 1, kX, 7)}});
}

TEST(Unanswered, HappenedOrNot) {
  const Op lost = unanswered(write(1, 5, kX, 7));
  EXPECT_TRUE_HISTORY({.ops = {lost, read(6, 7, kX, kAbsent)}});
  EXPECT_TRUE_HISTORY({.ops = {lost, read(6, 7, kX, 7)}});
  EXPECT_EQ(check({.ops = {lost, read(6, 7, kX, 7)}}).happened, 1U);
  EXPECT_EQ(check({.ops = {lost, read(6, 7, kX, kAbsent)}}).happened, 0U);
}

TEST(Unanswered, NeverAfterTheDeathOfItsServer) {
  const Op lost = unanswered(write(1, 5, kX, 7));
  EXPECT_PROBLEM("cannot be placed", {.ops = {lost, read(6, 7, kX, kAbsent), read(8, 9, kX, 7)}});
  EXPECT_PROBLEM("cannot be placed", {.ops = {lost, read(6, 7, kX, 7), read(8, 9, kX, kAbsent)}});
}

TEST(Unanswered, OnlyWhereItsConditionHeld) {
  const Op lost = unanswered(update(1, 5, kX, 3, 7));
  EXPECT_PROBLEM("cannot be placed", {.ops = {lost, read(6, 7, kX, 7)}});
  EXPECT_TRUE_HISTORY({.ops = {write(2, 3, kX, 3), lost, read(6, 7, kX, 7)}});
}

TEST(Unanswered, AReadThatNobodyHeardSaysNothing) {
  EXPECT_TRUE_HISTORY({.ops = {unanswered(read(1, 2, kX, 99))}});
}

// Accounts: one operation reads and writes several keys at one instant.
Op transfer(Time from, Time until, Value x, Value y, Value amount) {
  return {.invoked = from,
          .returned = until,
          .reads = {{kX, x}, {kY, y}},
          .writes = {{kX, x - amount}, {kY, y + amount}}};
}

Op both(Time from, Time until, Value x, Value y) {
  return {.invoked = from, .returned = until, .reads = {{kX, x}, {kY, y}}};
}

TEST(Bank, WholeOrNotAtAll) {
  const std::map<Key, Value> initial{{kX, 10}, {kY, 10}};
  EXPECT_TRUE_HISTORY({.initial = initial,
                       .ops = {transfer(1, 9, 10, 10, 3), both(2, 3, 10, 10), both(4, 5, 7, 13)}});
  EXPECT_PROBLEM("cannot be placed",
                 {.initial = initial, .ops = {transfer(1, 9, 10, 10, 3), both(2, 3, 7, 10)}});
  EXPECT_PROBLEM(
      "cannot be placed",
      {.initial = initial, .ops = {unanswered(transfer(1, 9, 10, 10, 3)), both(10, 11, 10, 13)}});
}

TEST(Bank, NeitherOfTwoDecisionsMayMissTheOther) {
  // Each saw what the other took away: snapshot isolation allows it, we do not.
  const std::map<Key, Value> initial{{kX, 5}, {kY, 5}};
  const Op takes_x{.invoked = 1, .returned = 9, .reads = {{kX, 5}, {kY, 5}}, .writes = {{kX, 0}}};
  const Op takes_y{.invoked = 1, .returned = 9, .reads = {{kX, 5}, {kY, 5}}, .writes = {{kY, 0}}};
  EXPECT_PROBLEM("cannot be placed", {.initial = initial, .ops = {takes_x, takes_y}});
}

TEST(Bank, RealTimeHoldsAcrossKeys) {
  // x was written, then y; who sees y sees x.
  EXPECT_PROBLEM("cannot be placed",
                 {.ops = {write(1, 2, kX, 1), write(3, 4, kY, 1), both(3, 9, kAbsent, 1)}});
  EXPECT_TRUE_HISTORY({.ops = {write(1, 3, kX, 1), write(3, 4, kY, 1), both(3, 9, kAbsent, 1)}});
}

TEST(CommitTimes, AreOneOrderWithTheAnswers) {
  const std::vector<Op> ops{write(10, 90, kX, 1), write(10, 90, kX, 2), read(95, 96, kX, 1)};
  EXPECT_TRUE_HISTORY({.ops = ops, .commits = {{kX, {{20, 2}, {30, 1}}}}});
  EXPECT_PROBLEM("cannot be placed", {.ops = ops, .commits = {{kX, {{20, 1}, {30, 2}}}}});
}

TEST(CommitTimes, EveryCommitIsSomebodysAndEveryWriteIsThere) {
  EXPECT_PROBLEM("which nobody wrote",
                 {.ops = {write(1, 9, kX, 1)}, .commits = {{kX, {{2, 1}, {3, 5}}}}});
  EXPECT_PROBLEM("cannot be placed", {.ops = {write(1, 9, kX, 1)}, .commits = {{kX, {}}}});
  EXPECT_PROBLEM("cannot be placed", {.ops = {write(1, 9, kX, 1), write(10, 19, kX, kAbsent)},
                                      .commits = {{kX, {{2, 1}}}}});
  // A commit too many whose value is not known.
  EXPECT_PROBLEM("commits that nobody made",
                 {.ops = {write(1, 9, kX, 1)}, .commits = {{kX, {{2, {}}, {2, 1}}}}});
}

TEST(CommitTimes, OfOneInstantOnlyTheLastIsSeen) {
  EXPECT_TRUE_HISTORY(
      {.ops = {write(1, 9, kX, 1), write(1, 9, kX, 2)}, .commits = {{kX, {{5, {}}, {5, 2}}}}});
  // One after the other never shares an instant.
  EXPECT_PROBLEM("cannot be placed", {.ops = {write(1, 4, kX, 1), write(6, 9, kX, 2)},
                                      .commits = {{kX, {{3, {}}, {3, 2}}}}});
}

TEST(CommitTimes, NeverAboveTheMomentOfTheAnswer) {
  const History history{.ops = {write(1, 9, kX, 1)}, .commits = {{kX, {{10, 1}}}}};
  EXPECT_PROBLEM("cannot be placed", history);
  EXPECT_TRUE_HISTORY(history, {.clock_slack = 1});
  EXPECT_TRUE_HISTORY({.ops = {write(1, 9, kX, 1)}, .commits = {{kX, {{9, 1}}}}});
}

TEST(CommitTimes, RiseAcrossKeysToo) {
  const std::vector<Op> ops{told(write(1, 2, kX, 1), 2), told(write(3, 4, kY, 1), 2)};
  EXPECT_PROBLEM("do not rise", {.ops = ops});
  EXPECT_TRUE_HISTORY({.ops = {told(write(1, 2, kX, 1), 1), told(write(3, 4, kY, 1), 2)}});
  EXPECT_TRUE_HISTORY({.ops = {told(write(1, 3, kX, 1), 2), told(write(3, 4, kY, 1), 2)}});
}

TEST(CommitTimes, ADecisionOverSeveralKeysHasOne) {
  const Op two{.invoked = 1, .returned = 9, .writes = {{kX, 1}, {kY, 2}}};
  EXPECT_TRUE_HISTORY({.ops = {two}, .commits = {{kX, {{5, 1}}}, {kY, {{5, 2}}}}});
  EXPECT_PROBLEM("stands at 6", {.ops = {two}, .commits = {{kX, {{5, 1}}}, {kY, {{6, 2}}}}});
}

TEST(CommitTimes, ShowThatAnUnansweredWriteHappened) {
  const Op lost = unanswered(write(1, 9, kX, 1));
  const History history{.ops = {lost, read(20, 21, kX, kAbsent)}, .commits = {{kX, {{5, 1}}}}};
  EXPECT_PROBLEM("cannot be placed", history);
  EXPECT_EQ(check({.ops = {lost}, .commits = {{kX, {{5, 1}}}}}).happened, 1U);
  EXPECT_TRUE_HISTORY({.ops = {lost}, .commits = {{kX, {}}}});
}

TEST(CommitTimes, ARemovalOfWhatIsAbsentIsNoCommit) {
  EXPECT_TRUE_HISTORY(
      {.ops = {write(1, 2, kX, kAbsent), write(3, 4, kX, 1)}, .commits = {{kX, {{3, 1}}}}});
}

TEST(Past, ShowsTheCommitsUpToItAndNoMore) {
  const auto with = [](Time at, Value value) {
    return History{.ops = {write(1, 5, kX, 1), write(6, 9, kX, 2)},
                   .past = {past(20, 21, at, kX, value)},
                   .commits = {{kX, {{4, 1}, {8, 2}}}}};
  };
  EXPECT_TRUE_HISTORY(with(3, kAbsent));
  EXPECT_PROBLEM("as of 3", with(3, 1));
  EXPECT_TRUE_HISTORY(with(4, 1));
  EXPECT_PROBLEM("as of 4", with(4, kAbsent));
  EXPECT_TRUE_HISTORY(with(7, 1));
  EXPECT_PROBLEM("as of 7", with(7, 2));
  EXPECT_TRUE_HISTORY(with(8, 2));
  EXPECT_PROBLEM("as of 8", with(8, 1));
  EXPECT_TRUE_HISTORY(with(100, 2));
}

TEST(Past, BeginsWithWhatWasThere) {
  EXPECT_TRUE_HISTORY(
      {.initial = {{kX, 9}}, .past = {past(1, 2, 0, kX, 9)}, .commits = {{kX, {}}}});
  EXPECT_PROBLEM(
      "as of 0",
      {.initial = {{kX, 9}}, .past = {past(1, 2, 0, kX, kAbsent)}, .commits = {{kX, {}}}});
}

TEST(Past, OneQuestionHasOneAnswer) {
  EXPECT_PROBLEM("was told as absent and",
                 {.past = {past(1, 2, 50, kX, kAbsent), past(60, 61, 50, kX, 1)}});
  EXPECT_TRUE_HISTORY({.past = {past(1, 2, 50, kX, 1), past(60, 61, 50, kX, 1)}});
}

TEST(Past, WhatWasReadIsClosed) {
  // Somebody read as of 50 and had the answer at 52: what begins later comes later.
  const auto with = [](Time from, Time at) {
    return History{.ops = {write(from, 70, kX, 1)},
                   .past = {past(51, 52, 50, kY, kAbsent)},
                   .commits = {{kX, {{at, 1}}}}};
  };
  EXPECT_TRUE_HISTORY(with(52, 50));
  EXPECT_PROBLEM("cannot be placed", with(53, 50));
  EXPECT_TRUE_HISTORY(with(53, 51));
}

// Chance: up to seven operations, judged by trying every order of every choice.

bool explains(const std::vector<const Op*>& order) {
  std::map<Key, Value> held;
  for (const Op* op : order) {
    for (const Read& one : op->reads) {
      if (held.try_emplace(one.key, kAbsent).first->second != one.value) return false;
    }
    for (const Write& one : op->writes) held[one.key] = one.value;
  }
  return true;
}

bool respects_time(const std::vector<const Op*>& order) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      if (order[j]->returned < order[i]->invoked) return false;
    }
  }
  return true;
}

bool some_order_explains(std::vector<const Op*> ops) {
  std::ranges::sort(ops);
  do {
    if (respects_time(ops) && explains(ops)) return true;
  } while (std::ranges::next_permutation(ops).found);
  return false;
}

bool true_by_trying(const History& history) {
  std::vector<const Op*> sure;
  std::vector<const Op*> perhaps;
  for (const Op& op : history.ops) (op.answered ? sure : perhaps).push_back(&op);
  for (std::size_t chosen = 0; chosen < std::size_t{1} << perhaps.size(); ++chosen) {
    auto ops = sure;
    for (std::size_t i = 0; i < perhaps.size(); ++i) {
      if ((chosen >> i & 1U) != 0) ops.push_back(perhaps[i]);
    }
    if (some_order_explains(std::move(ops))) return true;
  }
  return false;
}

Op by_chance(Random& random) {
  const Time from = static_cast<Time>(random.below(20));
  Op op{.invoked = from, .returned = from + static_cast<Time>(random.below(12))};
  const auto value = [&] { return random.below(3) == 0 ? kAbsent : Value(random.below(3)); };
  const std::uint64_t keys = random.below(4) == 0 ? 2 : 1;
  const Key first = random.below(2) == 0 ? kX : kY;
  for (std::uint64_t i = 0; i < keys; ++i) {
    const Key key = i == 0 ? first : kX + kY - first;
    if (random.below(2) == 0) op.reads.push_back({key, value()});
    if (op.reads.empty() || random.below(2) == 0) op.writes.push_back({key, value()});
  }
  op.answered = random.below(5) != 0;
  return op;
}

TEST(Chance, AgreesWithTryingEveryOrder) {
  SeededRandom random(1);
  int good = 0;
  int bad = 0;
  for (int round = 0; round < 6000; ++round) {
    History history;
    const std::uint64_t count = 2 + random.below(5);
    for (std::uint64_t i = 0; i < count; ++i) history.ops.push_back(by_chance(random));
    const bool expected = true_by_trying(history);
    ++(expected ? good : bad);
    ASSERT_EQ(problem(history).empty(), expected) << "round " << round << ": " << problem(history);
  }
  EXPECT_GT(good, 1000);
  EXPECT_GT(bad, 1000);
}

// A long true history of many clients stays quick; with one answer changed it is found out.
History long_history(Random& random, std::size_t count) {
  History history;
  std::vector<Time> free(8, 0);  // by client
  Value held = kAbsent;
  Time now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    now += 1 + static_cast<Time>(random.below(10));
    const auto client = static_cast<std::uint32_t>(random.below(free.size()));
    if (free[client] >= now) continue;
    Op op{.client = client,
          .invoked = std::max(free[client] + 1, now - static_cast<Time>(random.below(40))),
          .returned = now + static_cast<Time>(random.below(40))};
    if (random.below(2) == 0) {
      op.reads = {{kX, held}};
    } else {
      op.writes = {{kX, held = static_cast<Value>(i)}};
    }
    free[client] = op.returned;
    history.ops.push_back(std::move(op));
  }
  return history;
}

TEST(Long, AreDecidedQuickly) {
  SeededRandom random(2);
  History history = long_history(random, 20'000);
  ASSERT_GT(history.ops.size(), 8000U);
  const Verdict verdict = check(history);
  EXPECT_FALSE(verdict.problem) << *verdict.problem;
  EXPECT_LT(verdict.steps, 1'000'000U);

  const auto is_read = [](const Op& op) { return !op.reads.empty(); };
  const auto early = std::ranges::find_if(history.ops, is_read);
  auto late = std::find_if(history.ops.begin() + 6000, history.ops.end(), is_read);
  late->reads = early->reads;
  EXPECT_PROBLEM("cannot be placed", history);
}

TEST(Long, AreGivenUpAloud) {
  SeededRandom random(3);
  EXPECT_PROBLEM("undecided", long_history(random, 1000), {.most_steps = 10});
}

}  // namespace
}  // namespace tidemark::histories

#include "storage/due_jobs.h"

#include "base/random.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace tidemark::storage {
namespace {

using std::chrono::minutes;

bool all(const JobRow&) {
  return true;
}

JobRow row_due(Timestamp at) {
  JobRow row;
  row.due_at = at;
  return row;
}

// What is due, by looking at every row. A retry that was found to be due because the clock was set
// back stays so.
std::vector<std::string> due_among(const std::map<std::string, JobRow>& rows, Timestamp now,
                                   std::set<std::string>& set_back) {
  std::vector<std::string> due;
  for (const auto& [id, row] : rows) {
    if (!row.reason.empty() && row.due_at - now > minutes(10)) set_back.insert(id);
    if (!row.failed && (row.due_at <= now || set_back.contains(id))) due.push_back(id);
  }
  return due;
}

std::vector<std::string> all_of(const DueJobs& jobs) {
  std::vector<std::string> found;
  for (auto id = jobs.first(all); id; id = jobs.next_after(*id, all)) found.push_back(*id);
  return found;
}

TEST(DueJobs, AreThoseThatALookAtEveryRowFinds) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SeededRandom random(seed);
    Timestamp now = Timestamp::from_seconds(1'790'000'000);
    JobRows rows;
    std::map<std::string, JobRow> model;
    std::set<std::string> set_back;
    DueJobs jobs;
    for (int i = 0; i < 300; ++i) {
      for (std::uint64_t changes = random.below(4); changes > 0; --changes) {
        const std::string id = fmt::format("j{}", random.below(40));
        set_back.erase(id);
        if (random.below(3) == 0) {
          rows.erase(id);
          model.erase(id);
          continue;
        }
        JobRow row = row_due(now + minutes(random.below(40)) - minutes(20));
        // A retry is put off by at most its delay.
        if (random.below(4) == 0 && row.due_at - now < minutes(7)) row.reason = "busy";
        row.failed = random.below(8) == 0;
        rows.put(id, row);
        model[id] = row;
      }
      if (random.below(3) == 0) now = now + minutes(random.below(15));
      if (random.below(25) == 0) now = now - minutes(random.below(600));
      jobs.look(rows, now);
      ASSERT_EQ(all_of(jobs), due_among(model, now, set_back)) << "seed " << seed << ", look " << i;
    }
  }
}

TEST(DueJobs, OnlyThoseThatMayRunAreServed) {
  const Timestamp now = Timestamp::from_seconds(1'790'000'000);
  JobRows rows;
  for (const char* const id : {"a", "b", "c", "d"}) rows.put(id, row_due(now));
  JobRow later = row_due(now + minutes(3));
  later.kind = "waits";
  rows.put("e", later);
  later.kind = "goes";
  later.due_at = now + minutes(9);
  rows.put("f", later);
  DueJobs jobs;
  jobs.look(rows, now);
  const auto not_waiting = [](const JobRow& row) { return row.kind != "waits"; };
  EXPECT_EQ(jobs.first(not_waiting), "a");
  EXPECT_EQ(jobs.next_after("b", not_waiting), "c");
  EXPECT_EQ(jobs.next_after("d", not_waiting), std::nullopt);
  EXPECT_EQ(jobs.earliest(not_waiting), now);
  for (const char* const id : {"a", "b", "c", "d"}) rows.erase(id);
  jobs.look(rows, now);
  EXPECT_EQ(jobs.earliest(all), now + minutes(3));
  EXPECT_EQ(jobs.earliest(not_waiting), now + minutes(9));
  EXPECT_EQ(jobs.earliest([](const JobRow&) { return false; }), std::nullopt);
}

}  // namespace
}  // namespace tidemark::storage

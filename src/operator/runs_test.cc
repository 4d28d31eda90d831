#include "operator/runs.h"

#include "operator/durable_file.h"
#include "operator/testing/desk.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

using testing::Desk;

Plan plan_of(std::string kind, Timestamp made_at = {}) {
  Plan plan;
  plan.made_at = made_at;
  plan.kind = std::move(kind);
  plan.table = "Orders";
  return plan;
}

TEST(Runs, ListsTheNewestFirst) {
  Desk desk;
  const std::string first = desk.runs.begin(plan_of("a")).value().id();
  desk.clock.advance(std::chrono::seconds{1});
  const std::string second = desk.runs.begin(plan_of("b")).value().id();

  const auto listed = desk.runs.list().value();

  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].id, second);
  EXPECT_EQ(listed[1].id, first);
  EXPECT_EQ(listed[1].plan.kind, "a");
  EXPECT_TRUE(first.starts_with("20261121T")) << first;
}

TEST(Runs, OfOneSecondAreListedNewestFirst) {
  Desk desk;
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(desk.runs.begin(plan_of(std::to_string(i), Timestamp{1000 + i})));
  }

  const auto listed = desk.runs.list().value();

  ASSERT_EQ(listed.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(listed[i].plan.kind, std::to_string(7 - i));
}

TEST(Runs, OpensByAnUnambiguousBeginning) {
  Desk desk;
  const std::string first = desk.runs.begin(plan_of("a")).value().id();
  desk.clock.advance(std::chrono::seconds{1});
  const std::string second = desk.runs.begin(plan_of("b")).value().id();

  EXPECT_EQ(desk.runs.open(second.substr(0, second.size() - 1)).value().id(), second);
  EXPECT_EQ(desk.runs.open("2026").error().code, Code::kNotFound);
  EXPECT_EQ(desk.runs.open("").error().code, Code::kNotFound);
  EXPECT_EQ(desk.runs.open("nothing").error().code, Code::kNotFound);
}

TEST(Runs, OneProcessWorksOnARun) {
  Desk desk;
  const runbooks::Run run = desk.runs.begin(plan_of("a")).value();

  const auto again = desk.runs.open(run.id());

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
}

TEST(Runs, ADamagedJournalIsShownAndNotTakenUp) {
  Desk desk;
  std::string id;
  {
    runbooks::Run run = desk.runs.begin(plan_of("a")).value();
    id = run.id();
    ASSERT_TRUE(run.write("run-begun", {}));
  }
  const std::string path = desk.directory.path() + "/runs/" + id + "/journal.jsonl";
  ASSERT_TRUE(write_durably(path, "{\"n\":1}\n"));

  EXPECT_EQ(desk.runs.open(id).error().code, Code::kCorrupt);
  EXPECT_NE(desk.runs.show(id).value().damage, "");
}

TEST(Runs, KnowHowLongAStepUsuallyTakes) {
  Desk desk;
  for (const char* took : {"3000000", "1000000", "2000000"}) {
    runbooks::Run run = desk.runs.begin(plan_of("a")).value();
    ASSERT_TRUE(run.write("step-ended", {{"step", "restore"}, {"took_us", took}}));
  }

  EXPECT_EQ(desk.runs.usual("a", "restore").value(), std::chrono::seconds{2});
  EXPECT_FALSE(desk.runs.usual("a", "delete").value());
  EXPECT_FALSE(desk.runs.usual("b", "restore").value());
}

}  // namespace
}  // namespace tidemark::runbooks

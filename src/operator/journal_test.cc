#include "operator/journal.h"

#include "operator/durable_file.h"
#include "operator/testing/desk.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>

namespace tidemark::runbooks {
namespace {

constexpr const char* kSeed = "5eed";

struct Desk {
  testing::Directory directory;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  std::string path = directory.path() + "/journal.jsonl";

  void write_three() {
    Journal journal = Journal::open(path, kSeed, clock).value();
    for (const char* step : {"look", "duplicate", "delete"}) {
      ASSERT_TRUE(journal.write("step-begun", {{"step", step}}));
    }
  }

  std::string text() { return *read_file(path).value(); }
};

TEST(Journal, GoesOnWhereItEnded) {
  Desk desk;
  desk.write_three();

  Journal again = Journal::open(desk.path, kSeed, desk.clock).value();
  ASSERT_TRUE(again.write("run-ended", {{"verdict", "done"}}));

  const JournalText read = read_journal(desk.text(), kSeed).value();
  ASSERT_EQ(read.lines.size(), 4u);
  EXPECT_EQ(read.lines[1].member("step"), "duplicate");
  EXPECT_EQ(read.lines[3].member("verdict"), "done");
  EXPECT_EQ(read.last_hash, again.last_hash());
}

TEST(Journal, CutsALastLineThatAKillTore) {
  Desk desk;
  desk.write_three();
  const std::string whole = desk.text();
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t left = 1; left < whole.size() - last; ++left) {
    ASSERT_TRUE(write_durably(desk.path, whole.substr(0, last + left)));

    Journal again = Journal::open(desk.path, kSeed, desk.clock).value();

    ASSERT_EQ(again.lines().size(), 2u) << left;
    ASSERT_TRUE(again.write("step-begun", {{"step", "delete"}}));
    EXPECT_EQ(desk.text(), whole);
  }
}

// A disk that is full for a moment must not leave half a line in the midst of the file.
TEST(Journal, AfterALineThatDidNotFitNothingIsWrittenUntilItIsOpenedAgain) {
  Desk desk;
  desk.write_three();
  const std::string whole = desk.text();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto on_full = std::signal(SIGXFSZ, SIG_IGN);
  rlimit full = before;
  full.rlim_cur = whole.size() + 20;
  Journal journal = Journal::open(desk.path, kSeed, desk.clock).value();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);

  const Status torn = journal.write("step-ended", {{"step", "delete"}});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, on_full);

  EXPECT_FALSE(torn);
  EXPECT_EQ(desk.text().size(), whole.size() + 20);
  EXPECT_FALSE(journal.write("step-failed", {{"step", "delete"}}));
  Journal again = Journal::open(desk.path, kSeed, desk.clock).value();
  EXPECT_EQ(again.lines().size(), 3u);
  EXPECT_TRUE(again.write("step-failed", {{"step", "delete"}}));
}

TEST(Journal, NoticesEveryChangedByte) {
  Desk desk;
  desk.write_three();
  const std::string whole = desk.text();
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);

    const auto read = read_journal(changed, kSeed);

    // A line end that is none makes one line of two, which no hash fits.
    EXPECT_FALSE(read) << i;
  }
}

TEST(Journal, NoticesALostLineAndAnotherPlan) {
  Desk desk;
  desk.write_three();
  const std::string whole = desk.text();
  const std::size_t first = whole.find('\n') + 1;
  const std::size_t second = whole.find('\n', first) + 1;

  EXPECT_FALSE(read_journal(whole.substr(first), kSeed));
  EXPECT_FALSE(read_journal(whole.substr(0, first) + whole.substr(second), kSeed));
  EXPECT_FALSE(read_journal(whole, "another"));
}

}  // namespace
}  // namespace tidemark::runbooks

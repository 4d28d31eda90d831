#include "console/edit_reader.h"

#include <gtest/gtest.h>

namespace tidemark::console {
namespace {

const std::vector<std::string> kTables{"Orders", "OrdersOld", "Parks"};

TEST(Complete, TakesWhatAllCandidatesShare) {
  EXPECT_EQ(complete("P", kTables).line, "Parks");
  EXPECT_EQ(complete("O", kTables).line, "Orders");
  EXPECT_EQ(complete("", kTables).line, "");
}

TEST(Complete, ShowsWhatIsLeftToChooseFrom) {
  EXPECT_EQ(complete("Orders", kTables).matches, (std::vector<std::string>{"Orders", "OrdersOld"}));
  EXPECT_EQ(complete("Pa", kTables).matches.size(), 1u);
}

TEST(Complete, LeavesALineThatNothingBeginsWith) {
  EXPECT_EQ(complete("orders", kTables).line, "orders");
  EXPECT_TRUE(complete("orders", kTables).matches.empty());
}

}  // namespace
}  // namespace tidemark::console

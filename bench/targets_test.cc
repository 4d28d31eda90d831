#include "bench/all_cases.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::bench {

namespace {

TEST(Targets, EveryOneIsMeasuredByCasesThatExist) {
  Bench bench({.directory = "unused", .server = "unused"});
  add_all_cases(bench);

  for (const Target& target : bench.targets_without_case()) {
    ADD_FAILURE() << target.group << ": " << target.name;
  }
  std::set<std::string_view> groups;
  for (const Target& target : targets()) groups.insert(target.group);
  for (const std::string& group : bench.groups()) groups.erase(group);
  EXPECT_EQ(groups, std::set<std::string_view>());
}

TEST(Targets, HaveNamesOfTheirOwnAndALimitIfBounded) {
  std::set<std::string_view> names;
  for (const Target& target : targets()) {
    EXPECT_TRUE(names.insert(target.name).second) << target.name;
    EXPECT_EQ(target.bound == Bound::kPrinted, target.wanted == 0) << target.name;
  }
}

}  // namespace

}  // namespace tidemark::bench

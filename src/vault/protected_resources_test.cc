#include "vault/protected_resources.h"

#include "vault/testing/region.h"

namespace tidemark::vault {
namespace {

using testing::Region;

// "orders=p2 clicks=p3"
std::string text_of(const ProtectedList& list) {
  std::string text;
  for (const ProtectedResource& one : list.resources) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", one.resource_name, one.id);
  }
  return text;
}

class Protected : public ::testing::Test {
 protected:
  Protected() {
    region_.vault("nightly");
    region_.vault("weekly");
    region_.point("p1", "orders", "nightly");
    region_.point("p2", "clicks", "nightly");
    newest_ = region_.point("p3", "orders", "weekly");
    region_.point("p4", "orders-archive", "nightly");
  }

  ProtectedList all(const std::string& after = {}, std::size_t limit = 100) {
    return protected_resources(region_.rows(), Region::kAccount, after, limit).value();
  }

  ProtectedList in(const std::string& vault, const std::string& after = {},
                   std::size_t limit = 100) {
    return protected_in_vault(region_.rows(), Region::kAccount, vault, after, limit).value();
  }

  Region region_;
  RecoveryPoint newest_;
};

TEST_F(Protected, EachResourceStandsWithItsNewestPoint) {
  EXPECT_EQ(text_of(all()), "clicks=p2 orders=p3 orders-archive=p4");
  EXPECT_EQ(text_of(in("nightly")), "clicks=p2 orders=p1 orders-archive=p4");
  EXPECT_EQ(text_of(in("weekly")), "orders=p3");
  EXPECT_EQ(text_of(in("nobody's")), "");
}

TEST_F(Protected, ArePagedByResource) {
  const ProtectedList first = all({}, 2);
  EXPECT_EQ(text_of(first), "clicks=p2 orders=p3");
  EXPECT_EQ(first.last, Region::table_arn("orders"));
  const ProtectedList second = all(first.last, 2);
  EXPECT_EQ(text_of(second), "orders-archive=p4");
  EXPECT_EQ(second.last, "");
  EXPECT_EQ(all({}, 3).last, "") << "nothing comes behind";
  const ProtectedList part = in("nightly", {}, 1);
  EXPECT_EQ(text_of(part), "clicks=p2");
  EXPECT_EQ(text_of(in("nightly", part.last, 1)), "orders=p1");
}

TEST_F(Protected, EndWithTheLastPoint) {
  region_.remove(newest_);
  EXPECT_EQ(text_of(all()), "clicks=p2 orders=p1 orders-archive=p4");
  EXPECT_EQ(text_of(in("weekly")), "");
  const auto found = [&](const std::string& table) {
    return protected_resource(region_.rows(), Region::kAccount, Region::table_arn(table)).value();
  };
  EXPECT_TRUE(found("orders"));
  EXPECT_FALSE(found("order")) << "the beginning of a name is another name";
}

}  // namespace
}  // namespace tidemark::vault

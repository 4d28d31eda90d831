#include "vault/legal_holds.h"

#include "vault/held_points.h"
#include "vault/testing/region.h"

namespace tidemark::vault {
namespace {

using testing::Region;

class Holds : public ::testing::Test {
 protected:
  LegalHold hold(const std::string& id, std::optional<std::string> token = {}) {
    LegalHold hold;
    hold.account = Region::kAccount;
    hold.region = Region::kName;
    hold.id = id;
    hold.title = "case " + id;
    hold.created_at = region_.clock().now();
    hold.idempotency_token = std::move(token);
    return hold;
  }

  PlaceHoldAnswer place(const LegalHold& hold) {
    return place_hold(region_.rows(), hold, {{"case", hold.id}}).value();
  }

  CancelHoldAnswer cancel(const std::string& id, std::optional<std::chrono::days> retain = {}) {
    return cancel_hold(region_.rows(), Region::kAccount, id, "over", retain).value();
  }

  Region region_;
};

TEST_F(Holds, ATokenPlacesOne) {
  EXPECT_EQ(std::get<LegalHold>(place(hold("a", "token"))).id, "a");
  EXPECT_EQ(std::get<LegalHold>(place(hold("b", "token"))).id, "a");
  EXPECT_EQ(std::get<LegalHold>(place(hold("c", "another"))).id, "c");
  EXPECT_EQ(std::get<LegalHold>(place(hold("d"))).id, "d");
  EXPECT_EQ(std::get<LegalHold>(place(hold("e"))).id, "e") << "no token is no token's repetition";
}

TEST_F(Holds, FiftyAreActiveAtMost) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(std::holds_alternative<LegalHold>(place(hold(std::to_string(i)))));
  }
  EXPECT_TRUE(std::holds_alternative<TooManyHolds>(place(hold("more"))));
  EXPECT_TRUE(std::holds_alternative<LegalHold>(cancel("7")));
  EXPECT_TRUE(std::holds_alternative<LegalHold>(place(hold("more"))));
}

TEST_F(Holds, ARecordGoesWhenItsTimeIsOver) {
  const LegalHold first = std::get<LegalHold>(place(hold("a")));
  EXPECT_TRUE(std::holds_alternative<LegalHold>(cancel("a", std::chrono::days(30))));
  EXPECT_TRUE(std::holds_alternative<HoldAlreadyCancelled>(cancel("a")));
  region_.clock().advance(std::chrono::days(31));
  EXPECT_TRUE(std::holds_alternative<HoldMissing>(cancel("a")));
  place(hold("b"));
  EXPECT_FALSE(find<LegalHold>(region_.rows(), first.key()).value());
  EXPECT_TRUE(tags_of(region_.rows(), arn_of(first)).value().empty());
  EXPECT_EQ(tags_of(region_.rows(), arn_of(hold("b"))).value().size(), 1U);
}

TEST_F(Holds, TellWhatTheyHold) {
  region_.vault("nightly");
  region_.vault("weekly");
  region_.point("p1", "orders", "nightly");
  region_.point("p2", "orders", "weekly");
  region_.point("p3", "clicks", "nightly");
  LegalHold one = hold("a");
  one.selection.vault_names = {"nightly"};
  place(one);
  const PointList first = points_held_by(region_.rows(), one, {}, 1).value();
  ASSERT_EQ(first.points.size(), 1U);
  EXPECT_EQ(first.points[0].id, "p1");
  const PointList rest = points_held_by(region_.rows(), one, first.last, 5).value();
  ASSERT_EQ(rest.points.size(), 1U);
  EXPECT_EQ(rest.points[0].id, "p3");
  EXPECT_EQ(rest.last, "");
}

}  // namespace
}  // namespace tidemark::vault

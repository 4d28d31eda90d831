#include "blobs/lease.h"

#include "blobs/leased_store.h"
#include "blobs/testing/memory_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

namespace tidemark::blobs {
namespace {

using namespace std::chrono_literals;

constexpr LeaseTerms kTerms{.length = 60s, .renew_every = 20s, .skew = 5s};

class LeaseTest : public ::testing::Test {
 protected:
  static LeaseAnswer taken(Lease& lease) {
    auto answer = lease.take();
    EXPECT_TRUE(answer) << to_text(answer.error());
    return std::move(answer).value();
  }

  static bool takes(Lease& lease) { return std::holds_alternative<LeaseHeld>(taken(lease)); }

  MemoryStore store_;
  SimulatedClock clock_{Timestamp::from_seconds(1'790'000'000)};
  Lease first_{store_, clock_, "first", kTerms};
  Lease second_{store_, clock_, "second", kTerms};
};

TEST_F(LeaseTest, TheFirstToAskWrites) {
  EXPECT_FALSE(first_.held());
  EXPECT_TRUE(takes(first_));
  EXPECT_TRUE(first_.held());

  const LeaseAnswer answer = taken(second_);

  ASSERT_TRUE(std::holds_alternative<LeaseOfAnother>(answer));
  const LeaseRecord& other = std::get<LeaseOfAnother>(answer).record;
  EXPECT_EQ(other.holder, "first");
  EXPECT_EQ(other.epoch, 1u);
  EXPECT_EQ(other.until, clock_.now() + 60s);
  EXPECT_FALSE(second_.held());
}

TEST_F(LeaseTest, ItIsTakenOverOnlyWhenOver) {
  ASSERT_TRUE(takes(first_));
  for (int second = 0; second <= 65; second += 5) {
    EXPECT_FALSE(takes(second_)) << second;
    EXPECT_EQ(first_.held(), second < 55) << second << ": it stops before another may begin";
    clock_.advance(5s);
  }
  EXPECT_TRUE(takes(second_));
  EXPECT_FALSE(first_.held());
  EXPECT_FALSE(takes(first_)) << "who comes late waits like any other";
  EXPECT_EQ(first_.seen().holder, "second");
}

TEST_F(LeaseTest, RenewedItStays) {
  ASSERT_TRUE(takes(first_));
  for (int i = 0; i < 100; ++i) {
    clock_.advance(20s);
    EXPECT_FALSE(takes(second_));
    EXPECT_TRUE(first_.held());
    EXPECT_TRUE(takes(first_));
  }
  EXPECT_EQ(store_.all().size(), 1u) << "of the chain only the newest stays";
  EXPECT_EQ(first_.seen().epoch, 101u);
}

TEST_F(LeaseTest, TheSameEngineGoesOnAtOnceAfterACrash) {
  ASSERT_TRUE(takes(first_));
  Lease again(store_, clock_, "first", kTerms);
  EXPECT_TRUE(takes(again));
}

TEST_F(LeaseTest, GivenBackItIsFreeAtOnce) {
  ASSERT_TRUE(takes(first_));
  ASSERT_TRUE(first_.give_back());
  EXPECT_FALSE(first_.held());
  clock_.advance(1us);
  EXPECT_TRUE(takes(second_));
  EXPECT_EQ(second_.seen().epoch, 3u) << "epochs never begin again";
  EXPECT_TRUE(first_.give_back()) << "what is not ours is left alone";
  EXPECT_TRUE(second_.held());
}

TEST_F(LeaseTest, AClockThatIsSetDoesNotStretchIt) {
  ASSERT_TRUE(takes(first_));
  clock_.step_to(clock_.now() - 1h);
  clock_.advance(55s);
  EXPECT_FALSE(first_.held());
}

TEST_F(LeaseTest, OfManyAtOnceOneTakesIt) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> winners = 0;
    {
      std::vector<std::jthread> takers;
      for (int i = 0; i < 6; ++i) {
        takers.emplace_back([&, i] {
          Lease lease(store_, clock_, fmt::format("taker-{}", i), kTerms);
          winners += takes(lease) ? 1 : 0;
        });
      }
    }
    EXPECT_EQ(winners, 1);
    clock_.advance(66s);
  }
}

// Lets another act between a taker's look and its deed.
class SlowStore final : public BlobStore {
 public:
  explicit SlowStore(BlobStore& store) : store_(store) {}

  using BlobStore::get;
  using BlobStore::put;

  Status put(std::string_view name, std::string_view bytes,
             std::optional<Timestamp> until) override {
    return store_.put(name, bytes, until);
  }

  Status put_new(std::string_view name, std::string_view bytes) override {
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return store_.put_new(name, bytes);
  }

  Result<std::string> get(std::string_view name, BlobRange range) override {
    return store_.get(name, range);
  }

  Result<std::optional<BlobInfo>> find(std::string_view name) override { return store_.find(name); }

  Result<BlobPage> list(std::string_view prefix, std::string_view after,
                        std::size_t limit) override {
    return store_.list(prefix, after, limit);
  }

  Status remove(std::string_view name) override { return store_.remove(name); }

  Status lock(std::string_view name, Timestamp until) override { return store_.lock(name, until); }

  [[nodiscard]] bool locks() const override { return false; }

  [[nodiscard]] std::string describe() const override { return "slow"; }

  std::function<void()> meanwhile;

 private:
  BlobStore& store_;
};

TEST_F(LeaseTest, ATakerWhoSleptFindsItsEpochGone) {
  ASSERT_TRUE(takes(first_));
  clock_.advance(66s);
  SlowStore slow(store_);
  Lease sleeper(slow, clock_, "sleeper", kTerms);
  // Epoch 2, which the sleeper is about to make, is made, and removed by epoch 3.
  slow.meanwhile = [&] {
    EXPECT_TRUE(takes(second_));
    EXPECT_TRUE(takes(second_));
  };

  EXPECT_FALSE(takes(sleeper));

  EXPECT_FALSE(sleeper.held());
  EXPECT_EQ(sleeper.seen().holder, "second");
  EXPECT_TRUE(second_.held());
  EXPECT_TRUE(takes(second_));
  EXPECT_EQ(store_.all().size(), 1u);
}

TEST_F(LeaseTest, AStoreThatFailsIsNoLease) {
  store_.fail_next(1);
  EXPECT_FALSE(first_.take());
  EXPECT_FALSE(first_.held());
  ASSERT_TRUE(takes(first_));
  store_.fail_next(1);
  EXPECT_FALSE(first_.take());
  EXPECT_TRUE(first_.held()) << "what was had lasts to its end";
}

TEST_F(LeaseTest, TextThatIsNoLeaseIsTold) {
  const LeaseRecord record{.epoch = 7, .holder = "engine", .until = clock_.now() + 5us};
  const auto read = read_lease(7, lease_text(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().holder, "engine");
  EXPECT_EQ(read.value().until, record.until);
  for (const char* text :
       {"", "tidemark lease 2\nholder a\nuntil 2026-01-01T00:00:00Z\n",
        "tidemark lease 1\nholder a\nuntil soon\n", "tidemark lease 1\nholder a\n"}) {
    EXPECT_FALSE(read_lease(7, text)) << text;
  }
  ASSERT_TRUE(store_.put("lease/someone", "x"));
  const auto taken_anyway = first_.take();
  ASSERT_FALSE(taken_anyway);
  EXPECT_EQ(taken_anyway.error().code, Code::kCorrupt);
}

TEST_F(LeaseTest, WithoutItAStoreIsOnlyRead) {
  LeasedStore mine(store_, first_);
  LeasedStore theirs(store_, second_);
  const Status early = mine.put("a", "x");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, Code::kDenied);
  ASSERT_TRUE(takes(first_));
  ASSERT_FALSE(takes(second_));

  EXPECT_TRUE(mine.put("a", "x"));
  EXPECT_TRUE(mine.put_new("b", "x"));
  EXPECT_EQ(theirs.get("a").value(), "x");
  EXPECT_TRUE(theirs.find("a").value());
  EXPECT_EQ(theirs.list("a", "", 5).value().blobs.size(), 1u);
  for (const Status& status : {theirs.put("a", "y"), theirs.put_new("c", "y"), theirs.remove("a"),
                               theirs.lock("a", clock_.now())}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Code::kDenied);
    EXPECT_NE(status.error().message.find("engine first writes here"), std::string::npos)
        << status.error().message;
  }
  EXPECT_TRUE(theirs.remove("not-there")) << "nothing is to be done";
  EXPECT_EQ(mine.get("a").value(), "x");
  mine.hold_back(true);
  const Status held_back = mine.put("a", "y");
  ASSERT_FALSE(held_back);
  EXPECT_EQ(held_back.error().code, Code::kBusy);
  mine.hold_back(false);
  EXPECT_TRUE(mine.remove("a"));
}

}  // namespace
}  // namespace tidemark::blobs

#include "blobs/bucket_store.h"

#include "blobs/testing/contract.h"
#include "blobs/testing/faulty_transport.h"
#include "blobs/testing/s3_stand_in.h"

#include <gtest/gtest.h>

#include <cstring>

namespace tidemark::blobs {
namespace {

using testing::Faults;
using testing::FaultyTransport;
using testing::S3StandIn;
using namespace std::chrono_literals;

constexpr std::string_view kUrl =
    "s3://bucket/pre/fix?endpoint=http://s3.test:9000&access-key=AKIDEXAMPLE&secret-key=secret";

BucketPlace place_of(std::string_view url) {
  auto place = parse_store_url(url);
  EXPECT_TRUE(place) << to_text(place.error());
  return std::get<BucketPlace>(std::move(place).value());
}

std::string bytes_of(std::size_t count, std::uint64_t seed) {
  SeededRandom random(seed);
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
    const std::uint64_t bits = random.next();
    std::memcpy(bytes.data() + at, &bits, std::min(sizeof(bits), count - at));
  }
  return bytes;
}

// A service, a network to it and a store, on a clock that waiting moves.
class Bucket {
 public:
  explicit Bucket(S3StandIn::Options options = {}, Faults faults = {}, std::uint64_t seed = 1)
      : service(clock, options), network(straight_, clock, faults, seed), random_(seed) {}

  Result<std::unique_ptr<BucketStore>> try_to_open(std::string_view url, Patience patience = {}) {
    return BucketStore::open(place_of(url), {network, clock, random_, wait_}, patience);
  }

  std::unique_ptr<BucketStore> open(std::string_view url = kUrl) {
    auto store = try_to_open(url);
    EXPECT_TRUE(store) << to_text(store.error());
    return std::move(store).value();
  }

  SimulatedClock clock{Timestamp::from_seconds(1'790'000'000)};
  S3StandIn service;
  bool stopping = false;
  std::chrono::milliseconds waited{0};

 private:
  http::InProcessTransport straight_{service.handler()};

 public:
  FaultyTransport network;

 private:
  SeededRandom random_;
  Wait wait_ = [this](std::chrono::milliseconds pause) {
    clock.advance(pause);
    return !stopping;
  };
};

template <class T>
std::optional<Code> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

TEST(BucketStore, KeepsTheContract) {
  Bucket bucket;
  const auto store = bucket.open();
  testing::expect_contract(*store, {});
  EXPECT_TRUE(bucket.service.keys().empty());
  EXPECT_TRUE(store->exclusive());
  EXPECT_EQ(bucket.service.counts().refused_signatures, 0);
  EXPECT_GE(bucket.service.counts().completed_uploads, 1);
  EXPECT_EQ(bucket.service.open_uploads(), 0u);
}

TEST(BucketStore, KeepsTheContractWhereVersionsAreKept) {
  Bucket bucket({.versions = true});
  testing::expect_contract(*bucket.open(), {});
  EXPECT_EQ(bucket.service.versions(), 0u) << "what is removed or replaced takes no room";
}

TEST(BucketStore, KeepsTheContractWithoutConditions) {
  Bucket bucket({.conditions = false});
  const auto store = bucket.open();
  testing::expect_contract(*store, {.exclusive = false});
  EXPECT_FALSE(store->exclusive());
}

TEST(BucketStore, KeepsTheContractWithSmallPages) {
  Bucket bucket({.most_keys_a_page = 2});
  testing::expect_contract(*bucket.open(), {.large_bytes = 1000});
}

TEST(BucketStore, KeepsTheContractOnABadNetwork) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    Bucket bucket({.versions = seed == 2},
                  {.errors = 0.25, .throttled = 0.30, .damaged = 0.01, .slowest = 200ms}, seed);
    testing::expect_contract(*bucket.open(), {.large_bytes = (16u << 20) + 1, .racers = 3});
    EXPECT_TRUE(bucket.service.keys().empty());
    EXPECT_EQ(bucket.service.open_uploads(), 0u);
    EXPECT_GT(bucket.network.errors, 20);
    EXPECT_GT(bucket.network.throttled, 20);
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(BucketStore, DamagedReadsAreAskedForAgain) {
  Bucket bucket({}, {.damaged = 0.4});
  const auto store = bucket.open();
  const std::string bytes = bytes_of(1'000'000, 3);
  ASSERT_TRUE(store->put("a", bytes));
  for (std::uint64_t at = 0; at < 1'000'000; at += 99'999) {
    const auto piece = store->get("a", {.offset = at, .length = 5});
    ASSERT_TRUE(piece) << to_text(piece.error());
    EXPECT_EQ(piece.value(), bytes.substr(at, 5));
    EXPECT_TRUE(store->get("a").value() == bytes);
  }
  EXPECT_GT(bucket.network.damaged, 5);
}

TEST(BucketStore, DamageInTheBucketIsToldNotReturned) {
  Bucket bucket;
  const auto store = bucket.open();
  ASSERT_TRUE(store->put("a", bytes_of(1'000'000, 3)));
  bucket.service.damage("pre/fix/a", 700'000);

  EXPECT_EQ(code_of(store->get("a")), Code::kCorrupt);
  EXPECT_EQ(code_of(store->get("a", {.offset = 600'000, .length = 1})), Code::kCorrupt)
      << "in the same chunk";
  EXPECT_TRUE(store->get("a", {.offset = 0, .length = 500'000})) << "other chunks are sound";
}

TEST(BucketStore, AGreatBlobHasGreaterChunks) {
  Bucket bucket;
  const auto store = bucket.open();
  const std::string bytes = bytes_of((70u << 20) + 5, 5);
  ASSERT_TRUE(store->put("great", bytes));
  const std::uint64_t at = (33u << 20) + 300'000;
  const auto piece = store->get("great", {.offset = at, .length = 100});
  ASSERT_TRUE(piece) << to_text(piece.error());
  EXPECT_EQ(piece.value(), bytes.substr(at, 100));
  EXPECT_EQ(store->get("great", {.offset = bytes.size() - 3, .length = 100}).value(),
            bytes.substr(bytes.size() - 3));
}

TEST(BucketStore, ObjectsOfOthersAreReadAndCheckedByTheirETag) {
  Bucket bucket;
  const auto store = bucket.open();
  bucket.service.put_foreign("pre/fix/theirs", "copied by a tool");
  bucket.service.put_foreign("pre/fix/no name of ours", "x");
  bucket.service.put_foreign("elsewhere", "x");
  EXPECT_EQ(store->get("theirs").value(), "copied by a tool");
  EXPECT_EQ(store->get("theirs", {.offset = 7, .length = 2}).value(), "by");
  EXPECT_EQ(store->list("", "", 10).value().blobs, (std::vector<BlobInfo>{{"theirs", 16}}));
  bucket.service.damage("pre/fix/theirs", 0);
  EXPECT_EQ(code_of(store->get("theirs")), Code::kCorrupt);
}

TEST(BucketStore, LocksHold) {
  Bucket bucket({.versions = true, .object_lock = true});
  const auto store = bucket.open();
  const Timestamp until = bucket.clock.now() + 24h;
  testing::expect_locks(*store, "held", until);
  testing::expect_contract(*store, {.large_bytes = 17u << 20});

  bucket.clock.advance(25h);

  EXPECT_TRUE(store->remove("held/put-locked")) << "and end";
  EXPECT_TRUE(store->remove("held/locked-later"));
  EXPECT_EQ(bucket.service.versions(), 0u);
}

TEST(BucketStore, LocksCanBeTurnedOffOrAskedFor) {
  Bucket with({.versions = true, .object_lock = true});
  EXPECT_TRUE(with.open()->locks());
  EXPECT_FALSE(with.open(fmt::format("{}&object-lock=none", kUrl))->locks());
  Bucket without;
  EXPECT_FALSE(without.open()->locks());
  EXPECT_EQ(code_of(without.try_to_open(fmt::format("{}&object-lock=compliance", kUrl))),
            Code::kInvalid);
}

TEST(BucketStore, AnUploadThatFailsLeavesNothing) {
  Bucket bucket;
  const auto store = bucket.open();
  bucket.service.fail_completions(1000);
  const std::string bytes = bytes_of(17u << 20, 1);

  EXPECT_EQ(code_of(store->put("a", bytes)), Code::kUnknown) << "an <Error> inside a 200";

  EXPECT_EQ(bucket.service.open_uploads(), 0u);
  EXPECT_TRUE(bucket.service.keys().empty());
  bucket.service.fail_completions(2);
  EXPECT_TRUE(store->put("a", bytes)) << "and one that fails twice is completed";
  EXPECT_TRUE(store->get("a").value() == bytes);
}

TEST(BucketStore, WhatItCannotUseIsToldAtTheStart) {
  Bucket bucket;
  const auto open = [&](std::string_view url) { return bucket.try_to_open(url); };
  const auto wrong_secret =
      open("s3://bucket?endpoint=http://s3.test&access-key=AKIDEXAMPLE&secret-key=another");
  EXPECT_EQ(code_of(wrong_secret), Code::kDenied);
  EXPECT_NE(wrong_secret.error().message.find("s3://bucket at http://s3.test"), std::string::npos);
  EXPECT_EQ(wrong_secret.error().message.find("another"), std::string::npos) << "no secret in it";
  EXPECT_EQ(code_of(open("s3://no-such-bucket?endpoint=http://s3.test&access-key=AKIDEXAMPLE"
                         "&secret-key=secret")),
            Code::kDenied);
  EXPECT_EQ(code_of(open("s3://bucket?endpoint=http://s3.test")), Code::kInvalid);
}

TEST(BucketStore, AServiceThatIsAwayIsAskedAgainLater) {
  Faults away{.errors = 1.0};
  Bucket bucket({}, away);
  const auto store = bucket.open();
  EXPECT_FALSE(store->locks());
  const auto got = store->get("a");
  EXPECT_EQ(code_of(got), Code::kBusy);
  EXPECT_NE(got.error().message.find("given up after 16 attempts"), std::string::npos)
      << got.error().message;
  const Status put = store->put_new("a", "x");
  ASSERT_FALSE(put);
}

TEST(BucketStore, StoppingEndsTheWaiting) {
  Bucket bucket({}, {.throttled = 1.0});
  bucket.stopping = true;
  const auto store = bucket.open();
  const int before = bucket.network.throttled;
  EXPECT_EQ(code_of(store->get("a")), Code::kBusy);
  EXPECT_EQ(bucket.network.throttled, before + 1);
}

TEST(BucketStore, WhatIsForbiddenIsNotRepeated) {
  Bucket bucket;
  const auto store = bucket.open();
  const int before = bucket.service.counts().requests;
  EXPECT_EQ(code_of(store->get("absent")), Code::kNotFound);
  EXPECT_EQ(bucket.service.counts().requests, before + 1);
}

TEST(BucketStore, PausesGrowToTheirCap) {
  SeededRandom random(1);
  const Patience patience{.base = 50ms, .cap = 5'000ms};
  auto longest = [&](int attempt) {
    std::chrono::milliseconds most{0};
    for (int i = 0; i < 2000; ++i) most = std::max(most, pause_after(attempt, patience, random));
    return most;
  };
  EXPECT_LE(longest(1), 50ms);
  EXPECT_GT(longest(3), 150ms);
  EXPECT_LE(longest(3), 200ms);
  EXPECT_LE(longest(60), 5'000ms);
  EXPECT_GT(longest(60), 4'000ms);
}

}  // namespace
}  // namespace tidemark::blobs

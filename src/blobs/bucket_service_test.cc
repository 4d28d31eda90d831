// The contract against a service that is not ours, such as tests/operation/radosgw.sh starts.
// Without TIDEMARK_S3_ENDPOINT there is nothing to run.
#include "blobs/bucket_store.h"
#include "blobs/testing/contract.h"
#include "blobs/testing/faulty_transport.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

namespace tidemark::blobs {
namespace {

using namespace std::chrono_literals;

std::string setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

class BucketService : public ::testing::Test {
 protected:
  void SetUp() override {
    if (setting("TIDEMARK_S3_ENDPOINT").empty()) GTEST_SKIP() << "no TIDEMARK_S3_ENDPOINT";
  }

  [[nodiscard]] static BucketPlace place_of(const std::string& bucket) {
    return {.bucket = bucket,
            .prefix = "some/prefix",
            .endpoint = setting("TIDEMARK_S3_ENDPOINT"),
            .path_style = true,
            .credentials = {.key_id = setting("TIDEMARK_S3_KEY"),
                            .secret = setting("TIDEMARK_S3_SECRET")}};
  }

  BucketPlace make_bucket(bool object_lock = false) {
    const BucketPlace place = place_of("tidemark-" + random_.hex(12));
    const S3Client client(place, seams(transport_), {});
    S3Request request{.method = "PUT"};
    if (object_lock) request.headers = {{"x-amz-bucket-object-lock-enabled", "true"}};
    const auto made = client.call(request);
    EXPECT_TRUE(made) << to_text(made.error());
    EXPECT_TRUE(made && made.value().good()) << made.value().problem.message;
    return place;
  }

  S3Seams seams(http::Transport& transport) {
    return {transport, clock_, random_, [](std::chrono::milliseconds pause) {
              std::this_thread::yield();
              return pause.count() > 0;
            }};
  }

  std::unique_ptr<BucketStore> open(BucketPlace place) {
    auto store = BucketStore::open(std::move(place), seams(transport_));
    EXPECT_TRUE(store) << to_text(store.error());
    return std::move(store).value();
  }

  SystemClock clock_;
  SystemRandom random_;
  http::SocketTransport transport_{{.max_response_bytes = kMostBlobBytes + (1u << 20)}};
};

TEST_F(BucketService, KeepsTheContract) {
  const auto store = open(make_bucket());
  testing::expect_contract(*store, {});
  EXPECT_TRUE(store->exclusive());
  EXPECT_FALSE(store->locks());
}

TEST_F(BucketService, KeepsTheContractOnABadNetwork) {
  const BucketPlace place = make_bucket();
  SimulatedClock unmoved(clock_.now());
  testing::FaultyTransport network(transport_, unmoved,
                                   {.errors = 0.25, .throttled = 0.30, .damaged = 0.01}, 8812);
  auto store = BucketStore::open(place, seams(network));
  ASSERT_TRUE(store) << to_text(store.error());
  testing::expect_contract(*store.value(), {.racers = 3});
  EXPECT_GT(network.errors, 20);
}

TEST_F(BucketService, LocksHold) {
  const auto store = open(make_bucket(true));
  testing::expect_locks(*store, "held", clock_.now() + 24h);
  // radosgw 16 ignores If-None-Match where versions are kept: then it has to be known.
  ASSERT_TRUE(store->put_new("tried", "x"));
  testing::expect_contract(*store, {.large_bytes = 17u << 20, .exclusive = store->exclusive()});
}

TEST_F(BucketService, AWrongSecretIsRefused) {
  BucketPlace place = make_bucket();
  place.credentials.secret += "x";
  const auto store = BucketStore::open(place, seams(transport_));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kDenied) << to_text(store.error());
}

TEST_F(BucketService, AMissingBucketIsToldAtTheStart) {
  const auto store = BucketStore::open(place_of("tidemark-no-such-bucket"), seams(transport_));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kDenied) << to_text(store.error());
}

}  // namespace
}  // namespace tidemark::blobs

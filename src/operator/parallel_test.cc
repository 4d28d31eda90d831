#include "operator/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace tidemark::runbooks {
namespace {

TEST(Parallel, DoesEverythingOnce) {
  std::vector<std::atomic<int>> done(1000);

  ASSERT_TRUE(for_each_parallel(1000, 8, {}, [&](std::size_t number) {
    ++done[number];
    return Status(Ok{});
  }));

  for (const auto& times : done) EXPECT_EQ(times, 1);
}

TEST(Parallel, AnswersTheFirstErrorAndBeginsNothingMore) {
  std::atomic<int> begun{0};

  const Status status = for_each_parallel(1000, 1, {}, [&](std::size_t number) -> Status {
    ++begun;
    if (number == 3) return fail(Code::kLimit, "three");
    return Ok{};
  });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "three");
  EXPECT_EQ(begun, 4);
}

TEST(Parallel, StopsWhenAsked) {
  std::stop_source stop;

  const Status status = for_each_parallel(1000, 4, stop.get_token(), [&](std::size_t) {
    stop.request_stop();
    return Status(Ok{});
  });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::kBusy);
}

TEST(Parallel, HasNothingToDoWithNothing) {
  EXPECT_TRUE(for_each_parallel(
      0, 4, {}, [](std::size_t) -> Status { return fail(Code::kInvalid, "called"); }));
}

}  // namespace
}  // namespace tidemark::runbooks

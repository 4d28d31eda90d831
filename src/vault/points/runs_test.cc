#include "vault/points/new_base.h"
#include "vault/points/plan_of_runs.h"
#include "vault/points/run_reader.h"
#include "vault/points/testing/small_point.h"

#include <malloc.h>

namespace tidemark::vault {
namespace {

using testing::all_of;
using testing::Changed;
using testing::kPrefix;

TEST(Names, AreReadAsTheyAreWritten) {
  const std::string blob = segment_name("a/b/c/", "p-1.base", 17);
  EXPECT_EQ(blob, "a/b/c/segments/p-1.base/00000017");
  EXPECT_EQ(segment_of("a/b/c/", blob)->writer, "p-1.base");
  EXPECT_EQ(segment_of("a/b/c/", blob)->number, 17U);
  EXPECT_FALSE(segment_of("a/b/c/", "a/b/c/segments/p/17"));
  EXPECT_FALSE(segment_of("a/b/c/", "a/b/c/segments/p/0000001x"));
  EXPECT_FALSE(segment_of("a/b/d/", blob));
  EXPECT_EQ(manifest_name("a/b/c/", "p"), "a/b/c/points/p.manifest");
  EXPECT_EQ(point_of_manifest("a/b/c/", "a/b/c/points/p.manifest"), "p");
  EXPECT_FALSE(point_of_manifest("a/b/c/", "a/b/c/points/p.other"));
}

// Sealed or not, with any sizes of blocks and segments, what was written is read: all of it, and
// behind every key.
TEST(Run, ReadsWhatWasWritten) {
  const Keyring keys = testing::lenient_keyring(testing::key_line('a'));
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    blobs::MemoryStore store;
    const Changed changes =
        testing::some_changes(random, random.below(300), 1 + random.below(400), true);
    RunTarget target =
        testing::target("w", RunKind::kDelta, seed % 2 == 0 ? keys.current() : nullptr);
    target.block_bytes = 1 + random.below(2000);
    target.segment_bytes = 1 + random.below(9000);
    const vault::Run run = testing::write_run(store, target, changes);
    EXPECT_EQ(rows_of(run), changes.size());
    const auto read_behind = [&](const std::optional<RowKey>& after) {
      return all_of(RunReader::open(store, std::string(kPrefix), run, keys, after));
    };
    ASSERT_TRUE(read_behind({}));
    EXPECT_EQ(read_behind({}).value(), changes);
    for (int i = 0; i < 20; ++i) {
      const RowKey after = testing::row_key(random, 400);
      const Changed expected(changes.upper_bound(after), changes.end());
      EXPECT_EQ(read_behind(after).value(), expected);
    }
  }
}

TEST(Run, TakesOneRequestForASmallSegmentAndFewForALargeOne) {
  blobs::MemoryStore store;
  SeededRandom random(1);
  Changed changes;
  for (int i = 0; i < 30'000; ++i) changes[testing::row_key(random, 1'000'000)] = random.hex(100);
  const vault::Run large = testing::write_run(
      store, {.prefix = std::string(kPrefix), .writer = "large", .kind = RunKind::kBase}, changes);
  ASSERT_EQ(large.segments.size(), 1U);
  const auto before = store.asked();
  EXPECT_EQ(all_of(RunReader::open(store, std::string(kPrefix), large, {})).value(), changes);
  const std::uint64_t gets = store.asked().gets - before.gets;
  EXPECT_LE(gets, 3 + large.segments[0].stored_bytes / (700u << 10));
  EXPECT_LE(store.asked().bytes_got, large.segments[0].stored_bytes + (64u << 10));

  const vault::Run small =
      testing::write_run(store, {.prefix = std::string(kPrefix), .writer = "small"},
                         Changed(changes.begin(), std::next(changes.begin(), 50)));
  const std::uint64_t until_now = store.asked().gets;
  EXPECT_TRUE(all_of(RunReader::open(store, std::string(kPrefix), small, {})));
  EXPECT_EQ(store.asked().gets, until_now + 1);
}

TEST(Run, RefusesRowsOutOfOrderAndThoseThatAreTooLong) {
  blobs::MemoryStore store;
  RunWriter base(store, testing::target("w", RunKind::kBase), {});
  ASSERT_TRUE(base.append(1, "b", "x"));
  EXPECT_EQ(base.append(1, "b", "x").error().code, Code::kInvalid);
  EXPECT_EQ(base.append(1, "a", "x").error().code, Code::kInvalid);
  EXPECT_EQ(base.append(0, "c", "x").error().code, Code::kInvalid);
  EXPECT_EQ(base.append(0xffff, "c", "x").error().code, Code::kInvalid);
  EXPECT_EQ(base.append(1, "c", std::nullopt).error().code, Code::kInvalid);
  EXPECT_EQ(base.append(1, std::string(kMostKeyBytes + 1, 'c'), "x").error().code, Code::kLimit);
  EXPECT_EQ(base.append(1, "c", std::string(kMostRowBytes, 'x')).error().code, Code::kLimit);
  EXPECT_TRUE(base.append(2, "a", "x"));
  EXPECT_TRUE(base.append(2, "b", std::string(kMostRowBytes - 1, 'x')));
}

// A job that is killed anywhere and goes on from what it had committed writes the same blobs, bit
// for bit, sealed ones too.
TEST(Run, GoesOnAfterACrashAtASegmentsEnd) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  SeededRandom random(3);
  const Changed changes = testing::some_changes(random, 200, 400, true);
  blobs::MemoryStore whole;
  const vault::Run expected =
      testing::write_run(whole, testing::target("w", RunKind::kDelta, keys.current()), changes);
  ASSERT_GT(expected.segments.size(), 3U);

  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SeededRandom crashes(seed);
    blobs::MemoryStore store;
    RunProgress committed;
    std::vector<SegmentInfo> segments;
    for (bool done = false; !done;) {
      const auto decoded = decode_run_progress(encode(committed));
      ASSERT_TRUE(decoded);
      RunWriter writer(store, testing::target("w", RunKind::kDelta, keys.current()),
                       decoded.value());
      auto at = committed.last ? changes.upper_bound(*committed.last) : changes.begin();
      for (std::uint64_t left = crashes.below(120); left > 0 && at != changes.end(); --left, ++at) {
        ASSERT_TRUE(writer.append(at->first.part, at->first.key, at->second));
        if (crashes.below(3) == 0) continue;  // a segment may be put and not committed
        for (SegmentInfo& info : writer.take_segments()) segments.push_back(std::move(info));
        committed = writer.progress();
        ASSERT_EQ(segments.size(), committed.segments);
      }
      if (at != changes.end()) continue;
      ASSERT_TRUE(writer.finish());
      for (SegmentInfo& info : writer.take_segments()) segments.push_back(std::move(info));
      done = true;
    }
    EXPECT_EQ(segments, expected.segments);
    EXPECT_EQ(store.all(), whole.all());
  }
}

TEST(Run, TakesNoMoreWhenASegmentCouldNotBePut) {
  blobs::MemoryStore store;
  RunWriter writer(store, testing::target("w", RunKind::kBase), {});
  ASSERT_TRUE(writer.append(0, "a", "x"));
  store.fail_next(1);
  EXPECT_EQ(writer.cut().error().code, Code::kBusy);
  EXPECT_EQ(writer.append(0, "b", "x").error().code, Code::kInvalid);
  EXPECT_EQ(writer.finish().error().code, Code::kInvalid);
  EXPECT_EQ(writer.progress(), RunProgress{});
}

TEST(Run, SaysWhatASegmentIsAsARow) {
  SegmentInfo info{3, 4, 500, 60, {1, "a"}, {2, "b"}, codec::sha256("x")};
  EXPECT_EQ(decode_segment_info(encode(info)).value(), info);
  EXPECT_FALSE(decode_segment_info(encode(info) + "x"));
  EXPECT_FALSE(decode_run_progress("\x02"));
}

// Base and deltas against a map, over seeds, from the beginning and from behind random keys; then
// the same after they were merged into a new base, in steps, with crashes.
TEST(MergedRows, AreWhatTheModelSays) {
  const Keyring keys = testing::lenient_keyring(testing::key_line('a'));
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    blobs::MemoryStore store;
    testing::Rows model;
    std::vector<vault::Run> runs;
    const std::size_t deltas = random.below(32);
    for (std::size_t i = 0; i <= deltas; ++i) {
      const Changed changes =
          testing::some_changes(random, i == 0 ? 300 : random.below(40), 300, i > 0);
      testing::apply(model, changes);
      const VaultKey* key = random.below(2) == 0 ? keys.current() : nullptr;
      runs.push_back(testing::write_run(
          store,
          testing::target(fmt::format("w{}", i), i == 0 ? RunKind::kBase : RunKind::kDelta, key),
          changes));
    }
    const auto read_behind = [&](const std::vector<vault::Run>& from,
                                 const std::optional<RowKey>& after) {
      return all_of(MergedRows::open(store, std::string(kPrefix), from, keys, after)).value();
    };
    const Changed expected = testing::as_changes(model);
    EXPECT_EQ(read_behind(runs, {}), expected);
    for (int i = 0; i < 10; ++i) {
      const RowKey after = testing::row_key(random, 300);
      EXPECT_EQ(read_behind(runs, after), Changed(expected.upper_bound(after), expected.end()));
    }

    RunProgress committed;
    vault::Run merged{
        .writer = "w.base", .kind = RunKind::kBase, .key_id = keys.current()->id(), .segments = {}};
    for (bool done = false; !done;) {
      auto base = NewBase::open(
          store, runs, keys, testing::target("w.base", RunKind::kBase, keys.current()), committed);
      ASSERT_TRUE(base);
      for (std::uint64_t steps = 1 + random.below(5); steps > 0 && !done; --steps) {
        const auto stepped = base.value().step(500);
        ASSERT_TRUE(stepped);
        done = stepped.value();
        for (SegmentInfo& info : base.value().take_segments()) {
          merged.segments.push_back(std::move(info));
        }
        committed = base.value().progress();
      }
    }
    EXPECT_EQ(read_behind({merged}, {}), expected);
    EXPECT_EQ(rows_of(merged), expected.size());
  }
}

// So much is allocated, but by the store that the blobs are in.
std::size_t allocated() {
  const struct mallinfo2 now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

TEST(MergedRows, TakeLittleMemoryForThirtyOneRuns) {
  blobs::MemoryStore store;
  SeededRandom random(1);
  std::vector<vault::Run> runs;
  const std::string noise = random.hex(2u << 20);
  for (std::size_t i = 0; i <= kMostDeltas; ++i) {
    RunWriter writer(store,
                     {.prefix = std::string(kPrefix),
                      .writer = fmt::format("w{}", i),
                      .kind = i == 0 ? RunKind::kBase : RunKind::kDelta},
                     {});
    for (std::size_t row = 0; row < 7'000; ++row) {
      const std::string_view value = std::string_view(noise).substr(random.below(1u << 20), 600);
      ASSERT_TRUE(writer.append(0, fmt::format("{:06}.{:02}", row, i), value));
    }
    ASSERT_TRUE(writer.finish());
    runs.push_back({.writer = fmt::format("w{}", i),
                    .kind = i == 0 ? RunKind::kBase : RunKind::kDelta,
                    .key_id = {},
                    .segments = writer.take_segments()});
  }
  const std::size_t before = allocated();
  std::size_t most = before;
  auto merged = MergedRows::open(store, std::string(kPrefix), runs, {});
  ASSERT_TRUE(merged);
  std::size_t rows = 0;
  for (; merged.value().valid(); ++rows) {
    if (rows % 1000 == 0) most = std::max(most, allocated());
    ASSERT_TRUE(merged.value().next());
  }
  EXPECT_EQ(rows, 31U * 7'000U);
  EXPECT_LE(most - before, 64u << 20);
}

TEST(MergedRows, PassOnWhatTheStoreSays) {
  blobs::MemoryStore store;
  const auto point = testing::small_point(store, nullptr);
  store.fail_next(1);
  EXPECT_EQ(testing::read_point(store, point.manifest, {}).error().code, Code::kBusy);
  ASSERT_TRUE(store.remove(segment_name(kPrefix, "p1", 0)));
  const auto missing = testing::read_point(store, point.manifest, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_NE(missing.error().message.find("segments/p1/00000000"), std::string::npos);
}

vault::Run run_of(std::uint64_t bytes, RunKind kind) {
  vault::Run run{.writer = "w", .kind = kind, .key_id = {}, .segments = {}};
  run.segments.push_back({.stored_bytes = bytes});
  return run;
}

TEST(PlanOfRuns, BeginsWithABase) {
  EXPECT_EQ(plan_of_runs({}).keep, std::vector<vault::Run>{});
  EXPECT_FALSE(plan_of_runs({}).new_base);
}

TEST(PlanOfRuns, MakesANewBaseForTooManyDeltasOrTooLargeOnes) {
  std::vector<vault::Run> runs{run_of(1000, RunKind::kBase)};
  EXPECT_FALSE(plan_of_runs(runs).new_base);
  EXPECT_EQ(plan_of_runs(runs).keep, runs);
  for (std::size_t delta = 0; delta < kMostDeltas; ++delta) {
    EXPECT_FALSE(plan_of_runs(runs).new_base) << delta;
    runs.push_back(run_of(10, RunKind::kDelta));
  }
  EXPECT_TRUE(plan_of_runs(runs).new_base);
  EXPECT_FALSE(plan_of_runs({run_of(1000, RunKind::kBase), run_of(500, RunKind::kDelta)}).new_base);
  EXPECT_TRUE(plan_of_runs({run_of(1000, RunKind::kBase), run_of(501, RunKind::kDelta)}).new_base);
}

// A base, and 29 times one key in a hundred: even where such rows compress a half worse.
TEST(PlanOfRuns, ThirtyDailiesCostLessThanOneAndAHalfFulls) {
  constexpr std::uint64_t kFull = 1'000'000;
  for (const std::uint64_t delta : {kFull / 100, kFull * 3 / 200}) {
    std::vector<vault::Run> runs{run_of(kFull, RunKind::kBase)};
    std::uint64_t stored = kFull;
    for (int day = 1; day < 30; ++day) {
      const RunPlan plan = plan_of_runs(runs);
      ASSERT_FALSE(plan.new_base) << "day " << day;
      runs = plan.keep;
      runs.push_back(run_of(delta, RunKind::kDelta));
      stored += delta;
    }
    EXPECT_LE(stored, kFull * 3 / 2);
  }
}

}  // namespace
}  // namespace tidemark::vault

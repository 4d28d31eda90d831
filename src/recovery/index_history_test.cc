// Random histories of a table with indexes: whatever was written, whichever indexes came and went,
// wherever it stopped, an index holds what the items say, now and at every past instant, in the
// table and in everything restored from it.
#include "recovery/testing/indexed.h"

#include <gtest/gtest.h>

namespace tidemark::recovery {
namespace {

using testing::change_indexes;
using testing::delete_item;
using testing::expect_sound_indexes;
using testing::index_on;
using testing::put_item;
using testing::World;

class History {
 public:
  History(std::uint64_t seed, bool continuous) : random_(seed), continuous_(continuous) {
    world_.make_table("t0", continuous ? std::chrono::hours(24) : std::chrono::microseconds(0));
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      if (i % 8 == 0) look_at_all();
      if (::testing::Test::HasFailure()) return;
    }
    world_.run_all();
    look_at_all();
    look_at_the_past();
    EXPECT_EQ(world_.check(), "");
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_.below(n); }

  std::string table() { return fmt::format("t{}", below(tables_)); }

  std::string item() {
    std::string text = fmt::format("k={}", below(40));
    if (below(3) != 0) text += fmt::format(" c={}", below(4));
    if (below(3) != 0) text += fmt::format(" d={}", below(3));
    return text + fmt::format(" v={}", below(5));
  }

  void step() {
    const std::uint64_t dice = below(100);
    if (dice < 45) {
      const std::string name = table();
      instants_.emplace_back(name, put_item(world_, name, item()));
    } else if (dice < 60) {
      delete_item(world_, table(), std::to_string(below(40)));
    } else if (dice < 70) {
      make_index();
    } else if (dice < 76) {
      delete_index();
    } else if (dice < 92) {
      world_.turn();
    } else if (dice < 95) {
      below(2) == 0 ? world_.restart() : world_.crash(below(1000));
    } else {
      restore();
    }
  }

  void make_index() {
    const std::string name = table();
    const tables::TableDescription has = world_.find(name);
    if (tables::has_unfinished_index(has) || has.indexes.size() > 3) return;
    tables::Index index = index_on(fmt::format("i{}", has.next_part), {"c"});
    if (below(2) == 0) index.keys.range = index_on("", {"d"}).keys.hash;
    if (below(3) == 0) index.projection = tables::ProjectionType::kKeysOnly;
    change_indexes(world_, name, tables::CreateIndex{index});
  }

  void delete_index() {
    const std::string name = table();
    const tables::TableDescription has = world_.find(name);
    if (has.indexes.empty()) return;
    const tables::Index& index = has.indexes[below(has.indexes.size())];
    if (index.state == tables::IndexState::kAllocating || !index.is_written()) return;
    change_indexes(world_, name, tables::DeleteIndex{index.name});
  }

  void restore() {
    if (tables_ == 4) return;
    world_.clock().advance(std::chrono::seconds(2));
    const std::string target = fmt::format("t{}", tables_);
    RestoreAnswer answer;
    if (continuous_ && below(2) == 0 && !instants_.empty()) {
      const auto& [name, at] = instants_[below(instants_.size())];
      if (name != "t0") return;  // what is restored has no continuous backups
      answer = world_.restore(name, target, at);
    } else {
      answer = world_.restore(world_.back_up(table()), target);
    }
    if (std::holds_alternative<RestoreStarted>(answer)) ++tables_;
  }

  void look_at_all() {
    for (std::uint64_t i = 0; i < tables_; ++i) {
      expect_sound_indexes(world_, world_.find(fmt::format("t{}", i)));
    }
  }

  void look_at_the_past() {
    if (!continuous_) return;
    for (const auto& [name, at] : instants_) {
      if (name != "t0" || below(4) != 0) continue;
      const auto then = tables::find_as_of(world_.store(), World::name(name), at);
      ASSERT_TRUE(then && then.value());
      expect_sound_indexes(world_, *then.value(), at);
    }
  }

  World world_;
  SeededRandom random_;
  bool continuous_;
  std::uint64_t tables_ = 1;
  std::vector<std::pair<std::string, Timestamp>> instants_;
};

TEST(IndexHistory, OfContinuousBackupsIsSoundAtEveryInstant) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    History(seed, true).run(160);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(IndexHistory, WithoutThemIsSoundToo) {
  for (std::uint64_t seed = 101; seed <= 108; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    History(seed, false).run(160);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace tidemark::recovery

// Two years of simulated time: tables come and go, with and without continuous backups, are backed
// up, deleted, restored from every kind of past; every few hours a model that keeps everything for
// ever says what must be there and what must have gone. Seeded.
#include "base/log.h"
#include "recovery/deleted_tables.h"
#include "recovery/simulated_time.h"
#include "recovery/testing/world.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace tidemark::recovery {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using testing::Contents;
using testing::World;

// What is known of one table, also after its end.
struct Told {
  std::string name;
  std::string table_id;
  std::map<Timestamp, Contents> states;  // what held from each commit on
  std::optional<microseconds> period;    // of continuous backups, while on
  Timestamp floor;                       // nothing below is promised
  std::optional<Timestamp> dropped_at;

  [[nodiscard]] Contents at(Timestamp at) const {
    const auto after = states.upper_bound(at);
    return after == states.begin() ? Contents{} : std::prev(after)->second;
  }

  [[nodiscard]] Timestamp earliest(Timestamp now) const { return std::max(floor, now - *period); }
};

struct ToldBackup {
  Backup backup;
  Contents contents;
};

class TwoYears {
 public:
  explicit TwoYears(std::uint64_t seed) : random_(seed) {
    std::string name = (std::filesystem::temp_directory_path() / "tidemark-years-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
    auto claimed = storage::DataDirectory::claim(path_, storage::ClockKind::kSimulated);
    EXPECT_TRUE(claimed);
    directory_ = std::move(claimed).value();
  }

  ~TwoYears() {
    directory_.reset();
    std::filesystem::remove_all(path_);
  }

  void live();
  void end();

  struct Counts {
    int steps = 0;
    int restores = 0;
    int refusals = 0;
    int backups = 0;
    int expired = 0;
    int deletions = 0;
  };

  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  [[nodiscard]] Timestamp now() { return world_.clock().now(); }

  bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }

  template <class T>
  auto any_of(T& things) {
    return std::next(things.begin(), static_cast<std::ptrdiff_t>(random_.below(things.size())));
  }

  void pass(microseconds time);
  void act();
  void make();
  void write(Told& table);
  void set_backups(Told& table);
  void back_up(Told& table);
  void retire(const std::string& name);
  void expect_restored(const RestoreAnswer& answer, const Contents& contents,
                       const std::string& what);
  void restore_live(const Told& table);
  void restore_gone();
  void restore_backup(const ToldBackup& told, const std::string& what);
  void compare_windows();
  void compare_expiry();
  Timestamp instant_in(Timestamp from, Timestamp until);

  World world_;
  SeededRandom random_;
  std::string path_;
  std::unique_ptr<storage::DataDirectory> directory_;
  std::map<std::string, Told> live_;
  std::vector<Told> gone_;
  std::vector<ToldBackup> on_demand_;
  std::vector<ToldBackup> system_;
  int named_ = 0;
  Counts counts_;
};

Timestamp TwoYears::instant_in(Timestamp from, Timestamp until) {
  if (chance(5)) return from;
  if (chance(5)) return until;
  return from + microseconds(static_cast<std::int64_t>(
                    random_.below(static_cast<std::uint64_t>((until - from).count()) + 1)));
}

void TwoYears::pass(microseconds time) {
  const Status passed = pass_time_until(now() + time, world_.clock(), world_.runner(), *directory_);
  ASSERT_TRUE(passed) << to_text(passed.error());
}

void TwoYears::make() {
  Told told;
  told.name = "t" + std::to_string(++named_);
  constexpr std::array kPeriods{0, 1, 2, 7, 35, 90, 400};
  const days period(kPeriods.at(random_.below(kPeriods.size())));
  told.table_id = world_.make_table(told.name, period).table_id;
  if (period.count() > 0) {
    told.period = period;
    told.floor = world_.window(told.name).earliest;
  }
  live_.emplace(told.name, std::move(told));
}

void TwoYears::write(Told& table) {
  Contents held = world_.contents(table.name);
  const std::string key(1, static_cast<char>('a' + random_.below(6)));
  if (held.contains(key) && chance(3)) {
    held.erase(key);
    table.states[world_.remove(table.name, key)] = held;
  } else {
    held[key] = std::to_string(random_.next());
    table.states[world_.put(table.name, key, held[key])] = held;
  }
}

void TwoYears::set_backups(Told& table) {
  world_.clock().advance(std::chrono::seconds(1));
  SetContinuousBackups wanted{!chance(3), std::nullopt};
  constexpr std::array kPeriods{1, 3, 35, 200};
  if (wanted.enabled) wanted.period = days(kPeriods.at(random_.below(kPeriods.size())));
  const auto before = table.period;
  ASSERT_TRUE(set_continuous_backups(world_.store(), World::name(table.name), wanted, now(), {}));
  if (!wanted.enabled) {
    table.period.reset();
    return;
  }
  table.period = wanted.period;
  if (!before) {
    table.floor = world_.window(table.name).earliest;
  } else if (*before != *wanted.period) {
    table.floor = std::max(table.floor, now() - std::min(*before, *wanted.period));
  }
}

void TwoYears::back_up(Told& table) {
  const Contents contents = table.at(now());
  on_demand_.push_back({world_.back_up(table.name), contents});
  ++counts_.backups;
}

void TwoYears::retire(const std::string& name) {
  Told told = live_.at(name);
  const RetireAnswer answer = world_.retire(name);
  ASSERT_TRUE(std::holds_alternative<Retired>(answer));
  live_.erase(name);
  ++counts_.deletions;
  if (!told.period) return;
  told.dropped_at = world_.store().table(std::get<Retired>(answer).table.stored_as)->dropped_at;
  const BackupFilter filter{"123456789012", "eu-west-1", name, BackupType::kSystem, {}, {}, {}, 9};
  const auto left = list_backups(world_.store(), filter).value().backups;
  ASSERT_EQ(left.size(), 1u);
  system_.push_back({left.front(), told.at(now())});
  gone_.push_back(std::move(told));
}

void TwoYears::expect_restored(const RestoreAnswer& answer, const Contents& contents,
                               const std::string& what) {
  ++counts_.restores;
  const auto* begun = std::get_if<RestoreStarted>(&answer);
  ASSERT_NE(begun, nullptr) << what << ", answer " << answer.index();
  const std::string& name = begun->target.name.name;
  EXPECT_EQ(world_.contents(name), contents) << what;
  if (chance(2)) world_.run_all();
  EXPECT_EQ(world_.contents(name), contents) << what << ", copied";
  world_.retire(name);
}

void TwoYears::restore_live(const Told& table) {
  if (!table.period) {
    EXPECT_TRUE(std::holds_alternative<PitrOff>(world_.restore(table.name, "copy", now())));
    ++counts_.refusals;
    return;
  }
  const Timestamp from = table.earliest(now());
  const Timestamp until = now().floor_to_second();
  if (from > until) return;  // younger than a second
  const Timestamp at = instant_in(from, until);
  expect_restored(world_.restore(table.name, "copy", at), table.at(at), "live table " + table.name);
  // The second before the first one.
  const Timestamp before = table.earliest(now()).floor_to_second() - std::chrono::seconds(1);
  EXPECT_TRUE(std::holds_alternative<OutsideWindow>(world_.restore(table.name, "copy", before)));
  ++counts_.refusals;
}

void TwoYears::restore_gone() {
  if (gone_.empty()) return;
  const Told& table = *any_of(gone_);
  const Timestamp from = table.earliest(now());
  const Timestamp until = *table.dropped_at - microseconds(1);
  if (from > until) {
    EXPECT_TRUE(
        std::holds_alternative<SourceMissing>(world_.restore_deleted(table.name, "copy", until)));
    ++counts_.refusals;
    return;
  }
  const Timestamp at = instant_in(from, until);
  expect_restored(world_.restore_deleted(table.name, "copy", at), table.at(at),
                  "deleted table " + table.name);
}

void TwoYears::restore_backup(const ToldBackup& told, const std::string& what) {
  world_.run_all();  // one restore of a backup at a time
  expect_restored(world_.restore(told.backup, "copy"), told.contents, what);
}

void TwoYears::act() {
  const std::uint64_t what = random_.below(20);
  if (live_.size() < 3 || (what == 0 && live_.size() < 6)) return make();
  Told& table = any_of(live_)->second;
  if (what < 9) return write(table);
  if (what < 11) return set_backups(table);
  if (what < 12) return back_up(table);
  if (what < 13 && live_.size() > 2) return retire(std::string(table.name));
  if (what < 16) return restore_live(table);
  if (what < 18) return restore_gone();
  if (what < 19 && !system_.empty()) return restore_backup(*any_of(system_), "a system backup");
  if (on_demand_.empty()) return;
  const auto chosen = any_of(on_demand_);
  restore_backup(*chosen, "a backup");
  world_.run_all();
  if (!chance(3)) return;
  const auto ended = delete_backup(world_.store(), {chosen->backup.table.name, chosen->backup.id});
  ASSERT_TRUE(ended && std::holds_alternative<Backup>(ended.value()));
  on_demand_.erase(chosen);
}

void TwoYears::compare_windows() {
  for (const auto& [name, table] : live_) {
    if (!table.period) continue;
    const Window window = world_.window(name);
    EXPECT_EQ(window.earliest, table.earliest(now())) << name;
    const auto state = world_.store().table(world_.find(name).stored_as);
    EXPECT_LE(state->history.floor, table.earliest(now())) << name << ": given up too early";
  }
  std::erase_if(gone_, [&](const Told& table) {
    return table.earliest(now()) >= *table.dropped_at + days(60);  // long enough refused
  });
  std::size_t still = 0;
  for (const Told& table : gone_) still += table.earliest(now()) < *table.dropped_at ? 1 : 0;
  std::size_t listed = 0;
  const auto deleted = list_deleted(world_.store(), "123456789012", "eu-west-1", now());
  ASSERT_TRUE(deleted);
  for (const DeletedTable& one : deleted.value()) {
    listed += one.dropped.table.name.name == "copy" ? 0 : 1;
  }
  EXPECT_EQ(listed, still);
}

// System backups are there to their last microsecond, and gone at it; the others stay.
void TwoYears::compare_expiry() {
  const auto there = [&](const ToldBackup& told) {
    return find_backup(world_.store(), {told.backup.table.name, told.backup.id})
        .value()
        .has_value();
  };
  for (const ToldBackup& told : on_demand_) EXPECT_TRUE(there(told));
  std::erase_if(system_, [&](const ToldBackup& told) {
    const bool over = *told.backup.expires_at <= now();
    EXPECT_EQ(there(told), !over) << "of " << told.backup.table.name.name;
    counts_.expired += over ? 1 : 0;
    return over;
  });
}

void TwoYears::live() {
  const Timestamp end = now() + days(730);
  while (now() < end && !::testing::Test::HasFailure()) {
    ++counts_.steps;
    const std::uint64_t most = chance(20) ? 20 * 24 : 48;
    pass(hours(1 + random_.below(most)) + microseconds(random_.below(3'600'000'000)));
    compare_windows();
    compare_expiry();
    for (std::uint64_t left = 1 + random_.below(4); left > 0; --left) act();
  }
}

// When all is deleted and its time is over, nothing is left of it.
void TwoYears::end() {
  while (!live_.empty()) retire(std::string(live_.begin()->first));
  world_.run_all();
  for (const ToldBackup& told : on_demand_) {
    ASSERT_TRUE(delete_backup(world_.store(), {told.backup.table.name, told.backup.id}));
  }
  on_demand_.clear();
  for (int month = 0; month < 15; ++month) {
    pass(days(30));
    // Floors follow the last commit.
    world_.make_table("last" + std::to_string(month), {});
    world_.retire("last" + std::to_string(month));
  }
  pass(days(1));
  compare_expiry();
  EXPECT_TRUE(world_.store().pins().empty());
  EXPECT_TRUE(world_.store().jobs().empty());
  EXPECT_EQ(world_.store().tables().size(), 1u) << "the catalog alone";
}

class SimulatedYears : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(SimulatedYears, GiveBackWhatIsPromisedAndGiveUpWhatIsOver) {
  TwoYears years(GetParam());
  years.live();
  if (HasFailure()) return;
  years.end();
  const auto& counts = years.counts();
  log_info("test", fmt::format("{} steps, {} restores compared, {} refused as they must be, {} "
                               "backups, {} deletions, {} "
                               "system backups expired",
                               counts.steps, counts.restores, counts.refusals, counts.backups,
                               counts.deletions, counts.expired));
  EXPECT_GT(counts.restores, 50);
  EXPECT_GT(counts.refusals, 10);
  EXPECT_GT(counts.expired, 3);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SimulatedYears, ::testing::Values(1, 2));

}  // namespace
}  // namespace tidemark::recovery

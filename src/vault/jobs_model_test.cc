// Backup, copy, restore and delete jobs beside a model that knows only what the table was: over
// seeded operations, a blob store that fails now and then, and an engine that is stopped between
// any two steps, every recovery point that is listed brings back exactly what was there when its
// job was created, and no blob belongs to nobody. Points grow cold on the way: then every run lies
// where the points that name it want it, and an engine that has only the blobs knows the same.
#include "blobs/testing/memory_store.h"
#include "codec/ordered_bytes.h"
#include "storage/data_directory.h"
#include "storage/environment.h"
#include "tables/regions.h"
#include "tables/table_changes.h"
#include "tables/writer.h"
#include "values/item_bytes.h"
#include "vault/attach.h"
#include "vault/backup_start.h"
#include "vault/copy_start.h"
#include "vault/kept_point.h"
#include "vault/kept_vault.h"
#include "vault/kinds.h"
#include "vault/point_lifecycle.h"
#include "vault/point_removal.h"
#include "vault/points/names.h"
#include "vault/restore_start.h"
#include "vault/testing/rows_only.h"
#include "vault/vaults.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace tidemark::vault {
namespace {

constexpr char kAccount[] = "123456789012";
const std::string kHome = "eu-west-1";
const std::string kFar = "us-east-1";
const VaultName kNightly{kAccount, kHome, "nightly"};
const VaultName kCopies{kAccount, kFar, "copies"};

// What the table holds: by key, the number in it.
using Content = std::map<std::string, std::string>;

values::Item item_of(const std::string& key, const std::string& value) {
  values::Item item;
  item.set("k", values::text_value(key));
  item.set("v", values::text_value(value));
  return item;
}

class Engine {
 public:
  explicit Engine(std::uint64_t seed) : random(seed) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "tidemark-jobs-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
    open();
  }

  ~Engine() {
    close();
    std::filesystem::remove_all(path_);
  }

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Whatever jobs keep in memory is lost.
  void restart() {
    close();
    open();
  }

  Rows rows(const std::string& region) { return regions_->open(region).value(); }

  storage::Store& store() { return *rows(kHome).store; }

  bool turn() { return runner_->turn(); }

  void make_table() {
    tables::TableDescription table;
    table.name = name("orders");
    table.table_id = random.uuid();
    table.keys.hash = {"k", values::KeyType::kString};
    table.billing = tables::BillingMode::kPayPerRequest;
    table.created_at = clock.now();
    ASSERT_TRUE(tables::create_table(store(), table).run());
  }

  void write(const std::string& key, const std::optional<std::string>& value) {
    const auto known = tables_->table(name("orders"));
    ASSERT_TRUE(known);
    const values::Item item = item_of(key, value.value_or(""));
    const std::string row = std::get<std::string>(values::key_of_item(known.value()->keys, item));
    const tables::ItemAction action =
        value ? tables::put_action(known.value(), row, item)
              : tables::ItemAction{known.value(), row, tables::DeleteAction{}};
    ASSERT_TRUE(tables::write_item(store(), action).run());
  }

  static tables::TableName name(const std::string& table) { return {kAccount, kHome, table}; }

  Content content(const tables::TableName& table) {
    Content found;
    const auto known = tables_->table(table);
    EXPECT_TRUE(known && known.value());
    if (!known || !known.value()) return found;
    storage::Store& at = *rows(table.region).store;
    auto scan =
        at.scan({known.value()->stored_as, storage::kItems, {}, {}}, storage::Direction::kForward);
    EXPECT_TRUE(scan);
    for (; scan.value().valid(); scan.value().next()) {
      const auto item = values::item_from_bytes(scan.value().value());
      EXPECT_TRUE(item);
      const auto text = [&](const char* attribute) {
        return *item.value().find(attribute)->get_if<std::string>();
      };
      found[text("k")] = text("v");
    }
    return found;
  }

  SimulatedClock clock{Timestamp::from_seconds(1'790'000'000)};
  SeededRandom random;
  blobs::MemoryStore blobs;

 private:
  void open() {
    auto claimed = storage::DataDirectory::claim(path_, storage::ClockKind::kSimulated);
    ASSERT_TRUE(claimed);
    directory_ = std::move(claimed).value();
    environment_.emplace();
    runner_.emplace(clock, random);
    tables_.emplace(*directory_, *environment_, clock, *runner_,
                    std::vector<std::string>{kHome, kFar},
                    storage::StoreOptions{.disk_reserve_bytes = 0, .trust_clock = true});
    regions_.emplace(*tables_);
    works_.emplace(Works{
        .regions = *regions_, .blobs = blobs, .keys = keys_, .clock = clock, .random = random});
    kinds_.emplace(*works_);
    kinds_->add_to(*runner_);
    ASSERT_TRUE(tables_->open_existing());
  }

  void close() {
    kinds_.reset();
    works_.reset();
    regions_.reset();
    tables_.reset();
    runner_.reset();
    environment_.reset();
    directory_.reset();
  }

  std::string path_;
  Keyring keys_;
  std::unique_ptr<storage::DataDirectory> directory_;
  std::optional<storage::Environment> environment_;
  std::optional<storage::JobRunner> runner_;
  std::optional<tables::Regions> tables_;
  std::optional<Regions> regions_;
  std::optional<Works> works_;
  std::optional<Kinds> kinds_;
};

class Model {
 public:
  explicit Model(std::uint64_t seed, bool deletes = true)
      : engine_(seed), random_(seed + 1000), deletes_(deletes) {
    Vault vault;
    vault.name = kNightly;
    EXPECT_TRUE(create_vault(engine_.rows(kHome), vault));
    vault.name = kCopies;
    EXPECT_TRUE(create_vault(engine_.rows(kFar), vault));
    engine_.make_table();
  }

  void run(int operations) {
    for (int i = 0; i < operations; ++i) {
      operate();
      // A few steps of whatever is under way, then maybe the end of the process.
      for (std::uint64_t turns = random_.below(4); turns > 0; --turns) turn();
      if (random_.below(5) == 0) engine_.restart();
    }
    settle();
    check();
  }

  // Runs that were found in the cold area.
  [[nodiscard]] std::size_t cold_runs() const { return cold_runs_; }

  // Points whose base was merged in the vault.
  [[nodiscard]] std::size_t merged() {
    std::size_t count = 0;
    for (const RecoveryPoint& point : listed(kNightly)) {
      if (point.runs.front().ends_with(".base")) ++count;
    }
    return count;
  }

 private:
  void turn() {
    if (random_.below(10) == 0) engine_.blobs.fail_next(1);
    engine_.turn();
    // What was put off is tried again.
    engine_.clock.advance(std::chrono::minutes(6));
  }

  void operate() {
    switch (random_.below(10)) {
      case 0:
      case 1: return back_up();
      case 2: return copy();
      case 3: return deletes_ ? remove() : write();
      case 4: return deletes_ ? grow_cold() : write();
      default: return write();
    }
  }

  void write() {
    for (std::uint64_t left = 1 + random_.below(8); left > 0; --left) {
      const std::string key = fmt::format("k{}", random_.below(30));
      std::optional<std::string> value;
      if (random_.below(3) != 0) value = fmt::format("{}", random_.next());
      engine_.write(key, value);
      if (value) {
        now_[key] = *value;
      } else {
        now_.erase(key);
      }
    }
  }

  void back_up() {
    const Rows rows = engine_.rows(kHome);
    NewBackup wanted;
    wanted.job_id = random_.uuid();
    wanted.point_id = random_.uuid();
    wanted.vault = kNightly;
    wanted.resource_arn = tables::arn_of(Engine::name("orders"));
    wanted.created_at = engine_.clock.now();
    wanted.start_by = wanted.created_at + std::chrono::hours(10'000);
    wanted.complete_by = wanted.start_by;
    storage::Write<BackupJob> write(
        *rows.store, {}, [&](storage::View& view, BackupJob& answer) -> Result<storage::Decision> {
          storage::Changes changes;
          TM_TRY(answer, add_backup_job(view, rows, changes, wanted));
          return storage::Decision(std::move(changes));
        });
    const auto job = write.run();
    ASSERT_TRUE(job) << to_text(job.error());
    held_[job.value().point_arn] = now_;
    backups_.push_back(wanted.job_id);
  }

  std::vector<RecoveryPoint> listed(const VaultName& vault) {
    return points_of_vault(engine_.rows(vault.region), kAccount, vault.name).value().points;
  }

  void copy() {
    const auto points = listed(kNightly);
    if (points.empty()) return;
    const RecoveryPoint& point = points[random_.below(points.size())];
    CopyJob job;
    job.id = random_.uuid();
    job.source = kNightly;
    job.source_point_arn = point.arn;
    job.destination = kCopies;
    job.resource_arn = point.resource_arn;
    job.created_at = engine_.clock.now();
    ASSERT_TRUE(start_copy(engine_.rows(kHome), job));
  }

  void remove() {
    const VaultName& vault = random_.below(2) == 0 ? kNightly : kCopies;
    const auto points = listed(vault);
    if (points.empty()) return;
    const std::string arn = points[random_.below(points.size())].arn;
    const auto removed = delete_point(engine_.rows(vault.region), kAccount, vault.name, arn);
    ASSERT_TRUE(removed);
    EXPECT_TRUE(std::holds_alternative<PointDeleted>(removed.value()));
  }

  // A point whose day has passed.
  void grow_cold() {
    const VaultName& vault = random_.below(2) == 0 ? kNightly : kCopies;
    const auto points = listed(vault);
    if (points.empty()) return;
    const RecoveryPoint& point = points[random_.below(points.size())];
    if (point.storage_class == StorageClass::kCold) return;
    const auto changed =
        change_lifecycle(engine_.rows(vault.region), kAccount, point.arn, {.cold_after_days = 1});
    ASSERT_TRUE(changed);
    ASSERT_TRUE(tag(engine_.rows(vault.region), point.arn, {{"kept", point.id}}));
    if (random_.below(2) == 0) engine_.clock.advance(std::chrono::hours(25));
  }

  // Until nothing is under way.
  void settle() {
    for (int quiet = 0; quiet < 5;) {
      quiet = engine_.turn() ? 0 : quiet + 1;
      engine_.clock.advance(std::chrono::minutes(6));
    }
  }

  const Content& held_by(const RecoveryPoint& point) {
    return held_.at(point.source_point_arn.value_or(point.arn));
  }

  void check() {
    for (const std::string& id : backups_) {
      const auto job = find<BackupJob>(engine_.rows(kHome), backup_job_key(kAccount, id)).value();
      ASSERT_TRUE(job);
      EXPECT_EQ(name_of(job->state), "COMPLETED") << job->message;
    }
    for (const VaultName& vault : {kNightly, kCopies}) {
      const auto points = listed(vault);
      check_blobs(vault, points);
      check_places(vault, points);
      for (const RecoveryPoint& point : points) check_restore(point);
      const auto row = find<Vault>(engine_.rows(vault.region), vault_key(kAccount, vault.name));
      EXPECT_EQ(row.value()->recovery_points, static_cast<std::int64_t>(points.size()));
    }
    check_attached();
  }

  [[nodiscard]] std::vector<blobs::BlobInfo> blobs_below(const std::string& folder) {
    return engine_.blobs.list(folder, "", 100'000).value().blobs;
  }

  // Manifests and segments of the points that are listed, and nothing else.
  void check_blobs(const VaultName& vault, const std::vector<RecoveryPoint>& points) {
    const std::string prefix = blob_prefix_of(vault);
    std::set<std::string> manifests;
    std::set<std::string> changes;
    std::set<std::string> runs;
    for (const RecoveryPoint& point : points) {
      manifests.insert(manifest_name(prefix, point.id));
      changes.insert(kept_point_name(prefix, point.id));
      runs.insert(point.runs.begin(), point.runs.end());
    }
    for (const std::string& folder : {prefix, cold_name(prefix)}) {
      for (const blobs::BlobInfo& blob : blobs_below(folder)) {
        if (const auto segment = segment_of(folder, blob.name)) {
          EXPECT_TRUE(runs.contains(segment->writer)) << blob.name << " belongs to nobody";
        } else if (point_of_manifest(folder, blob.name)) {
          EXPECT_TRUE(manifests.erase(blob.name) == 1) << blob.name << " belongs to nobody";
        } else if (blob.name != kept_vault_name(vault)) {
          EXPECT_TRUE(changes.contains(blob.name)) << blob.name << " belongs to nobody";
        }
      }
    }
    EXPECT_TRUE(manifests.empty()) << *manifests.begin() << " is not there";
  }

  // What a warm point names lies warm; what only cold ones name, in the cold area and only there.
  void check_places(const VaultName& vault, const std::vector<RecoveryPoint>& points) {
    std::map<std::string, bool> is_warm;
    for (const RecoveryPoint& point : points) {
      for (const std::string& run : point.runs) {
        is_warm[run] = is_warm[run] || point.storage_class == StorageClass::kWarm;
      }
    }
    const std::string prefix = blob_prefix_of(vault);
    for (const auto& [run, warm] : is_warm) {
      const std::size_t here = blobs_below(run_prefix(prefix, run)).size();
      const std::size_t there = blobs_below(cold_name(run_prefix(prefix, run))).size();
      if (warm) {
        EXPECT_GE(here, there) << run;
      } else {
        EXPECT_EQ(here, 0u) << run << " is not in the cold area";
        if (there > 0) ++cold_runs_;
      }
    }
  }

  // An engine with nothing but the blobs.
  void check_attached() {
    testing::RowsOnly other;
    const Keyring keys;
    Works works{.regions = other.regions(),
                .blobs = engine_.blobs,
                .keys = keys,
                .clock = other.clock,
                .random = other.random};
    const auto attached = attach_vaults(works);
    ASSERT_TRUE(attached);
    EXPECT_EQ(attached.value().problems, std::vector<std::string>());
    for (const VaultName& vault : {kNightly, kCopies}) {
      const Rows rows = other.open(vault.region);
      const auto points = listed(vault);
      const auto found = points_of_vault(rows, kAccount, vault.name).value().points;
      ASSERT_EQ(found.size(), points.size());
      for (const RecoveryPoint& point : points) {
        const auto same = find<RecoveryPoint>(rows, point.key());
        ASSERT_TRUE(same && same.value());
        EXPECT_EQ(same.value()->lifecycle, point.lifecycle);
        EXPECT_EQ(same.value()->storage_class, point.storage_class);
        EXPECT_EQ(same.value()->cold_since, point.cold_since);
        EXPECT_EQ(tags_of(rows, point.arn).value(),
                  tags_of(engine_.rows(vault.region), point.arn).value());
      }
    }
  }

  void check_restore(const RecoveryPoint& point) {
    const std::string table = fmt::format("back-{}", ++restores_);
    const std::string id = random_.uuid();
    ASSERT_TRUE(start_restore(engine_.rows(kHome), {.job_id = id,
                                                    .account = kAccount,
                                                    .region = kHome,
                                                    .point = point,
                                                    .target_name = table,
                                                    .iam_role_arn = {},
                                                    .metadata = {},
                                                    .now = engine_.clock.now(),
                                                    .begins_at = {}}));
    settle();
    const auto job = find<RestoreJob>(engine_.rows(kHome), restore_job_key(kAccount, id)).value();
    ASSERT_TRUE(job);
    ASSERT_EQ(name_of(job->state), "COMPLETED") << job->message;
    EXPECT_EQ(engine_.content(Engine::name(table)), held_by(point)) << point.arn;
  }

  Engine engine_;
  SeededRandom random_;
  bool deletes_;
  Content now_;
  std::map<std::string, Content> held_;  // by the ARN of the point
  std::vector<std::string> backups_;
  int restores_ = 0;
  std::size_t cold_runs_ = 0;
};

class JobsModel : public ::testing::TestWithParam<int> {};

TEST_P(JobsModel, EveryPointThatIsListedBringsBackWhatWasThere) {
  Model model(static_cast<std::uint64_t>(GetParam()));
  model.run(60);
}

// 60 seeds in the long form of the tests.
INSTANTIATE_TEST_SUITE_P(Seeds, JobsModel,
                         ::testing::Range(1, std::getenv("TIDEMARK_FULL") != nullptr ? 61 : 7));

TEST(JobsModelOfColdPoints, FindsRunsInTheColdArea) {
  std::size_t runs = 0;
  for (std::uint64_t seed = 900; seed < 903; ++seed) {
    Model model(seed);
    model.run(60);
    runs += model.cold_runs();
  }
  EXPECT_GT(runs, 0u) << "the model does not reach what it is for";
}

TEST(JobsModelOfManyPoints, MergesANewBase) {
  Model model(77, false);
  model.run(120);
  EXPECT_GT(model.merged(), 0u);
}

}  // namespace
}  // namespace tidemark::vault

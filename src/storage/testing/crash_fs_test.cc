#include "storage/testing/crash_fs.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_writer.h>

#include <functional>
#include <optional>
#include <set>

namespace tidemark::storage::testing {
namespace {

// A small program on the disk: names relative to /d, which is made at once.
class CrashFsTest : public ::testing::Test {
 protected:
  CrashFsTest() { make_directory(); }

  void make_directory() { ASSERT_TRUE(disk_->CreateDirIfMissing("/d", {}, nullptr).ok()); }

  std::unique_ptr<rocksdb::FSWritableFile> write(const std::string& name, const std::string& text) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(disk_->NewWritableFile("/d/" + name, {}, &file, nullptr).ok());
    EXPECT_TRUE(file->Append(text, {}, nullptr).ok());
    return file;
  }

  void sync_directory() {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    ASSERT_TRUE(disk_->NewDirectory("/d", {}, &directory, nullptr).ok());
    ASSERT_TRUE(directory->Fsync({}, nullptr).ok());
  }

  static std::optional<std::string> text_of(CrashFs& disk, const std::string& name) {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    if (!disk.NewSequentialFile("/d/" + name, {}, &file, nullptr).ok()) return std::nullopt;
    std::string scratch(1000, '\0');
    rocksdb::Slice got;
    EXPECT_TRUE(file->Read(scratch.size(), {}, &got, scratch.data(), nullptr).ok());
    return got.ToString();
  }

  // Every outcome that some seed gives.
  std::set<std::optional<std::string>> outcomes(const std::string& name) {
    std::set<std::optional<std::string>> found;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const auto disk = copy(seed);
      found.insert(text_of(*disk, name));
    }
    return found;
  }

  std::shared_ptr<CrashFs> disk_ = CrashFs::empty();
  std::function<void()> story_;

 private:
  std::shared_ptr<CrashFs> copy(std::uint64_t seed) {
    disk_ = CrashFs::empty();
    make_directory();
    story_();
    return disk_->after_crash(seed);
  }
};

TEST_F(CrashFsTest, KeepsWhatWasSyncedInASyncedDirectory) {
  story_ = [&] {
    EXPECT_TRUE(write("a", "text")->Sync({}, nullptr).ok());
    sync_directory();
  };

  EXPECT_EQ(outcomes("a"), (std::set<std::optional<std::string>>{"text"}));
}

TEST_F(CrashFsTest, CutsAFileAnywhereBetweenSyncedAndWritten) {
  story_ = [&] {
    const auto file = write("a", "te");
    EXPECT_TRUE(file->Sync({}, nullptr).ok());
    sync_directory();
    EXPECT_TRUE(file->Append("xt", {}, nullptr).ok());
  };

  EXPECT_EQ(outcomes("a"), (std::set<std::optional<std::string>>{"te", "tex", "text"}));
}

TEST_F(CrashFsTest, MayForgetACreationThoughTheFileWasSynced) {
  story_ = [&] { EXPECT_TRUE(write("a", "text")->Sync({}, nullptr).ok()); };

  EXPECT_EQ(outcomes("a"), (std::set<std::optional<std::string>>{std::nullopt, "text"}));
}

TEST_F(CrashFsTest, MayUndoARenameAndARemoval) {
  story_ = [&] {
    EXPECT_TRUE(write("a", "new")->Sync({}, nullptr).ok());
    EXPECT_TRUE(write("b", "old")->Sync({}, nullptr).ok());
    EXPECT_TRUE(write("c", "gone")->Sync({}, nullptr).ok());
    sync_directory();
    EXPECT_TRUE(disk_->RenameFile("/d/a", "/d/b", {}, nullptr).ok());
    EXPECT_TRUE(disk_->DeleteFile("/d/c", {}, nullptr).ok());
  };

  EXPECT_EQ(outcomes("b"), (std::set<std::optional<std::string>>{"old", "new"}));
  EXPECT_EQ(outcomes("c"), (std::set<std::optional<std::string>>{std::nullopt, "gone"}));
}

TEST_F(CrashFsTest, KeepsARenameOnceItsDirectoryWasSynced) {
  story_ = [&] {
    EXPECT_TRUE(write("a", "new")->Sync({}, nullptr).ok());
    EXPECT_TRUE(write("b", "old")->Sync({}, nullptr).ok());
    EXPECT_TRUE(disk_->RenameFile("/d/a", "/d/b", {}, nullptr).ok());
    sync_directory();
  };

  EXPECT_EQ(outcomes("b"), (std::set<std::optional<std::string>>{"new"}));
  EXPECT_EQ(outcomes("a"), (std::set<std::optional<std::string>>{std::nullopt}));
}

TEST_F(CrashFsTest, ALinkIsTheSameFileAlsoAfterTheCrash) {
  EXPECT_TRUE(write("a", "text")->Sync({}, nullptr).ok());
  ASSERT_TRUE(disk_->LinkFile("/d/a", "/d/b", {}, nullptr).ok());
  sync_directory();

  const auto after = disk_->after_crash(1);

  bool same = false;
  ASSERT_TRUE(after->AreFilesSame("/d/a", "/d/b", {}, &same, nullptr).ok());
  EXPECT_TRUE(same);
}

TEST_F(CrashFsTest, WritingAFileAnewEmptiesItUnderItsOtherNamesToo) {
  write("a", "text");
  ASSERT_TRUE(disk_->LinkFile("/d/a", "/d/b", {}, nullptr).ok());

  write("a", "x");

  EXPECT_EQ(text_of(*disk_, "b"), "x");
}

TEST_F(CrashFsTest, CrashesJustBeforeTheArmedSync) {
  const auto wal = write("000001.log", "");
  sync_directory();
  disk_->arm({CrashPoint::kWalSync, 2, 0});

  ASSERT_TRUE(wal->Append("one", {}, nullptr).ok());
  ASSERT_TRUE(wal->Sync({}, nullptr).ok());
  EXPECT_FALSE(disk_->crashed());
  ASSERT_TRUE(wal->Append("two", {}, nullptr).ok());
  ASSERT_TRUE(wal->Sync({}, nullptr).ok());

  EXPECT_TRUE(disk_->crashed());
  EXPECT_EQ(text_of(*disk_->after_crash(0), "000001.log")->substr(0, 3), "one");
  EXPECT_EQ(text_of(*disk_, "000001.log"), "onetwo");  // the dying program notices nothing
}

TEST_F(CrashFsTest, RefusesASecondLockUntilTheFirstIsReleased) {
  rocksdb::FileLock* first = nullptr;
  rocksdb::FileLock* second = nullptr;
  ASSERT_TRUE(disk_->LockFile("/d/LOCK", {}, &first, nullptr).ok());

  EXPECT_FALSE(disk_->LockFile("/d/LOCK", {}, &second, nullptr).ok());
  ASSERT_TRUE(disk_->UnlockFile(first, {}, nullptr).ok());
  ASSERT_TRUE(disk_->LockFile("/d/LOCK", {}, &second, nullptr).ok());
  ASSERT_TRUE(disk_->UnlockFile(second, {}, nullptr).ok());
}

TEST_F(CrashFsTest, ReportsTheFreeSpaceItWasTold) {
  disk_->set_free_space(77);

  std::uint64_t bytes = 0;
  ASSERT_TRUE(disk_->GetFreeSpace("/d", {}, &bytes, nullptr).ok());

  EXPECT_EQ(bytes, 77u);
}

// RocksDB on the disk, as the store uses it.
class RocksOnCrashFs : public ::testing::Test {
 protected:
  void open() {
    env_ = rocksdb::NewCompositeEnv(disk_);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.env = env_.get();
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.track_and_verify_wals_in_manifest = true;
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, "/db", &db);
    ASSERT_TRUE(status.ok()) << status.ToString();
    db_.reset(db);
  }

  void crash_and_open(std::uint64_t seed) {
    disk_->crash_now(seed);
    db_.reset();
    disk_ = disk_->after_crash(seed);
    open();
  }

  std::string get(const std::string& key) {
    std::string value;
    return db_->Get({}, key, &value).ok() ? value : "(none)";
  }

  void put(const std::string& key, bool synced) {
    rocksdb::WriteOptions options;
    options.sync = synced;
    ASSERT_TRUE(db_->Put(options, key, "value").ok());
  }

  std::shared_ptr<CrashFs> disk_ = CrashFs::empty();
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::DB> db_;
};

TEST_F(RocksOnCrashFs, KeepsEverySyncedWriteThroughFlushAndCrash) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    db_.reset();
    disk_ = CrashFs::empty();
    open();
    put("flushed", true);
    ASSERT_TRUE(db_->Flush({}).ok());
    put("logged", true);

    crash_and_open(seed);

    EXPECT_EQ(get("flushed"), "value") << seed;
    EXPECT_EQ(get("logged"), "value") << seed;
  }
}

TEST_F(RocksOnCrashFs, LosesAnUnsyncedWriteForSomeSeedAndKeepsItForAnother) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    db_.reset();
    disk_ = CrashFs::empty();
    open();
    put("first", true);
    put("second", false);

    crash_and_open(seed);

    seen.insert(get("second"));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"(none)", "value"}));
}

TEST_F(RocksOnCrashFs, AnIngestedFileSurvives) {
  for (const bool move : {false, true}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      db_.reset();
      disk_ = CrashFs::empty();
      open();
      rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), db_->GetOptions());
      ASSERT_TRUE(writer.Open("/db/piece.tmp").ok());
      ASSERT_TRUE(writer.Put("a", "ingested").ok());
      ASSERT_TRUE(writer.Finish().ok());
      rocksdb::IngestExternalFileOptions options;
      options.move_files = move;
      ASSERT_TRUE(db_->IngestExternalFile({"/db/piece.tmp"}, options).ok());

      crash_and_open(seed);

      EXPECT_EQ(get("a"), "ingested") << seed << " move " << move;
    }
  }
}

}  // namespace
}  // namespace tidemark::storage::testing

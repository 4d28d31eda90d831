// A store on a real disk that was damaged, is full of a newer format, or refuses to sync.
#include "storage/layout.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace tidemark::storage {

namespace {

using testing::World;

class RealDisk : public ::testing::Test {
 protected:
  RealDisk() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tidemark-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }

  ~RealDisk() override { std::filesystem::remove_all(root_); }

  Result<std::unique_ptr<Store>> open(const std::string& name) {
    return Store::open(root_ + "/" + name, environment_, clock_, {.trust_clock = true});
  }

  void put(Store& store, const std::string& key) {
    const Outcome outcome = store.transact_and_wait({}, [&](View&) -> Decision {
      Changes changes;
      changes.put(World::key(kCatalog, key), std::string(100, 'x'));
      return changes;
    });
    ASSERT_TRUE(std::holds_alternative<Committed>(outcome));
  }

  void flip_a_byte_of_the_log(const std::string& name) const {
    for (const auto& entry : std::filesystem::directory_iterator(root_ + "/" + name)) {
      if (entry.path().extension() != ".log" || entry.file_size() < 1000) continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
      file.seekg(middle);
      const int byte = file.get();
      file.seekp(middle);
      file.put(static_cast<char>(byte ^ 1));
    }
  }

  std::string root_;
  Environment environment_{{.block_cache_bytes = 8u << 20,
                            .background_threads = 1,
                            .file_system = {},
                            .on_disk_failure = {}}};
  SimulatedClock clock_{Timestamp::from_seconds(1'790'000'000)};
};

TEST_F(RealDisk, TwoRegionsShareAnEnvironment) {
  auto east = open("east");
  auto west = open("west");
  ASSERT_TRUE(east);
  ASSERT_TRUE(west);

  put(*east.value(), "a");

  EXPECT_TRUE(east.value()->read(World::key(kCatalog, "a")).value());
  EXPECT_FALSE(west.value()->read(World::key(kCatalog, "a")).value());
}

TEST_F(RealDisk, AFlippedByteInTheLogIsRefusedNotSkipped) {
  {
    auto store = open("east");
    ASSERT_TRUE(store);
    for (int i = 0; i < 100; ++i) put(*store.value(), std::to_string(i));
  }
  ASSERT_TRUE(open("east"));
  {
    auto store = open("east");
    for (int i = 0; i < 100; ++i) put(*store.value(), std::to_string(i));
  }
  flip_a_byte_of_the_log("east");

  const auto damaged = open("east");

  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, Code::kCorrupt);
}

TEST_F(RealDisk, AStoreOfANewerFormatIsRefusedNamingBoth) {
  ASSERT_TRUE(open("east"));
  {
    const std::vector<std::string> names = {"default", "cur", "hist", "log"};
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, root_ + "/east", families, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    std::string newer = encode_format();
    newer.back() = 2;
    ASSERT_TRUE(db->Put({}, std::string(kFormatRow), newer).ok());
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }

  const auto refused = open("east");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalid);
  EXPECT_NE(refused.error().message.find("format 2"), std::string::npos);
  EXPECT_NE(refused.error().message.find("format 1"), std::string::npos);
}

TEST(DiskFailureDeathTest, AFailedSyncEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        World world;
        world.disk().fail_log_syncs(true);
        world.make_table({});
      },
      ::testing::ExitedWithCode(74), "writing the log");
}

}  // namespace

}  // namespace tidemark::storage

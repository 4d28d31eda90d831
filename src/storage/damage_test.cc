// A store on a real disk that was damaged, is full of a newer format, or refuses to sync.
// TIDEMARK_FLIPS=200 in the environment for the long form of the flips.
#include "base/random.h"
#include "storage/layout.h"
#include "storage/testing/world.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
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

// What a killed server leaves: a copy of its files while it still runs, and all that it had
// acknowledged. Half of the writes lie in sorted files, half in the write-ahead log.
class KilledStore : public RealDisk {
 protected:
  static constexpr int kKeys = 90;
  static constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

  KilledStore() {
    image_ = root_ + "/image";
    auto store = open("alive");
    EXPECT_TRUE(store);
    for (int round = 0; round < 4; ++round) {
      for (int i = 0; i < kKeys; ++i) write(*store.value(), fmt::format("k{:03}", i));
      if (round == 1) {
        EXPECT_TRUE(store.value()->flush());
      }
      then_ = round < 3 ? last_ : then_;
      if (round < 3) values_then_ = values_;
    }
    std::filesystem::copy(root_ + "/alive", image_, std::filesystem::copy_options::recursive);
    std::filesystem::remove(image_ + "/LOCK");
  }

  void write(Store& store, const std::string& key) {
    std::string value(100 + random_.below(700), ' ');
    for (char& c : value) c = static_cast<char>(random_.below(256));
    const Outcome outcome = store.transact_and_wait({}, [&](View&) -> Decision {
      Changes changes;
      changes.put(World::key(kCatalog, key), value);
      return changes;
    });
    ASSERT_TRUE(std::holds_alternative<Committed>(outcome));
    last_ = std::get<Committed>(outcome).at;
    values_[key] = std::move(value);
  }

  // A fresh copy of the image, and one of its files that ends so, by size at random.
  std::string copy_with(const std::string& ending, std::string& victim) {
    const std::string copy = root_ + "/copy";
    std::filesystem::remove_all(copy);
    std::filesystem::copy(image_, copy, std::filesystem::copy_options::recursive);
    std::vector<std::filesystem::path> files;
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(copy)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(ending) && !name.starts_with(ending)) continue;
      files.push_back(entry.path());
      bytes += entry.file_size();
    }
    std::uint64_t at = bytes == 0 ? 0 : random_.below(bytes);
    for (const auto& file : files) {
      victim = file.string();
      if (at < std::filesystem::file_size(file)) break;
      at -= std::filesystem::file_size(file);
    }
    return copy;
  }

  // One of the last `tail` bytes.
  std::string flip_a_bit(const std::string& path, std::uint64_t tail) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const std::uint64_t size = std::filesystem::file_size(path);
    const auto at = static_cast<std::streamoff>(size - 1 - random_.below(std::min(size, tail)));
    const int mask = 1 << random_.below(8);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ mask));
    return fmt::format("{} offset {} mask {:02x}", path, at, mask);
  }

  struct Judged {
    bool refused = false;
    int unread = 0;     // reads answered with an error
    std::string wrong;  // empty: the promise was kept
  };

  // Refused with the file's name and what to do; or every answer right, or an error that names it.
  Judged judge(const std::string& directory, const std::string& victim) {
    const std::string name = std::filesystem::path(victim).filename().string();
    Environment environment({.block_cache_bytes = 1u << 20,
                             .background_threads = 1,
                             .file_system = {},
                             .on_disk_failure = {}});
    Judged judged;
    const auto store = Store::open(directory, environment, clock_, {.trust_clock = true});
    if (!store) {
      const std::string& message = store.error().message;
      judged.refused = true;
      if (message.find(name) == std::string::npos ||
          message.find("tidemark repair") == std::string::npos) {
        judged.wrong = "refused without name or advice: " + message;
      }
      return judged;
    }
    const auto compare = [&](const std::string& key, const auto& answer, const auto& expected) {
      if (!answer) {
        ++judged.unread;
        if (answer.error().message.find(name) == std::string::npos) {
          judged.wrong = "an error without the file's name: " + answer.error().message;
        }
      } else if (!answer.value() || answer.value()->value != expected) {
        judged.wrong = "wrong or missing: " + key;
      }
    };
    for (const auto& [key, value] : values_) {
      compare(key, store.value()->read(World::key(kCatalog, key)), value);
      compare(key, store.value()->read_as_of(World::key(kCatalog, key), then_),
              values_then_.at(key));
    }
    check_scan(*store.value(), name, judged);
    return judged;
  }

  void check_scan(Store& store, const std::string& name, Judged& judged) {
    auto scan = store.scan({kCatalog, kItems, "", ""}, Direction::kForward);
    ASSERT_TRUE(scan);
    std::size_t seen = 0;
    auto expected = values_.begin();
    for (; scan.value().valid(); scan.value().next(), ++seen) {
      if (expected == values_.end() || scan.value().value() != expected->second) {
        judged.wrong = "a scan shows what was never written";
        return;
      }
      ++expected;
    }
    const Status status = scan.value().status();
    if (!status) {
      ++judged.unread;
      if (status.error().message.find(name) == std::string::npos) {
        judged.wrong = "a scan's error without the file's name: " + status.error().message;
      }
    } else if (seen != values_.size()) {
      judged.wrong = "a scan misses rows without a word";
    }
  }

  void flip_many(const std::string& ending, int flips, std::uint64_t tail = kAll) {
    int refused = 0;
    int answered = 0;
    int harmless = 0;
    for (int i = 0; i < flips; ++i) {
      std::string victim;
      const std::string copy = copy_with(ending, victim);
      const std::string flip = flip_a_bit(victim, tail);
      const Judged judged = judge(copy, victim);
      EXPECT_EQ(judged.wrong, "") << flip;
      ++(judged.refused ? refused : judged.unread > 0 ? answered : harmless);
    }
    fmt::print("{} flips in {}: {} refused, {} answered with an error, {} harmless\n", flips,
               ending, refused, answered, harmless);
  }

  static int flips() {
    const char* wanted = std::getenv("TIDEMARK_FLIPS");
    return wanted != nullptr ? std::atoi(wanted) : 20;
  }

  SeededRandom random_{8812};
  std::string image_;
  std::map<std::string, std::string> values_;
  std::map<std::string, std::string> values_then_;
  Timestamp last_;
  Timestamp then_;
};

TEST_F(KilledStore, HasEveryAcknowledgedWrite) {
  const Judged judged = judge(image_, "none");

  EXPECT_FALSE(judged.refused);
  EXPECT_EQ(judged.unread, 0);
  EXPECT_EQ(judged.wrong, "");
}

TEST_F(KilledStore, AFlippedBitOfTheLogIsRefused) {
  flip_many(".log", flips());
}

TEST_F(KilledStore, AFlippedBitOfASortedFileNeverShowsWrongData) {
  flip_many(".sst", flips());
}

// Properties, index and footer, which RocksDB reads when it opens a file.
TEST_F(KilledStore, AFlippedBitOfASortedFilesEndNamesTheFile) {
  flip_many(".sst", flips(), 1'200);
}

TEST_F(KilledStore, AFlippedBitOfTheManifestIsRefused) {
  flip_many("MANIFEST-", flips());
}

TEST_F(KilledStore, ALogThatLostItsEndIsRefused) {
  std::string victim;
  const std::string copy = copy_with(".log", victim);
  // The last write is one record of less than a block: it goes whole, and nothing is torn.
  const auto size = std::filesystem::file_size(victim);
  std::filesystem::resize_file(victim, size - size / 4);

  const auto store = Store::open(copy, environment_, clock_, {.trust_clock = true});

  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kCorrupt);
  EXPECT_NE(store.error().message.find("acknowledged writes are missing"), std::string::npos);
}

TEST_F(KilledStore, AMissingFileIsRefused) {
  for (const char* ending : {".log", ".sst", "MANIFEST-", "CURRENT"}) {
    std::string victim;
    const std::string copy = copy_with(ending, victim);
    std::filesystem::remove(victim);

    const auto store = Store::open(copy, environment_, clock_, {.trust_clock = true});

    ASSERT_FALSE(store) << ending;
    EXPECT_EQ(store.error().code, Code::kCorrupt) << store.error().message;
    EXPECT_NE(store.error().message.find("tidemark repair"), std::string::npos);
  }
}

TEST_F(KilledStore, ATornEndThatWasNeverAcknowledgedIsCutOff) {
  std::string victim;
  const std::string copy = copy_with(".log", victim);
  // The beginning of a record of 5000 bytes, of which the kill let 300 reach the file.
  std::ofstream(victim, std::ios::app | std::ios::binary)
      << std::string("\x12\x34\x56\x78\x88\x13\x01", 7) << std::string(300, 'x');

  EXPECT_EQ(judge(copy, victim).wrong, "");
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

// Every single flipped bit of a log is found, every cut is a tear or found by the note.
#include "storage/log_scan.h"

#include "base/random.h"
#include "codec/crc32c.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <unistd.h>

namespace tidemark::storage {

namespace {

class LogScanTest : public ::testing::Test {
 protected:
  LogScanTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tidemark-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    path_ = root_ + "/000001.log";
  }

  ~LogScanTest() override { std::filesystem::remove_all(root_); }

  // A log as RocksDB writes it: records of 10 bytes to 40 kB, so that some span three blocks.
  std::string written_by_rocksdb() {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    EXPECT_TRUE(rocksdb::DB::Open(options, root_ + "/db", &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    SeededRandom random(1);
    for (int i = 0; i < 60; ++i) {
      const std::size_t size = 10 + random.below(i % 10 == 0 ? 70'000 : 900);
      EXPECT_TRUE(db->Put({}, std::to_string(i), std::string(size, static_cast<char>(i))).ok());
    }
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(root_ + "/db")) {
      if (entry.path().extension() != ".log") continue;
      EXPECT_TRUE(
          rocksdb::ReadFileToString(rocksdb::Env::Default(), entry.path().string(), &bytes).ok());
    }
    return bytes;
  }

  LogScan scan(const std::string& bytes) {
    EXPECT_TRUE(rocksdb::WriteStringToFile(rocksdb::Env::Default(), bytes, path_).ok());
    return scan_log(*rocksdb::Env::Default(), path_).value();
  }

  std::string root_;
  std::string path_;
};

TEST_F(LogScanTest, ReadsWhatRocksDbWrote) {
  const std::string bytes = written_by_rocksdb();

  const LogScan found = scan(bytes);

  EXPECT_EQ(found.verdict, LogScan::kWhole) << found.why;
  EXPECT_EQ(found.records, 60u);
  EXPECT_EQ(found.whole_end, bytes.size());
}

TEST_F(LogScanTest, FindsEveryBitOfEveryHeaderOfTheLastRecords) {
  const std::string bytes = written_by_rocksdb();
  std::size_t wrong = 0;
  for (std::size_t at = bytes.size() - 3'000; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; bit += at % 16 == 0 ? 1 : 3) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      wrong += scan(flipped).verdict == LogScan::kDamaged ? 0 : 1;
    }
  }

  EXPECT_EQ(wrong, 0u);
}

TEST_F(LogScanTest, FindsFlipsAnywhere) {
  const std::string bytes = written_by_rocksdb();
  SeededRandom random(7);
  for (int i = 0; i < 300; ++i) {
    const std::size_t at = random.below(bytes.size());
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));

    const LogScan found = scan(flipped);

    // The few bytes of padding at a block's end mean nothing to anybody.
    if (found.verdict == LogScan::kWhole) {
      EXPECT_GT(at % (32 * 1024), 32u * 1024 - 7) << at;
    } else {
      EXPECT_EQ(found.verdict, LogScan::kDamaged) << at;
      EXPECT_LE(found.whole_end, at);
    }
  }
}

TEST_F(LogScanTest, TakesACutForATear) {
  const std::string bytes = written_by_rocksdb();
  SeededRandom random(9);
  for (int i = 0; i < 100; ++i) {
    const std::size_t size = random.below(bytes.size());

    const LogScan found = scan(bytes.substr(0, size));

    EXPECT_NE(found.verdict, LogScan::kDamaged) << size << ": " << found.why;
    EXPECT_LE(found.whole_end, size);
  }
}

TEST_F(LogScanTest, TakesZerosAtTheEndForATearAndBeforeItForDamage) {
  const std::string bytes = written_by_rocksdb();
  std::string zeros = bytes + std::string(100, '\0');
  EXPECT_EQ(scan(zeros).verdict, LogScan::kTorn);

  zeros.back() = 1;

  EXPECT_EQ(scan(zeros).verdict, LogScan::kDamaged);
}

}  // namespace

}  // namespace tidemark::storage

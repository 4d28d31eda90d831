#include "storage/data_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace tidemark::storage {

namespace {

class DataDirectories : public ::testing::Test {
 protected:
  DataDirectories() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tidemark-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }

  ~DataDirectories() override { std::filesystem::remove_all(path_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text << '\n';
  }

  std::string path_;
};

TEST_F(DataDirectories, ASecondClaimIsRefusedNamingThePid) {
  const auto first = DataDirectory::claim(path_, ClockKind::kSystem);
  ASSERT_TRUE(first);

  const auto second = DataDirectory::claim(path_, ClockKind::kSystem);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kConflict);
  EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(DataDirectories, CanBeClaimedAgainOnceGivenBack) {
  {
    ASSERT_TRUE(DataDirectory::claim(path_, ClockKind::kSystem));
  }

  EXPECT_TRUE(DataDirectory::claim(path_, ClockKind::kSystem));
}

TEST_F(DataDirectories, ANewerFormatIsRefusedNamingBoth) {
  write("FORMAT", "tidemark data directory, format 2");

  const auto claimed = DataDirectory::claim(path_, ClockKind::kSystem);

  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().code, Code::kInvalid);
  EXPECT_NE(claimed.error().message.find("has format 2"), std::string::npos);
  EXPECT_NE(claimed.error().message.find("up to format 1"), std::string::npos);
}

TEST_F(DataDirectories, ADirectoryOfSomethingElseIsLeftAlone) {
  write("thesis.txt", "chapter one");

  const auto claimed = DataDirectory::claim(path_, ClockKind::kSystem);

  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().code, Code::kInvalid);
  EXPECT_FALSE(std::filesystem::exists(path_ + "/LOCK"));
}

TEST_F(DataDirectories, TheOtherClockIsRefused) {
  {
    ASSERT_TRUE(DataDirectory::claim(path_, ClockKind::kSimulated));
  }

  EXPECT_EQ(DataDirectory::claim(path_, ClockKind::kSystem).error().code, Code::kInvalid);
  EXPECT_TRUE(DataDirectory::claim(path_, ClockKind::kSimulated));
}

TEST_F(DataDirectories, RegionsAreListedOnceMade) {
  const auto directory = DataDirectory::claim(path_, ClockKind::kSystem);
  ASSERT_TRUE(directory);
  ASSERT_TRUE(directory.value()->region_directory("us-east-1"));
  ASSERT_TRUE(directory.value()->region_directory("eu-central-1"));

  EXPECT_EQ(directory.value()->regions(), (std::vector<std::string>{"eu-central-1", "us-east-1"}));
  EXPECT_EQ(directory.value()->region_directory("../../etc").error().code, Code::kInvalid);
}

}  // namespace

}  // namespace tidemark::storage

#include "blobs/directory_store.h"

#include "blobs/directory_listing.h"
#include "blobs/testing/contract.h"
#include "blobs/testing/memory_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::blobs {
namespace {

namespace fs = std::filesystem;

class DirectoryStoreTest : public ::testing::Test {
 protected:
  DirectoryStoreTest() {
    char pattern[] = "/tmp/tidemark-blobs-XXXXXX";
    parent_ = ::mkdtemp(pattern);
    root_ = parent_ + "/vaults";
  }

  ~DirectoryStoreTest() override { fs::remove_all(parent_); }

  std::unique_ptr<DirectoryStore> open() {
    auto store = DirectoryStore::open(root_);
    EXPECT_TRUE(store) << to_text(store.error());
    return std::move(store).value();
  }

  std::size_t lying_beside() {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(fmt::format("{}/{}", root_, kBesideFolder))) {
      if (entry.path().filename() != kInUseFile) ++count;
    }
    return count;
  }

  std::string parent_;
  std::string root_;
};

TEST(MemoryStoreTest, KeepsTheContract) {
  MemoryStore store;
  testing::expect_contract(store, {});
}

TEST_F(DirectoryStoreTest, KeepsTheContract) {
  const auto store = open();
  testing::expect_contract(*store, {});
  EXPECT_EQ(lying_beside(), 0u);
  EXPECT_FALSE(fs::exists(root_ + "/contract")) << "empty folders go with their last blob";
}

TEST_F(DirectoryStoreTest, KeepsBlobsForTheNextToOpen) {
  ASSERT_TRUE(open()->put("a/b", "bytes"));

  const auto got = open()->get("a/b");

  ASSERT_TRUE(got) << to_text(got.error());
  EXPECT_EQ(got.value(), "bytes");
}

TEST_F(DirectoryStoreTest, BlobsAreForItsOwnerAlone) {
  ASSERT_TRUE(open()->put("a/b", "bytes"));
  struct stat about{};
  ASSERT_EQ(::stat((root_ + "/a/b").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((root_ + "/a").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
}

TEST_F(DirectoryStoreTest, ClearsWhatACrashLeft) {
  (void)open();
  std::ofstream(fmt::format("{}/{}/4711-0", root_, kBesideFolder)) << "half a bl";

  const auto store = open();

  EXPECT_EQ(lying_beside(), 0u);
  const auto page = store->list("", "", 10);
  ASSERT_TRUE(page);
  EXPECT_TRUE(page.value().blobs.empty());
}

TEST_F(DirectoryStoreTest, LeavesAloneWhatAnotherIsWriting) {
  const auto first = open();
  std::ofstream(fmt::format("{}/{}/4711-0", root_, kBesideFolder)) << "half a bl";

  const auto second = open();

  EXPECT_EQ(lying_beside(), 1u);
}

TEST_F(DirectoryStoreTest, ANumberThatIsTakenIsPassedOver) {
  const auto first = open();
  std::ofstream(fmt::format("{}/{}/{}-0", root_, kBesideFolder, ::getpid())) << "another's";

  EXPECT_TRUE(first->put("a", "mine"));

  EXPECT_EQ(first->get("a").value(), "mine");
  EXPECT_EQ(lying_beside(), 1u);
}

TEST_F(DirectoryStoreTest, OneProcessSeesTheOthersBlobs) {
  const auto first = open();
  const auto second = open();
  ASSERT_TRUE(first->put("a/b/c", "1"));
  ASSERT_TRUE(second->remove("a/b/c"));

  EXPECT_TRUE(first->put("a/b/c", "2")) << "the folder that it knew is gone";

  EXPECT_EQ(second->get("a/b/c").value(), "2");
  const Status again = second->put_new("a/b/c", "3");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
}

TEST_F(DirectoryStoreTest, AFolderIsNoBlobAndABlobNoFolder) {
  const auto store = open();
  ASSERT_TRUE(store->put("a/b", "x"));
  ASSERT_TRUE(store->put("c", "x"));
  for (const char* name : {"a", "c/d"}) {
    const Status status = store->put(name, "y");
    ASSERT_FALSE(status) << name;
    EXPECT_EQ(status.error().code, Code::kInvalid) << to_text(status.error());
  }
  EXPECT_EQ(lying_beside(), 0u);
}

TEST_F(DirectoryStoreTest, WhatIsNoBlobIsPassedOver) {
  const auto store = open();
  ASSERT_TRUE(store->put("a", "x"));
  std::ofstream(root_ + "/some file~") << "an editor's";
  fs::create_directories(root_ + "/lost+found/below");
  std::ofstream(root_ + "/lost+found/below/b") << "x";

  const auto page = store->list("", "", 10);

  ASSERT_TRUE(page) << to_text(page.error());
  EXPECT_EQ(page.value().blobs, (std::vector<BlobInfo>{{"a", 1}}));
}

TEST_F(DirectoryStoreTest, WhatLiesAboveIsNotMade) {
  const auto store = DirectoryStore::open(parent_ + "/not-mounted/vaults");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kInvalid);
  EXPECT_NE(store.error().message.find("not-mounted/vaults"), std::string::npos);
}

TEST_F(DirectoryStoreTest, AFileIsNoDirectory) {
  std::ofstream(root_) << "x";
  const auto store = DirectoryStore::open(root_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kInvalid);
}

TEST_F(DirectoryStoreTest, AStoreThatVanishedIsNotEmpty) {
  const auto store = open();
  ASSERT_TRUE(store->put("a", "x"));
  fs::remove_all(root_);
  EXPECT_FALSE(store->list("", "", 10));
}

}  // namespace
}  // namespace tidemark::blobs

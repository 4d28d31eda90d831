#include "services/identity/access_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::services {
namespace {

constexpr std::string_view kAccount = "123456789012";
constexpr std::string_view kGoodLine =
    "111122223333 AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

class AccessKeysTest : public ::testing::Test {
 protected:
  AccessKeysTest() {
    char name[] = "/tmp/tidemark-keys-XXXXXX";
    directory_ = ::mkdtemp(name);
    path_ = directory_ + "/keys";
  }

  ~AccessKeysTest() override { std::filesystem::remove_all(directory_); }

  Result<AccessKeys> open() { return AccessKeys::open(path_, kAccount, random_); }

  void write(std::string_view text, mode_t mode = 0600) {
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), mode);
  }

  Code refused() {
    const auto keys = open();
    EXPECT_FALSE(keys);
    return keys ? Code::kBusy : keys.error().code;
  }

  std::string directory_;
  std::string path_;
  SeededRandom random_{1};
};

TEST_F(AccessKeysTest, MakesAKeyForItsOwnerAloneAtFirst) {
  const auto keys = open();

  ASSERT_TRUE(keys) << to_text(keys.error());
  EXPECT_TRUE(keys.value().created());
  EXPECT_EQ(keys.value().first().account, kAccount);
  EXPECT_TRUE(keys.value().first().key_id.starts_with("AKIA"));
  EXPECT_EQ(keys.value().first().key_id.size(), 20u);
  EXPECT_EQ(keys.value().first().secret.size(), 40u);
  struct stat about{};
  ASSERT_EQ(::stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0600u);
}

TEST_F(AccessKeysTest, KeepsTheKeyFromThenOn) {
  const auto first = open();
  const auto again = AccessKeys::open(path_, "", random_);  // nobody to make a key for

  ASSERT_TRUE(again) << to_text(again.error());
  EXPECT_FALSE(again.value().created());
  EXPECT_EQ(again.value().first().key_id, first.value().first().key_id);
  EXPECT_EQ(again.value().first().secret, first.value().first().secret);
}

TEST_F(AccessKeysTest, FindsEachKeyOfAFileWithSeveral) {
  write(fmt::format("# comment\n\n{}\n{} AKIAIOSFODNN7EXAMPL2 {}\n", kGoodLine, kAccount,
                    std::string(40, 'a')));

  const auto keys = open();

  ASSERT_TRUE(keys) << to_text(keys.error());
  EXPECT_EQ(keys.value().find("AKIAIOSFODNN7EXAMPLE")->account, "111122223333");
  EXPECT_EQ(keys.value().find("AKIAIOSFODNN7EXAMPL2")->account, kAccount);
  EXPECT_EQ(keys.value().find("AKIAIOSFODNN7EXAMPL3"), nullptr);
  EXPECT_EQ(keys.value().find(""), nullptr);
}

TEST_F(AccessKeysTest, RefusesAFileThatOthersMayUse) {
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610}) {
    write(kGoodLine, mode);
    EXPECT_EQ(refused(), Code::kDenied) << mode;
  }
  write(kGoodLine, 0400);
  EXPECT_TRUE(open());
}

TEST_F(AccessKeysTest, RefusesLinesThatAreNoKey) {
  const std::string good(kGoodLine);
  for (const std::string& text :
       {std::string(), std::string("# nothing\n"), std::string("garbage\n"), good.substr(1),
        good + "x", good.substr(0, good.size() - 1), good + " more", good + "\n" + good}) {
    write(text);
    EXPECT_EQ(refused(), Code::kInvalid) << text;
  }
}

TEST_F(AccessKeysTest, NamesTheLineButNeverTheSecret) {
  write(fmt::format("# one\n{}x\n", kGoodLine));

  const auto keys = open();

  ASSERT_FALSE(keys);
  EXPECT_NE(keys.error().message.find("line 2"), std::string::npos);
  EXPECT_EQ(keys.error().message.find("wJalr"), std::string::npos);
}

TEST_F(AccessKeysTest, RefusesALinkAndADirectoryThatIsNotThere) {
  ASSERT_EQ(::symlink("/etc/hostname", path_.c_str()), 0);
  EXPECT_EQ(refused(), Code::kUnknown);
  path_ = directory_ + "/none/keys";
  EXPECT_EQ(refused(), Code::kUnknown);
}

TEST_F(AccessKeysTest, RefusesAnAccountThatIsNotTwelveDigits) {
  for (const char* account : {"", "12345678901", "1234567890123", "12345678901a"}) {
    EXPECT_FALSE(AccessKeys::open(path_, account, random_)) << account;
  }
}

TEST(NotAuthorized, SaysWhoMayNotDoWhatToWhat) {
  EXPECT_EQ(
      not_authorized_message("111122223333", "dynamodb:GetItem", "arn:aws:dynamodb:x"),
      "User: arn:aws:iam::111122223333:root is not authorized to perform: dynamodb:GetItem on "
      "resource: arn:aws:dynamodb:x because no identity-based policy allows the "
      "dynamodb:GetItem action");
}

}  // namespace
}  // namespace tidemark::services

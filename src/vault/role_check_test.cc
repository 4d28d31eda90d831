#include "vault/role_check.h"

#include "base/check.h"
#include "services/identity/rights.h"
#include "services/identity/roles.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace tidemark::vault {
namespace {

const std::string kHome = "123456789012";
const std::string kOther = "111122223333";
const std::string kStandard =
    "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
const std::string kTable = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";

class RoleProblemTest : public ::testing::Test {
 protected:
  RoleProblemTest() {
    path_ = (std::filesystem::temp_directory_path() / "tidemark-roles-XXXXXX").string();
    TM_CHECK(::mkdtemp(path_.data()) != nullptr);
    auto store =
        storage::Store::open(path_ + "/store", environment_, clock_, {.disk_reserve_bytes = 0});
    TM_CHECK(static_cast<bool>(store));
    store_ = std::move(store).value();
    auto identity = services::Identity::open(
        [this](bool) -> Result<storage::Store*> { return store_.get(); }, clock_, clock_, random_);
    TM_CHECK(static_cast<bool>(identity));
    identity_ = std::move(identity).value();
  }

  ~RoleProblemTest() override {
    identity_.reset();
    store_.reset();
    std::filesystem::remove_all(path_);
  }

  // A role that may do this alone; its ARN.
  std::string role(const std::string& name, const std::string& statement) {
    services::Changed<services::Done> answer;
    const Status status = identity_->change<services::Changed<services::Done>>(
        [&](services::Draft& draft) {
          const auto made = services::create_role(
              draft,
              {.account = kHome,
               .name = name,
               .trust =
                   R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)"
                   R"("Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}})"});
          TM_CHECK(std::holds_alternative<services::Role>(made));
          return services::put_inline(
              draft, {.is_role = true, .account = kHome, .name = name},
              {"own", fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statement)});
        },
        answer);
    TM_CHECK(static_cast<bool>(status) && std::holds_alternative<services::Done>(answer));
    return "arn:aws:iam::123456789012:role/" + name;
  }

  std::string problem(const RoleWish& wish) {
    return role_problem(*identity_, wish).value_or("none");
  }

  std::string path_;
  SimulatedClock clock_{Timestamp::from_seconds(1'800'000'000)};
  SeededRandom random_{1};
  storage::Environment environment_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<services::Identity> identity_;
};

TEST_F(RoleProblemTest, TheDefaultRoleMayAll) {
  for (const RoleUse use : {RoleUse::kBackup, RoleUse::kRestore}) {
    EXPECT_EQ(
        problem({.account = kHome, .role_arn = kStandard, .use = use, .resource_arn = kTable}),
        "none");
  }
  EXPECT_EQ(problem({.account = kHome,
                     .role_arn = kStandard,
                     .use = RoleUse::kCopy,
                     .resource_arn = "arn:aws:backup:us-east-1:123456789012:backup-vault:far"}),
            "none");
  EXPECT_EQ(problem({.account = kOther, .role_arn = kStandard, .resource_arn = kTable}),
            "IAM Role " + kStandard + " does not exist");
}

TEST_F(RoleProblemTest, ARoleMayWhatItsPoliciesSayOfThatTable) {
  const std::string arn = role(
      "narrow",
      R"({"Effect":"Allow","Action":"dynamodb:StartAwsBackupJob","Resource":"arn:aws:dynamodb:*:*:table/orders"})");
  EXPECT_EQ(problem({.account = kHome, .role_arn = arn, .resource_arn = kTable}), "none");
  EXPECT_EQ(problem({.account = kHome, .role_arn = arn, .resource_arn = kTable + "2"}),
            "IAM Role " + arn +
                " does not have sufficient permissions to execute the backup. User: "
                "arn:aws:sts::123456789012:assumed-role/narrow/AWSBackup-Tidemark is not "
                "authorized to perform: dynamodb:StartAwsBackupJob on resource: " +
                kTable +
                "2 because no identity-based policy allows the dynamodb:StartAwsBackupJob action");
  EXPECT_NE(problem({.account = kHome, .role_arn = arn, .resource_arn = kTable, .classic = true}),
            "none");
  EXPECT_NE(
      problem(
          {.account = kHome, .role_arn = arn, .use = RoleUse::kRestore, .resource_arn = kTable}),
      "none");
}

TEST_F(RoleProblemTest, AnotherAccountsVaultMustAllowTheCopy) {
  RoleWish wish{.account = kHome,
                .role_arn = kStandard,
                .use = RoleUse::kCopy,
                .resource_arn = "arn:aws:backup:eu-west-1:111122223333:backup-vault:far",
                .resource_account = kOther};
  EXPECT_NE(problem(wish), "none");
  const auto policy = [](std::string_view effect) {
    return fmt::format(
        R"({{"Version":"2012-10-17","Statement":{{"Effect":"{}","Principal":{{"AWS":"123456789012"}},)"
        R"("Action":"backup:CopyIntoBackupVault","Resource":"*"}}}})",
        effect);
  };
  wish.policy = policy("Allow");
  EXPECT_EQ(problem(wish), "none");
  wish.policy = policy("Deny");
  EXPECT_TRUE(problem(wish).ends_with("with an explicit deny in a resource-based policy"))
      << problem(wish);
}

}  // namespace
}  // namespace tidemark::vault

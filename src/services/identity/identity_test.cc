#include "services/identity/identity.h"

#include "base/check.h"
#include "services/identity/access.h"
#include "services/identity/managed_policies.h"
#include "services/identity/rights.h"
#include "services/identity/roles.h"
#include "services/identity/service_role.h"
#include "services/identity/sessions.h"
#include "services/identity/users.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace tidemark::services {
namespace {

using namespace std::chrono_literals;

const std::string kHome = "123456789012";
const std::string kOther = "111122223333";
const std::string kTrustHome =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}})";
const std::string kAllowAssume =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}})";
const std::string kTableArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    path_ = (std::filesystem::temp_directory_path() / "tidemark-identity-XXXXXX").string();
    TM_CHECK(::mkdtemp(path_.data()) != nullptr);
    reopen();
  }

  ~IdentityTest() override {
    identity_.reset();
    store_.reset();
    std::filesystem::remove_all(path_);
  }

  void reopen() {
    identity_.reset();
    store_.reset();
    auto store =
        storage::Store::open(path_ + "/store", environment_, clock_, {.disk_reserve_bytes = 0});
    TM_CHECK(static_cast<bool>(store));
    store_ = std::move(store).value();
    auto identity = Identity::open([this](bool) -> Result<storage::Store*> { return store_.get(); },
                                   clock_, real_, random_);
    TM_CHECK(static_cast<bool>(identity));
    identity_ = std::move(identity).value();
  }

  // What `decide` makes; a refusal fails the test.
  template <class T, class Decide>
  T made(Decide decide) {
    Changed<T> answer;
    TM_CHECK(static_cast<bool>(identity_->change<Changed<T>>(decide, answer)));
    TM_CHECK(std::holds_alternative<T>(answer));
    return std::get<T>(answer);
  }

  // The refusal's text, "" when there is none.
  template <class Refusal, class T, class Decide>
  std::string refused(Decide decide) {
    Changed<T> answer;
    TM_CHECK(static_cast<bool>(identity_->change<Changed<T>>(decide, answer)));
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? "" : refusal->text;
  }

  UserKey ann() {
    made<User>([](Draft& draft) { return create_user(draft, {.account = kHome, .name = "ann"}); });
    return made<UserKey>([](Draft& draft) { return create_key(draft, kHome, "ann"); });
  }

  void allow(const Holder& holder, const std::string& text) {
    made<Done>([&](Draft& draft) { return put_inline(draft, holder, {"own", text}); });
  }

  Changed<Session> assume(const Caller& caller, const NewSession& wanted) {
    const RequestContext context = context_of(*identity_->now(), caller, {});
    Changed<Session> answer;
    const Status status = identity_->change<Changed<Session>>(
        [&](Draft& draft) {
          return assume_role(draft, identity_->policies(), caller, context, wanted);
        },
        answer);
    TM_CHECK(static_cast<bool>(status));
    return answer;
  }

  bool may(const Caller& caller, const std::string& action, const std::string& resource) {
    const RequestContext context = context_of(*identity_->now(), caller, {});
    return decide(*identity_, {.caller = caller,
                               .action = action,
                               .resource = resource,
                               .account = kHome,
                               .context = context})
               .kind == Verdict::Kind::kAllowed;
  }

  SimulatedClock clock_{Timestamp::from_seconds(1'800'000'000)};
  SimulatedClock real_{Timestamp::from_seconds(1'700'000'000)};
  SeededRandom random_{1};
  storage::Environment environment_;
  std::string path_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Identity> identity_;
};

TEST_F(IdentityTest, KeepsEverythingAcrossAReopening) {
  const UserKey key = ann();
  made<Done>([](Draft& draft) {
    return attach(draft, {.account = kHome, .name = "ann"}, kBackupPolicyArn);
  });
  allow({.account = kHome, .name = "ann"}, kAllowAssume);
  made<Role>([](Draft& draft) {
    return create_role(draft, {.account = kHome,
                               .name = "ops",
                               .path = "/team/",
                               .description = "who operates",
                               .max_session_seconds = 7200,
                               .trust = kTrustHome,
                               .tags = {{"a", "b"}}});
  });
  const ManagedPolicy policy = made<ManagedPolicy>([](Draft& draft) {
    return create_policy(draft, {.account = kHome, .name = "P", .text = kAllowAssume});
  });
  const auto session = assume(*caller_of(*identity_->now(), kHome, key.id),
                              {.role_arn = "arn:aws:iam::123456789012:role/team/ops", .name = "s"});
  ASSERT_TRUE(std::holds_alternative<Session>(session));

  reopen();

  const auto all = identity_->now();
  const User& user = *all->find<User>(name_key(kHome, "ANN"));
  EXPECT_EQ(user.arn(), "arn:aws:iam::123456789012:user/ann");
  EXPECT_EQ(user.rights.attached, std::vector<std::string>{std::string(kBackupPolicyArn)});
  EXPECT_EQ(user.rights.inline_policies.at(0).text, kAllowAssume);
  const auto role = find_role(*all, "arn:aws:iam::123456789012:role/team/ops");
  ASSERT_TRUE(role);
  EXPECT_EQ(role->description, "who operates");
  EXPECT_EQ(role->max_session_seconds, 7200u);
  EXPECT_EQ(role->tags.at(0).value, "b");
  EXPECT_EQ(role->created, clock_.now());
  EXPECT_EQ(find_policy(*all, policy.arn())->text(), kAllowAssume);
  EXPECT_EQ(find_signing_key(*all, key.id)->secret, key.secret);
  EXPECT_EQ(find_signing_key(*all, std::get<Session>(session).id)->token,
            std::get<Session>(session).token);
}

TEST_F(IdentityTest, UsersAreOfOneAccountAndOfOneNameWhateverItsCase) {
  ann();
  EXPECT_EQ((refused<EntityExists, User>([](Draft& draft) {
              return create_user(draft, {.account = kHome, .name = "Ann"});
            })),
            "User with name Ann already exists.");
  made<User>([](Draft& draft) { return create_user(draft, {.account = kOther, .name = "Ann"}); });
  EXPECT_EQ(
      (refused<NoSuchEntity, Done>([](Draft& draft) { return delete_user(draft, kHome, "bob"); })),
      "The user with name bob cannot be found.");
}

TEST_F(IdentityTest, AKeySignsForItsUserWhileItIsActive) {
  const UserKey key = ann();
  ASSERT_TRUE(find_signing_key(*identity_->now(), key.id));
  EXPECT_EQ(find_signing_key(*identity_->now(), key.id)->principal,
            "arn:aws:iam::123456789012:user/ann");
  EXPECT_EQ(caller_of(*identity_->now(), kHome, key.id)->kind, Caller::Kind::kUser);

  made<Done>([&](Draft& draft) { return set_key_active(draft, kHome, "ann", key.id, false); });
  EXPECT_FALSE(find_signing_key(*identity_->now(), key.id));
  made<Done>([&](Draft& draft) { return set_key_active(draft, kHome, "ann", key.id, true); });
  EXPECT_TRUE(find_signing_key(*identity_->now(), key.id));
  made<UserKey>([](Draft& draft) { return create_key(draft, kHome, "ann"); });
  EXPECT_EQ((refused<LimitExceeded, UserKey>(
                [](Draft& draft) { return create_key(draft, kHome, "ann"); })),
            "Cannot exceed quota for AccessKeysPerUser: 2");
  EXPECT_EQ((refused<NoSuchEntity, Done>(
                [&](Draft& draft) { return delete_key(draft, kOther, "ann", key.id); })),
            fmt::format("The Access Key with id {} cannot be found.", key.id));
  made<Done>([&](Draft& draft) { return delete_key(draft, kHome, "ann", key.id); });
  EXPECT_FALSE(find_signing_key(*identity_->now(), key.id));
}

TEST_F(IdentityTest, NothingGoesWhileSomethingHangsOnIt) {
  const UserKey key = ann();
  const Holder holder{.account = kHome, .name = "ann"};
  const auto deleting = [this] {
    return refused<DeleteConflict, Done>(
        [](Draft& draft) { return delete_user(draft, kHome, "ann"); });
  };
  const ManagedPolicy policy = made<ManagedPolicy>([](Draft& draft) {
    return create_policy(draft, {.account = kHome, .name = "P", .text = kAllowAssume});
  });
  made<Done>([&](Draft& draft) { return attach(draft, holder, policy.arn()); });
  EXPECT_EQ(deleting(), "Cannot delete entity, must detach all policies first.");
  EXPECT_EQ((refused<DeleteConflict, Done>(
                [&](Draft& draft) { return delete_policy(draft, kHome, policy.arn()); })),
            "Cannot delete a policy attached to entities.");
  made<Done>([&](Draft& draft) { return detach(draft, holder, policy.arn()); });
  allow(holder, kAllowAssume);
  EXPECT_EQ(deleting(), "Cannot delete entity, must delete policies first.");
  made<Done>([&](Draft& draft) { return delete_inline(draft, holder, "own"); });
  EXPECT_EQ(deleting(), "Cannot delete entity, must delete access keys first.");
  made<Done>([&](Draft& draft) { return delete_key(draft, kHome, "ann", key.id); });
  made<Done>([](Draft& draft) { return delete_user(draft, kHome, "ann"); });
  made<Done>([&](Draft& draft) { return delete_policy(draft, kHome, policy.arn()); });
}

TEST_F(IdentityTest, PoliciesHaveVersionsWhoseNumbersAreNotUsedAgain) {
  const std::string arn =
      made<ManagedPolicy>([](Draft& draft) {
        return create_policy(draft, {.account = kHome, .name = "P", .text = kAllowAssume});
      }).arn();
  const auto add = [&](bool as_default) {
    return made<PolicyVersion>([&](Draft& draft) {
             return create_policy_version(draft, kHome, arn, kAllowAssume, as_default);
           })
        .number;
  };
  EXPECT_EQ(add(false), 2u);
  EXPECT_EQ(add(true), 3u);
  made<Done>([&](Draft& draft) { return delete_policy_version(draft, kHome, arn, 2); });
  EXPECT_EQ(add(false), 4u);
  EXPECT_EQ(find_policy(*identity_->now(), arn)->default_version, 3u);
  EXPECT_EQ((refused<DeleteConflict, Done>(
                [&](Draft& draft) { return delete_policy_version(draft, kHome, arn, 3); })),
            "Cannot delete the default version of a policy.");
  made<Done>([&](Draft& draft) { return set_default_version(draft, kHome, arn, 1); });
  add(false);
  add(false);
  EXPECT_NE((refused<LimitExceeded, PolicyVersion>([&](Draft& draft) {
              return create_policy_version(draft, kHome, arn, kAllowAssume, false);
            })),
            "");
  EXPECT_NE((refused<NotAllowed, Done>([](Draft& draft) {
              return set_default_version(draft, kHome, kBackupPolicyArn, 30);
            })),
            "");
}

TEST_F(IdentityTest, AwssOwnPoliciesCanBeRead) {
  PolicyCache cache;
  for (const ManagedPolicy& policy : aws_policies()) {
    EXPECT_TRUE(cache.read(policy.text(), PolicyKind::kIdentity)) << policy.name;
    EXPECT_EQ(find_policy(*identity_->now(), policy.arn()), &policy);
  }
  EXPECT_EQ(
      find_policy(*identity_->now(), "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForBackup"),
      nullptr);  // its path is /service-role/
}

TEST_F(IdentityTest, ASessionHasItsRolesRightsUntilItEnds) {
  const UserKey key = ann();
  made<Role>([](Draft& draft) {
    return create_role(draft, {.account = kHome, .name = "ops", .trust = kTrustHome});
  });
  const NewSession wanted{.role_arn = "arn:aws:iam::123456789012:role/ops", .name = "s1"};
  const Caller user = *caller_of(*identity_->now(), kHome, key.id);
  // The trust policy hands it to the account, which gave nothing to the user yet.
  EXPECT_TRUE(std::holds_alternative<NotAllowed>(assume(user, wanted)));
  allow({.account = kHome, .name = "ann"}, kAllowAssume);
  auto answer = assume(user, wanted);
  ASSERT_TRUE(std::holds_alternative<Session>(answer));
  const Session session = std::get<Session>(answer);
  EXPECT_EQ(session.expires, real_.now() + 1h);

  const auto caller = caller_of(*identity_->now(), kHome, session.id);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->arn, "arn:aws:sts::123456789012:assumed-role/ops/s1");
  EXPECT_FALSE(may(*caller, "dynamodb:GetItem", kTableArn));
  made<Done>([](Draft& draft) {
    return attach(draft, {.is_role = true, .account = kHome, .name = "ops"},
                  "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess");
  });
  EXPECT_TRUE(may(*caller, "dynamodb:GetItem", kTableArn));
  EXPECT_FALSE(may(*caller, "dynamodb:PutItem", kTableArn));

  // The next session sweeps those that have ended.
  real_.advance(61min);
  ASSERT_TRUE(std::holds_alternative<Session>(assume(user, wanted)));
  EXPECT_FALSE(find_signing_key(*identity_->now(), session.id));
}

TEST_F(IdentityTest, SessionsAreRefusedForWhatAwsRefuses) {
  const UserKey key = ann();
  allow({.account = kHome, .name = "ann"}, kAllowAssume);
  made<Role>([](Draft& draft) {
    return create_role(draft, {.account = kHome, .name = "ops", .trust = kTrustHome});
  });
  const Caller user = *caller_of(*identity_->now(), kHome, key.id);
  const NewSession good{.role_arn = "arn:aws:iam::123456789012:role/ops", .name = "s1"};

  NewSession missing = good;
  missing.role_arn = "arn:aws:iam::123456789012:role/none";
  EXPECT_EQ(std::get<NotAllowed>(assume(user, missing)).text,
            "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: "
            "sts:AssumeRole on resource: arn:aws:iam::123456789012:role/none");
  NewSession long_one = good;
  long_one.duration = 2h;
  EXPECT_TRUE(std::holds_alternative<InvalidInput>(assume(user, long_one)));
  NewSession broken = good;
  broken.policy = "{";
  EXPECT_TRUE(std::holds_alternative<MalformedPolicy>(assume(user, broken)));
  // Another account's root is not in the trust policy; the own account's root is.
  EXPECT_TRUE(std::holds_alternative<NotAllowed>(assume(Caller::root(kOther), good)));
  EXPECT_TRUE(std::holds_alternative<Session>(assume(Caller::root(kHome), good)));
  // A session's own policy takes away.
  made<Done>([](Draft& draft) {
    return attach(draft, {.is_role = true, .account = kHome, .name = "ops"},
                  "arn:aws:iam::aws:policy/AdministratorAccess");
  });
  NewSession narrow = good;
  narrow.policy =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:Get*","Resource":"*"}})";
  const Session session = std::get<Session>(assume(user, narrow));
  const Caller caller = *caller_of(*identity_->now(), kHome, session.id);
  EXPECT_TRUE(may(caller, "dynamodb:GetItem", kTableArn));
  EXPECT_FALSE(may(caller, "dynamodb:PutItem", kTableArn));
}

std::string checked(Identity& identity, std::string role_arn, std::string action,
                    std::string account = kHome) {
  const RoleCheck check = check_service_role(identity, {.role_arn = std::move(role_arn),
                                                        .account = std::move(account),
                                                        .action = std::move(action),
                                                        .resource = kTableArn,
                                                        .region = "eu-west-1",
                                                        .resource_account = kHome});
  static constexpr std::string_view kNames[] = {"usable", "missing", "not trusting", "lacks"};
  return std::string(kNames[check.index()]);
}

TEST_F(IdentityTest, AJobsRoleMustBeThereAndTrustAndAllow) {
  const std::string standard =
      "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:StartAwsBackupJob"), "usable");
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:RestoreTableFromAwsBackup"), "usable");
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:DeleteTable"), "lacks");
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:StartAwsBackupJob", kOther), "missing");
  EXPECT_EQ(checked(*identity_, "arn:aws:iam::123456789012:role/none", "dynamodb:CreateBackup"),
            "missing");
  made<Role>([](Draft& draft) {
    return create_role(draft, {.account = kHome, .name = "ops", .trust = kTrustHome});
  });
  EXPECT_EQ(checked(*identity_, "arn:aws:iam::123456789012:role/ops", "dynamodb:CreateBackup"),
            "not trusting");

  // It can lose its rights, and go.
  const Holder holder{.is_role = true, .account = kHome, .name = std::string(kDefaultBackupRole)};
  made<Done>([&](Draft& draft) { return detach(draft, holder, kBackupPolicyArn); });
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:StartAwsBackupJob"), "lacks");
  made<Done>([&](Draft& draft) { return detach(draft, holder, kRestorePolicyArn); });
  made<Done>([&](Draft& draft) { return delete_role(draft, kHome, holder.name); });
  reopen();
  EXPECT_EQ(checked(*identity_, standard, "dynamodb:StartAwsBackupJob"), "missing");
  EXPECT_EQ(roles_of(*identity_->now(), kHome).size(), 1u);  // ops
  EXPECT_EQ(roles_of(*identity_->now(), kOther).size(), 1u);
}

}  // namespace
}  // namespace tidemark::services

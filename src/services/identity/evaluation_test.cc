#include "services/identity/evaluation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <initializer_list>

namespace tidemark::services {
namespace {

constexpr std::string_view kHome = "123456789012";
constexpr std::string_view kVault = "arn:aws:backup:eu-west-1:123456789012:backup-vault:daily";

Caller user(std::string_view account = kHome) {
  return {.kind = Caller::Kind::kUser,
          .account = std::string(account),
          .arn = fmt::format("arn:aws:iam::{}:user/ann", account),
          .id = "AIDA",
          .name = "ann"};
}

Caller session(std::string_view account = kHome) {
  return {.kind = Caller::Kind::kSession,
          .account = std::string(account),
          .arn = fmt::format("arn:aws:sts::{}:assumed-role/ops/s1", account),
          .id = "AROA:s1",
          .name = "s1",
          .role_arn = fmt::format("arn:aws:iam::{}:role/team/ops", account)};
}

NamedPolicy policy(std::string_view id, std::string_view statements, PolicyKind kind) {
  auto read =
      read_policy(fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements), kind);
  EXPECT_TRUE(read) << read.error().message << statements;
  if (!read) return {std::string(id), nullptr};
  return {std::string(id), std::make_shared<const Policy>(std::move(read).value())};
}

NamedPolicy identity(std::string_view statements) {
  return policy("mine", statements, PolicyKind::kIdentity);
}

NamedPolicy on_vault(std::string_view statements) {
  return policy("vault", statements, PolicyKind::kResource);
}

// A statement of a vault's policy about starting backups.
NamedPolicy vault_says(std::string_view effect, std::string_view principal) {
  return on_vault(fmt::format(
      R"({{"Effect":"{}","Principal":{},"Action":"backup:StartBackupJob","Resource":"*"}})", effect,
      principal));
}

constexpr std::string_view kAllowStart =
    R"({"Effect":"Allow","Action":"backup:StartBackupJob","Resource":"*"})";
constexpr std::string_view kDenyStart =
    R"({"Effect":"Deny","Action":"backup:Start*","Resource":"arn:aws:backup:*:*:backup-vault:daily"})";

RequestContext context_of(const Caller& caller) {
  RequestContext context;
  context.set("aws:PrincipalArn", caller.arn);
  if (!caller.name.empty()) context.set("aws:username", caller.name);
  return context;
}

Verdict ask(const Caller& caller, const Policies& policies, std::string_view account = kHome) {
  const RequestContext context = context_of(caller);
  return evaluate({.caller = caller,
                   .action = "backup:StartBackupJob",
                   .resource = std::string(kVault),
                   .account = std::string(account),
                   .context = context},
                  policies);
}

std::string said(const Caller& caller, const Policies& policies, std::string_view account = kHome) {
  const Verdict verdict = ask(caller, policies, account);
  static constexpr std::string_view kTypes[] = {"identity", "session", "resource"};
  const std::string_view type = kTypes[static_cast<std::size_t>(verdict.type)];
  switch (verdict.kind) {
    case Verdict::Kind::kAllowed: return "allowed";
    case Verdict::Kind::kExplicitDeny: return fmt::format("denied by {}", type);
    case Verdict::Kind::kImplicitDeny: return fmt::format("not allowed by {}", type);
    case Verdict::Kind::kNotKnown: return verdict.what;
  }
  return "";
}

TEST(Evaluation, OfAnIdentitysOwnPolicies) {
  EXPECT_EQ(said(user(), {}), "not allowed by identity");
  EXPECT_EQ(said(user(), {.identity = {identity(kAllowStart)}}), "allowed");
  EXPECT_EQ(said(user(), {.identity = {identity(kAllowStart), identity(kDenyStart)}}),
            "denied by identity");
  EXPECT_EQ(said(user(), {.identity = {identity(fmt::format("{},{}", kDenyStart, kAllowStart))}}),
            "denied by identity");

  struct Case {
    std::string_view statement;
    std::string_view answer;
  };

  for (
      const Case& c : std::initializer_list<Case>{
          {R"({"Effect":"Allow","Action":"BACKUP:startbackupjob","Resource":"*"})", "allowed"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"})", "allowed"},
          {R"({"Effect":"Allow","Action":["iam:*","backup:*Job"],"Resource":"*"})", "allowed"},
          {R"({"Effect":"Allow","Action":"backup:StartBackup","Resource":"*"})",
           "not allowed by identity"},
          {R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})", "allowed"},
          {R"({"Effect":"Allow","NotAction":"backup:*","Resource":"*"})",
           "not allowed by identity"},
          {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:backup:*:123456789012:backup-vault:d*"})",
           "allowed"},
          {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:backup:*:123456789012:backup-vault:w*"})",
           "not allowed by identity"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:backup:*:*:backup-vault:w*"})",
           "allowed"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:backup:*:*:backup-vault:d*"})",
           "not allowed by identity"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"bob"}}})",
           "not allowed by identity"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann"}}})",
           "allowed"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}})",
           "not allowed by identity"},
      }) {
    EXPECT_EQ(said(user(), {.identity = {identity(c.statement)}}), c.answer) << c.statement;
  }
}

TEST(Evaluation, SaysByNameWhatItDoesNotKnow) {
  const std::string_view allow =
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:Shoe":"42"}}})";
  const std::string_view deny =
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:Shoe":"42"}}})";
  const std::string_view other =
      R"({"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"StringEquals":{"aws:Shoe":"42"}}})";
  const std::string_view settled =
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:Shoe":"42","aws:username":"bob"}}})";
  const std::string what = "condition key aws:Shoe in policy mine";

  EXPECT_EQ(said(user(), {.identity = {identity(allow)}}), what);
  EXPECT_EQ(said(user(), {.identity = {identity(deny), identity(kAllowStart)}}), what);
  // Another statement allows, and what is not known could only allow, too.
  EXPECT_EQ(said(user(), {.identity = {identity(allow), identity(kAllowStart)}}), "allowed");
  EXPECT_EQ(said(user(), {.identity = {identity(other), identity(kAllowStart)}}), "allowed");
  EXPECT_EQ(said(user(), {.identity = {identity(settled), identity(kAllowStart)}}), "allowed");
  EXPECT_EQ(said(user(), {.identity = {identity(kAllowStart), {"old", nullptr}}}),
            "what policy old says");
}

TEST(Evaluation, OfAResourcesPolicyWithinTheAccount) {
  struct Case {
    std::string_view principal;
    std::string_view of_user;
    std::string_view of_session;
  };

  const std::string_view no = "not allowed by identity";
  for (const Case& c : std::initializer_list<Case>{
           {R"("*")", "allowed", "allowed"},
           {R"({"AWS":"*"})", "allowed", "allowed"},
           {R"({"AWS":"123456789012"})", no,
            no},  // hands it to the account, which gives nothing on
           {R"({"AWS":"arn:aws:iam::123456789012:user/ann"})", "allowed", no},
           {R"({"AWS":"arn:aws:iam::123456789012:role/team/ops"})", no, "allowed"},
           {R"({"AWS":"arn:aws:sts::123456789012:assumed-role/ops/s1"})", no, "allowed"},
           {R"({"AWS":"arn:aws:sts::123456789012:assumed-role/ops/s2"})", no, no},
           {R"({"AWS":"arn:aws:iam::111122223333:root"})", no, no},
           {R"({"Service":"backup.amazonaws.com"})", no, no},
       }) {
    const Policies policies{.resource = {vault_says("Allow", c.principal)}};
    EXPECT_EQ(said(user(), policies), c.of_user) << c.principal;
    EXPECT_EQ(said(session(), policies), c.of_session) << c.principal;
  }
  EXPECT_EQ(said(user(),
                 {.identity = {identity(kDenyStart)}, .resource = {vault_says("Allow", R"("*")")}}),
            "denied by identity");
}

TEST(Evaluation, OfARefusingResourcePolicy) {
  const Policies own{.identity = {identity(kAllowStart)}};
  for (const std::string_view principal :
       {R"("*")", R"({"AWS":"123456789012"})", R"({"AWS":"arn:aws:iam::123456789012:user/ann"})"}) {
    Policies policies = own;
    policies.resource = {vault_says("Deny", principal)};
    EXPECT_EQ(said(user(), policies), "denied by resource") << principal;
  }
  Policies policies = own;
  policies.resource = {vault_says("Deny", R"({"AWS":"arn:aws:iam::123456789012:user/bob"})")};
  EXPECT_EQ(said(user(), policies), "allowed");
  // Root may everything that nobody denies.
  const Caller root = Caller::root(kHome);
  EXPECT_EQ(said(root, {.unlimited = true}), "allowed");
  EXPECT_EQ(said(root, {.unlimited = true, .resource = {vault_says("Deny", R"("*")")}}),
            "denied by resource");
}

TEST(Evaluation, NotPrincipalLeavesOutOnlyWhoIsNamedWholly) {
  const auto all_but = [](std::string_view list) {
    return on_vault(fmt::format(
        R"({{"Effect":"Deny","NotPrincipal":{{"AWS":[{}]}},"Action":"*","Resource":"*"}})", list));
  };
  const std::string ann = R"("arn:aws:iam::123456789012:user/ann")";
  const std::string root = R"("arn:aws:iam::123456789012:root")";
  const std::string role = R"("arn:aws:iam::123456789012:role/team/ops")";
  const std::string s1 = R"("arn:aws:sts::123456789012:assumed-role/ops/s1")";
  const auto with = [&](const Caller& caller, const std::string& list) {
    return said(caller, {.identity = {identity(kAllowStart)}, .resource = {all_but(list)}});
  };

  EXPECT_EQ(with(user(), ann + "," + root), "allowed");
  EXPECT_EQ(with(user(), ann), "denied by resource");
  EXPECT_EQ(with(user(), root), "denied by resource");
  EXPECT_EQ(with(session(), s1 + "," + role + "," + root), "allowed");
  EXPECT_EQ(with(session(), role + "," + root), "denied by resource");
}

TEST(Evaluation, AcrossAccountsNeedsBothSides) {
  const Caller guest = user("111122223333");
  const NamedPolicy to_account = vault_says("Allow", R"({"AWS":"111122223333"})");
  const NamedPolicy to_user =
      vault_says("Allow", R"({"AWS":"arn:aws:iam::111122223333:user/ann"})");

  EXPECT_EQ(said(guest, {.identity = {identity(kAllowStart)}}), "not allowed by resource");
  EXPECT_EQ(said(guest, {.resource = {to_account}}), "not allowed by identity");
  EXPECT_EQ(said(guest, {.resource = {to_user}}), "not allowed by identity");
  EXPECT_EQ(said(guest, {.identity = {identity(kAllowStart)}, .resource = {to_account}}),
            "allowed");
  EXPECT_EQ(said(guest, {.identity = {identity(kAllowStart)}, .resource = {to_user}}), "allowed");
  EXPECT_EQ(said(guest, {.identity = {identity(kAllowStart)},
                         .resource = {vault_says("Allow", R"("*")")}}),
            "allowed");
  EXPECT_EQ(said(guest, {.identity = {identity(kAllowStart)},
                         .resource = {to_account, vault_says("Deny", R"("*")")}}),
            "denied by resource");
  // The other account's root stops at the door without a policy that names it.
  EXPECT_EQ(said(Caller::root("111122223333"), {.unlimited = true}), "not allowed by resource");
  EXPECT_EQ(said(Caller::root("111122223333"), {.unlimited = true, .resource = {to_account}}),
            "allowed");
}

TEST(Evaluation, ASessionsPolicyOnlyTakesAway) {
  const std::vector<NamedPolicy> nothing{
      identity(R"({"Effect":"Allow","Action":"iam:*","Resource":"*"})")};
  const std::vector<NamedPolicy> start{identity(kAllowStart)};
  const std::vector<NamedPolicy> role{identity(kAllowStart)};

  EXPECT_EQ(said(session(), {.identity = role, .session = start}), "allowed");
  EXPECT_EQ(said(session(), {.identity = role, .session = nothing}), "not allowed by session");
  EXPECT_EQ(said(session(), {.session = start}), "not allowed by identity");
  EXPECT_EQ(said(session(),
                 {.identity = role, .session = {{identity(kAllowStart), identity(kDenyStart)}}}),
            "denied by session");
  // What a resource gives the role is the session's only within its policy; what it gives the
  // session itself is not limited.
  EXPECT_EQ(
      said(session(), {.session = nothing,
                       .resource = {vault_says(
                           "Allow", R"({"AWS":"arn:aws:iam::123456789012:role/team/ops"})")}}),
      "not allowed by identity");
  EXPECT_EQ(said(session(),
                 {.session = nothing,
                  .resource = {vault_says(
                      "Allow", R"({"AWS":"arn:aws:sts::123456789012:assumed-role/ops/s1"})")}}),
            "allowed");
}

TEST(Evaluation, ATrustPolicyMustAllow) {
  const auto trust = [](std::string_view principal) {
    return policy(
        "trust",
        fmt::format(R"({{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}})", principal),
        PolicyKind::kTrust);
  };
  const auto assume = [](const Caller& caller, Policies policies) {
    policies.resource_must_allow = true;
    const RequestContext context = context_of(caller);
    return evaluate({.caller = caller,
                     .action = "sts:AssumeRole",
                     .resource = "arn:aws:iam::123456789012:role/ops",
                     .account = std::string(kHome),
                     .context = context},
                    policies)
               .kind == Verdict::Kind::kAllowed;
  };
  const NamedPolicy may =
      identity(R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"})");
  const NamedPolicy account = trust(R"({"AWS":"123456789012"})");

  EXPECT_FALSE(assume(user(), {.identity = {may}}));
  EXPECT_FALSE(assume(user(), {.resource = {account}}));
  EXPECT_TRUE(assume(user(), {.identity = {may}, .resource = {account}}));
  EXPECT_TRUE(
      assume(user(), {.resource = {trust(R"({"AWS":"arn:aws:iam::123456789012:user/ann"})")}}));
  EXPECT_TRUE(assume(Caller::root(kHome), {.unlimited = true, .resource = {account}}));
  EXPECT_FALSE(assume(Caller::root(kHome), {.unlimited = true}));
  const NamedPolicy service = trust(R"({"Service":"backup.amazonaws.com"})");
  EXPECT_TRUE(assume(Caller::service("backup.amazonaws.com"), {.resource = {service}}));
  EXPECT_FALSE(assume(Caller::service("lambda.amazonaws.com"), {.resource = {service}}));
  EXPECT_FALSE(assume(user(), {.identity = {may}, .resource = {service}}));
}

TEST(Evaluation, VariablesStandForTheCaller) {
  const auto may = [](std::string_view resource) {
    const Caller caller = user();
    RequestContext context = context_of(caller);
    return evaluate(
               {.caller = caller,
                .action = "dynamodb:GetItem",
                .resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/ann-notes",
                .account = std::string(kHome),
                .context = context},
               {.identity = {identity(fmt::format(
                    R"({{"Effect":"Allow","Action":"dynamodb:*","Resource":"{}"}})", resource))}})
               .kind == Verdict::Kind::kAllowed;
  };
  EXPECT_TRUE(may("arn:aws:dynamodb:*:*:table/${aws:username}-*"));
  EXPECT_FALSE(may("arn:aws:dynamodb:*:*:table/${aws:SourceVpc}-*"));
  EXPECT_TRUE(may("arn:aws:dynamodb:*:*:table/${aws:SourceVpc, 'ann'}-*"));
}

TEST(DenialText, IsAwss) {
  const Caller caller = user();
  const RequestContext context;
  const Question question{.caller = caller,
                          .action = "backup:DeleteRecoveryPoint",
                          .resource = "arn:x",
                          .account = std::string(kHome),
                          .context = context};
  const std::string start =
      "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: "
      "backup:DeleteRecoveryPoint on resource: arn:x ";

  EXPECT_EQ(
      denial_text(question, {}),
      start + "because no identity-based policy allows the backup:DeleteRecoveryPoint action");
  EXPECT_EQ(
      denial_text(question, {.kind = Verdict::Kind::kExplicitDeny, .type = PolicyType::kResource}),
      start + "with an explicit deny in a resource-based policy");
  EXPECT_EQ(denial_text(question, {.kind = Verdict::Kind::kExplicitDeny}),
            start + "with an explicit deny in an identity-based policy");
  EXPECT_EQ(
      denial_text(question,
                  {.kind = Verdict::Kind::kNotKnown, .what = "condition key aws:Foo in policy p"}),
      start +
          "because condition key aws:Foo in policy p is not supported by this version of Tidemark");
}

}  // namespace
}  // namespace tidemark::services

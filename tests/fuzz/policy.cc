// A policy is either refused with a text, or evaluated: whatever it says, what another policy
// denies to everybody stays denied, and what nobody allows is not allowed.
//
// Input: the document.
#include "property.h"
#include "services/identity/evaluation.h"

#include <memory>
#include <string>

namespace {

using namespace tidemark;

services::NamedPolicy deny_all() {
  auto read = services::read_policy(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}})",
      services::PolicyKind::kIdentity);
  return {"deny", std::make_shared<const services::Policy>(std::move(read).value())};
}

bool names_an_allow(const services::Policy& policy) {
  for (const services::Statement& statement : policy.statements) {
    if (statement.allow) return true;
  }
  return false;
}

void check(const services::Policy& policy, services::PolicyKind kind) {
  const services::Caller caller{.kind = services::Caller::Kind::kUser,
                                .account = "123456789012",
                                .arn = "arn:aws:iam::123456789012:user/ann",
                                .id = "AIDA",
                                .name = "ann"};
  services::RequestContext context;
  context.set("aws:username", "ann");
  context.set("aws:SourceIp", "10.0.0.1");
  context.set("aws:CurrentTime", "2026-11-21T12:00:00Z");
  const services::Question question{.caller = caller,
                                    .action = "dynamodb:GetItem",
                                    .resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/a",
                                    .account = "123456789012",
                                    .context = context};
  const services::NamedPolicy named{"p", std::make_shared<const services::Policy>(policy)};
  services::Policies policies;
  (kind == services::PolicyKind::kIdentity ? policies.identity : policies.resource) = {named};
  const services::Verdict alone = services::evaluate(question, policies);
  const bool allowed = alone.kind == services::Verdict::Kind::kAllowed;
  TM_CHECK(!allowed || names_an_allow(policy));
  TM_CHECK(!services::denial_text(question, alone).empty());
  policies.identity.push_back(deny_all());
  TM_CHECK(services::evaluate(question, policies).kind == services::Verdict::Kind::kExplicitDeny);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(data, size));
  for (const auto kind : {services::PolicyKind::kIdentity, services::PolicyKind::kResource,
                          services::PolicyKind::kTrust}) {
    const auto policy = services::read_policy(text, kind);
    if (policy) {
      check(policy.value(), kind);
    } else {
      TM_CHECK(policy.error().code == Code::kInvalid && !policy.error().message.empty());
    }
  }
  return 0;
}

#include "api/identity/authorize.h"

#include "api/services.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

services::Circumstances circumstances_of(const Call& call, const Engine& engine) {
  return {.source_ip = call.source_ip,
          .region = call.region,
          .secure = call.secure,
          .now = engine.clock.now()};
}

}  // namespace

std::optional<std::string> denied(const Call& call, const Engine& engine, const Wish& wish) {
  const bool abroad = !wish.account.empty() && wish.account != call.account;
  if (call.principal.empty() && !wish.policy && !abroad) return std::nullopt;
  if (engine.services == nullptr || engine.services->identity == nullptr) {
    return fmt::format("User: {} is not authorized to perform: {}", call.principal, wish.action);
  }
  services::Identity& identity = *engine.services->identity;
  const auto directory = identity.now();
  const auto caller = services::caller_of(*directory, call.account, call.access_key);
  // The key was deleted while the request was on its way.
  if (!caller) return "The security token included in the request is invalid.";
  services::RequestContext context =
      services::context_of(*directory, *caller, circumstances_of(call, engine));
  for (const auto& [key, value] : wish.keys) context.set(key, value);
  const services::Question question{.caller = *caller,
                                    .action = wish.action,
                                    .resource = wish.resource,
                                    .account = wish.account,
                                    .context = context};
  const services::Verdict verdict = services::decide(identity, question, wish.policy);
  if (verdict.kind == services::Verdict::Kind::kAllowed) return std::nullopt;
  return services::denial_text(question, verdict);
}

}  // namespace tidemark::api

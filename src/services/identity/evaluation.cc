#include "services/identity/evaluation.h"

#include "services/identity/policy_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

// How a principal element meets the caller, weakest first.
enum class Meeting : std::uint8_t {
  kNone,
  kAccount,  // names its account: what the account may hand on
  kRole,     // the role of a session, or everybody
  kSelf,
};

using Applies = std::variant<bool, NotKnown>;

Meeting meeting_of(const Principals& principals, const Caller& caller) {
  const auto names = [](const std::vector<std::string>& list, const std::string& name) {
    return !name.empty() && std::ranges::find(list, name) != list.end();
  };
  if (caller.kind == Caller::Kind::kService) {
    return names(principals.services, caller.arn) ? Meeting::kSelf : Meeting::kNone;
  }
  if (names(principals.aws, caller.arn)) return Meeting::kSelf;
  const bool session = caller.kind == Caller::Kind::kSession;
  if (principals.anyone) return session ? Meeting::kRole : Meeting::kSelf;
  if (names(principals.aws, caller.role_arn)) return Meeting::kRole;
  if (names(principals.aws, fmt::format("arn:aws:iam::{}:root", caller.account))) {
    return Meeting::kAccount;
  }
  return Meeting::kNone;
}

// NotPrincipal leaves out only who is named with everything it is: session, role and account.
bool is_left_out(const Principals& principals, const Caller& caller) {
  if (principals.anyone) return true;
  const auto names = [&](const std::string& name) {
    return std::ranges::find(principals.aws, name) != principals.aws.end();
  };
  if (caller.kind == Caller::Kind::kService) {
    return std::ranges::find(principals.services, caller.arn) != principals.services.end();
  }
  return names(caller.arn) && names(fmt::format("arn:aws:iam::{}:root", caller.account)) &&
         (caller.role_arn.empty() || names(caller.role_arn));
}

Meeting meeting_of(const Statement& statement, const Caller& caller) {
  if (!statement.principals) return Meeting::kSelf;  // of an identity's own policy
  if (!statement.not_principals) return meeting_of(*statement.principals, caller);
  return is_left_out(*statement.principals, caller) ? Meeting::kNone : Meeting::kSelf;
}

bool covers_action(const Statement& statement, const std::string& action) {
  const bool named = std::ranges::any_of(statement.actions, [&](const std::string& pattern) {
    return Glob(pattern).matches_ignoring_case(action);
  });
  return named != statement.not_actions;
}

Applies covers_resource(const Statement& statement, const Question& question, bool with_variables) {
  if (statement.resources.empty()) return true;  // a trust policy: its role
  std::optional<NotKnown> not_known;
  for (const std::string& text : statement.resources) {
    const Expanded pattern =
        with_variables ? expand_pattern(text, question.context) : Expanded(Glob(text));
    if (const auto* unknown = std::get_if<UnknownKey>(&pattern)) {
      not_known = NotKnown{fmt::format("policy variable {}", unknown->key)};
      continue;
    }
    const auto* glob = std::get_if<Glob>(&pattern);
    if (glob != nullptr && glob->matches_arn(question.resource)) return !statement.not_resources;
  }
  if (not_known) return *std::move(not_known);
  return statement.not_resources;
}

// Conditions that are known and fail settle it, whatever else is not known.
Applies conditions_hold(const Statement& statement, const Question& question, bool with_variables) {
  std::optional<NotKnown> not_known;
  for (const Condition& condition : statement.conditions) {
    Truth truth = holds(condition, question.context, with_variables);
    if (auto* unknown = std::get_if<NotKnown>(&truth)) {
      not_known = std::move(*unknown);
    } else if (!std::get<bool>(truth)) {
      return false;
    }
  }
  if (not_known) return *std::move(not_known);
  return true;
}

Applies applies(const Statement& statement, const Question& question, bool with_variables) {
  if (!covers_action(statement, question.action)) return false;
  const Applies resource = covers_resource(statement, question, with_variables);
  if (const bool* covered = std::get_if<bool>(&resource); covered != nullptr && !*covered) {
    return false;
  }
  const Applies conditions = conditions_hold(statement, question, with_variables);
  if (const bool* held = std::get_if<bool>(&conditions); held != nullptr && !*held) return false;
  return std::holds_alternative<NotKnown>(resource) ? resource : conditions;
}

// What the policies of one kind say together.
struct Said {
  bool denied = false;
  Meeting allowed = Meeting::kNone;
  std::optional<std::string> not_known_deny;
  std::optional<std::string> not_known_allow;
  std::vector<std::string> allowing;
  std::vector<std::string> denying;
};

void hear(const Statement& statement, const NamedPolicy& named, const Question& question,
          Said& said) {
  const Meeting meeting = meeting_of(statement, question.caller);
  if (meeting == Meeting::kNone) return;
  const Applies applied = applies(statement, question, named.policy->with_variables);
  if (const auto* unknown = std::get_if<NotKnown>(&applied)) {
    (statement.allow ? said.not_known_allow : said.not_known_deny) =
        fmt::format("{} in policy {}", unknown->what, named.id);
  } else if (std::get<bool>(applied)) {
    (statement.allow ? said.allowing : said.denying).push_back(named.id);
    if (statement.allow) {
      said.allowed = std::max(said.allowed, meeting);
    } else {
      said.denied = true;
    }
  }
}

Said hear(const std::vector<NamedPolicy>& policies, const Question& question) {
  Said said;
  for (const NamedPolicy& named : policies) {
    if (!named.policy) {
      said.not_known_deny = fmt::format("what policy {} says", named.id);
      continue;
    }
    for (const Statement& statement : named.policy->statements) {
      hear(statement, named, question, said);
    }
  }
  return said;
}

struct Heard {
  Said identity;
  Said session;
  Said resource;
  bool identity_allows = false;
  bool session_allows = false;  // or takes nothing away
};

std::optional<Verdict> denial(const Heard& heard) {
  const std::pair<const Said*, PolicyType> sides[] = {{&heard.identity, PolicyType::kIdentity},
                                                      {&heard.session, PolicyType::kSession},
                                                      {&heard.resource, PolicyType::kResource}};
  for (const auto& [said, type] : sides) {
    if (said->denied) {
      return Verdict{.kind = Verdict::Kind::kExplicitDeny, .type = type, .matched = said->denying};
    }
  }
  for (const auto& [said, type] : sides) {
    if (said->not_known_deny) {
      return Verdict{.kind = Verdict::Kind::kNotKnown, .type = type, .what = *said->not_known_deny};
    }
  }
  return std::nullopt;
}

Verdict implicit_denial(const Heard& heard, bool resource_missing) {
  Verdict verdict;
  if (resource_missing && heard.resource.allowed == Meeting::kNone) {
    verdict.type = PolicyType::kResource;
  }
  if (heard.identity_allows && !heard.session_allows) verdict.type = PolicyType::kSession;
  for (const Said* said : {&heard.identity, &heard.session, &heard.resource}) {
    if (!said->not_known_allow) continue;
    verdict.kind = Verdict::Kind::kNotKnown;
    verdict.what = *said->not_known_allow;
    break;
  }
  return verdict;
}

Verdict allowed_by(const std::vector<std::string>& identity,
                   const std::vector<std::string>& resource) {
  Verdict verdict{.kind = Verdict::Kind::kAllowed, .matched = identity};
  verdict.matched.insert(verdict.matched.end(), resource.begin(), resource.end());
  return verdict;
}

}  // namespace

Verdict evaluate(const Question& question, const Policies& policies) {
  Heard heard{.identity = hear(policies.identity, question),
              .session = policies.session ? hear(*policies.session, question) : Said{},
              .resource = hear(policies.resource, question)};
  if (auto denied = denial(heard)) return *std::move(denied);
  heard.identity_allows = policies.unlimited || heard.identity.allowed != Meeting::kNone;
  heard.session_allows = !policies.session || heard.session.allowed != Meeting::kNone;
  const Caller& caller = question.caller;
  const bool service = caller.kind == Caller::Kind::kService;
  const bool abroad = !service && !question.account.empty() && question.account != caller.account;
  const Meeting allowed = heard.resource.allowed;
  const bool own_side = heard.identity_allows && heard.session_allows;
  const bool both = abroad && allowed != Meeting::kNone && own_side;
  const bool named =
      !abroad && (allowed == Meeting::kSelf || (allowed == Meeting::kRole && heard.session_allows));
  const bool own = !abroad && !service && own_side &&
                   (!policies.resource_must_allow || allowed != Meeting::kNone);
  if (both || named || own) return allowed_by(heard.identity.allowing, heard.resource.allowing);
  return implicit_denial(heard, abroad || service || policies.resource_must_allow);
}

std::string denial_text(const Question& question, const Verdict& verdict) {
  static constexpr std::string_view kTypes[] = {"identity-based", "session", "resource-based"};
  const std::string_view type = kTypes[static_cast<std::size_t>(verdict.type)];
  const std::string text = fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                       question.caller.arn, question.action, question.resource);
  if (verdict.kind == Verdict::Kind::kExplicitDeny) {
    return fmt::format("{} with an explicit deny in {} {} policy", text,
                       verdict.type == PolicyType::kIdentity ? "an" : "a", type);
  }
  if (verdict.kind == Verdict::Kind::kNotKnown) {
    return fmt::format("{} because {} is not supported by this version of Tidemark", text,
                       verdict.what);
  }
  return fmt::format("{} because no {} policy allows the {} action", text, type, question.action);
}

}  // namespace tidemark::services

// From an access key to who signed with it, and from there to what they may do.
//
//   const std::optional<Caller> caller = caller_of(*identity.now(), account, access_key);
//   const RequestContext context = context_of(*identity.now(), caller, circumstances);
//   const Verdict verdict = decide(identity, {.caller = *caller, .action = …, .context = context});
//
// Root may do everything within its account, unless a resource's policy denies it.
//
// Threads   Any.
#pragma once

#include "services/identity/evaluation.h"
#include "services/identity/identity.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::services {

// What it takes to check a signature.
struct SigningKey {
  std::string secret;
  std::string account;
  std::string principal;                  // ARN
  std::string token = {};                 // a session's; empty: a lasting key
  std::optional<Timestamp> expires = {};  // by the real clock
};

// nullopt: no such key, or one that is switched off.
[[nodiscard]] std::optional<SigningKey> find_signing_key(const Directory& directory,
                                                         std::string_view key_id);

// Without an access key the account's root. nullopt: the key is gone.
[[nodiscard]] std::optional<Caller> caller_of(const Directory& directory, std::string_view account,
                                              std::string_view access_key);

// What a session of the role is to policies: whoever assumes it, under this session name.
[[nodiscard]] Caller session_of(const Role& role, std::string_view session_name);

// Around a request.
struct Circumstances {
  std::string source_ip = {};
  std::string region = {};
  bool secure = false;
  Timestamp now{};
};

// The global keys that AWS sets for every request.
[[nodiscard]] RequestContext context_of(const Directory& directory, const Caller& caller,
                                        const Circumstances& circumstances);

// The resource's policy, where it has one; id for texts.
struct ResourcePolicy {
  std::string id;
  std::string text;
};

// Evaluates what the caller's own policies and the resource's say. `question.context` gets
// aws:ResourceAccount.
[[nodiscard]] Verdict decide(Identity& identity, const Question& question,
                             const std::optional<ResourcePolicy>& resource = std::nullopt);

// The caller's own side alone.
[[nodiscard]] Policies policies_of(const Directory& directory, const Caller& caller,
                                   PolicyCache& cache);

}  // namespace tidemark::services

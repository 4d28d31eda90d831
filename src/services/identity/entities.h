// What an account's identities are: users with their access keys, roles with their sessions, and
// managed policies. Each is a row: format in docs/formats/identity.md.
//
// Threads   As any value.
// Source    aws-contract E.3.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "storage/types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

struct Tag {
  std::string key;
  std::string value;
};

struct InlinePolicy {
  std::string name;
  std::string text;
};

// What a user or role may do.
struct Rights {
  std::vector<std::string> attached = {};  // ARNs of managed policies
  std::vector<InlinePolicy> inline_policies = {};
};

struct User {
  static constexpr storage::Part kPart = 1;
  std::string account;
  std::string name;
  std::string path = "/";
  std::string id;  // "AIDA…"
  Timestamp created{};
  Rights rights = {};
  std::vector<Tag> tags = {};

  [[nodiscard]] std::string arn() const;
  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  static Result<User> decode(std::string_view bytes);
};

struct Role {
  static constexpr storage::Part kPart = 2;
  std::string account;
  std::string name;
  std::string path = "/";
  std::string id;  // "AROA…"
  Timestamp created{};
  std::string description = {};
  std::uint64_t max_session_seconds = 3600;
  std::string trust;  // who may assume it: a policy document
  bool deleted = false;
  Rights rights = {};
  std::vector<Tag> tags = {};

  [[nodiscard]] std::string arn() const;
  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  static Result<Role> decode(std::string_view bytes);
};

struct PolicyVersion {
  std::uint64_t number = 1;  // 1 is "v1"
  std::string text;
  Timestamp created{};
};

struct ManagedPolicy {
  static constexpr storage::Part kPart = 3;
  std::string account;  // "aws": AWS's own
  std::string name;
  std::string path = "/";
  std::string id;  // "ANPA…"
  std::string description = {};
  Timestamp created{};
  Timestamp updated{};
  std::uint64_t default_version = 1;
  std::uint64_t last_version = 1;  // numbers are not used again
  std::vector<PolicyVersion> versions = {};
  std::vector<Tag> tags = {};

  // Of the default version.
  [[nodiscard]] const std::string& text() const;
  // Null when there is none of that number.
  [[nodiscard]] const PolicyVersion* version(std::uint64_t number) const;
  [[nodiscard]] std::string arn() const;
  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  static Result<ManagedPolicy> decode(std::string_view bytes);
};

struct UserKey {
  static constexpr storage::Part kPart = 4;
  std::string id;      // "AKIA…"
  std::string secret;  // 40 characters
  std::string account;
  std::string user;
  Timestamp created{};
  bool active = true;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  static Result<UserKey> decode(std::string_view bytes);
};

struct Session {
  static constexpr storage::Part kPart = 5;
  std::string id;  // "ASIA…"
  std::string secret;
  std::string token;
  std::string account;
  std::string role;
  std::string role_id;
  std::string name;  // of the session
  std::string source_identity = {};
  std::vector<std::string> policy_arns = {};  // what takes away from the role's rights
  std::optional<std::string> policy = {};     // likewise
  Timestamp created{};                        // of the real clock, as is `expires`
  Timestamp expires{};

  // "arn:aws:sts::123456789012:assumed-role/ops/session"
  [[nodiscard]] std::string arn() const;
  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  static Result<Session> decode(std::string_view bytes);
};

// Keys of rows: of a user, role or policy, and of an access key or session.
[[nodiscard]] std::string name_key(std::string_view account, std::string_view name);
[[nodiscard]] std::string id_key(std::string_view key_id);
// With which the keys of all names of an account begin.
[[nodiscard]] std::string account_prefix(std::string_view account);

// "arn:aws:iam::123456789012:role/team/ops" in its parts; nullopt: no ARN of IAM.
struct IamArn {
  std::string account;
  std::string kind;  // "role", "user", "policy"; "root"
  std::string path;  // "/team/"
  std::string name;  // "ops"
};

[[nodiscard]] std::optional<IamArn> parse_iam_arn(std::string_view arn);

}  // namespace tidemark::services

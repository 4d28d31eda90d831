// Who asks: the account itself (root), one of its users, a session of one of its roles, or a
// service of AWS.
//
//   const Caller caller = Caller::root("123456789012");
//   caller.arn;       // "arn:aws:iam::123456789012:root"
//
// Threads   As any value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::services {

struct Caller {
  enum class Kind : std::uint8_t { kRoot, kUser, kSession, kService };

  Kind kind = Kind::kRoot;
  std::string account;  // empty for a service
  // "arn:aws:iam::…:root", "…:user/path/name", "arn:aws:sts::…:assumed-role/role/session"; for a
  // service its name, "backup.amazonaws.com".
  std::string arn;
  std::string id;               // "AIDA…", "AROA…:session", the account for root
  std::string name = {};        // of the user, or of the session
  std::string role_arn = {};    // of a session: "arn:aws:iam::…:role/path/role"
  std::string credential = {};  // of a session: its access key

  static Caller root(std::string_view account);
  static Caller service(std::string_view name);
};

}  // namespace tidemark::services

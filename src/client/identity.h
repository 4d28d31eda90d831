// Who somebody is and what a role may do: STS and IAM as far as the operator needs them.
//
//   Sts sts(session.of(Service::kSts));
//   TM_TRY(const Caller caller, accepted("GetCallerIdentity", sts.caller()));
//   if (caller.account != config.account) …
//
// Threads   All members may be called from any thread at once.
// Errors    As AwsClient::query, and kCorrupt for an answer that lacks what AWS always sends.
// Source    aws-contract E.3.
#pragma once

#include "client/aws_client.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client {

struct Caller {
  std::string account{};  // a text: "012345678901" keeps its zero
  std::string arn{};
  std::string user_id{};
};

// Never written anywhere: whoever holds one hands it to a signer.
struct AssumedRole {
  wire::Credentials credentials{};
  Timestamp expires{};
  std::string arn{};  // "arn:aws:sts::…:assumed-role/role/session"
};

struct RoleToAssume {
  std::string role_arn{};
  std::string session_name{};
  std::optional<std::chrono::seconds> duration{};
  std::string external_id{};
};

class Sts {
 public:
  explicit Sts(AwsClient& aws) : aws_(aws) {}

  Result<Answer<Caller>> caller();
  Result<Answer<AssumedRole>> assume_role(const RoleToAssume& role);
  // Needs no signature: of a client without credentials.
  Result<Answer<AssumedRole>> assume_role_with_web_identity(const RoleToAssume& role,
                                                            std::string_view web_token);

 private:
  AwsClient& aws_;
};

struct Role {
  std::string name{};
  std::string arn{};           // with its path: "…:role/service-role/x"
  std::string trust_policy{};  // JSON
};

struct AttachedPolicy {
  std::string name{};
  std::string arn{};
};

class Iam {
 public:
  explicit Iam(AwsClient& aws) : aws_(aws) {}

  // `name` without its path. NoSuchEntity: there is none.
  Result<Answer<Role>> role(std::string_view name);
  // All pages.
  Result<Answer<std::vector<AttachedPolicy>>> attached_policies(std::string_view role_name);

 private:
  AwsClient& aws_;
};

}  // namespace tidemark::client

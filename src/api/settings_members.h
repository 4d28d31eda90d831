// Settings of CreateTable and UpdateTable that AWS keeps and shows but that change nothing about
// the data: the table class and whose key encrypts.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "tables/table_update.h"

#include <optional>
#include <string>

namespace tidemark::api {

// The member TableClass as sent.
std::optional<std::string> table_class_member(Members& members);

// Whether it is infrequent access.
Parsed<bool> is_infrequent_access(const std::string& table_class);

// The member SSESpecification as sent.
struct SseMember {
  std::optional<bool> enabled;
  std::optional<std::string> type;
  std::optional<std::string> key_id;
};

std::optional<SseMember> sse_member(Members& members);

// Whose key it asks for. There is no KMS here: keys of the customer's own are refused by name,
// AWS's key is kept and shown, and what is stored is not encrypted with it.
Parsed<tables::EncryptionChange> encryption_of(const Call& call, const SseMember& sse);

// The ARN of alias/aws/dynamodb in an account and region: always the same one.
std::string aws_managed_key_arn(const Call& call);

}  // namespace tidemark::api

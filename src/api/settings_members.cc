#include "api/settings_members.h"

#include "api/errors.h"
#include "codec/sha256.h"

namespace tidemark::api {
namespace {

constexpr std::string_view kAwsManagedAlias = "alias/aws/dynamodb";

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

bool is_aws_managed(const Call& call, std::string_view key_id) {
  return key_id == kAwsManagedAlias || key_id == aws_managed_key_arn(call) ||
         key_id == fmt::format("arn:aws:kms:{}:{}:{}", call.region, call.account, kAwsManagedAlias);
}

}  // namespace

std::optional<std::string> table_class_member(Members& members) {
  return members.text("TableClass");
}

Parsed<bool> is_infrequent_access(const std::string& table_class) {
  if (table_class == "STANDARD") return false;
  if (table_class == "STANDARD_INFREQUENT_ACCESS") return true;
  return validation_error(
      "Invalid table-class parameter provided. Please try again with a valid table-class value: "
      "[STANDARD, STANDARD_INFREQUENT_ACCESS].");
}

std::optional<SseMember> sse_member(Members& members) {
  Members nested = members.structure("SSESpecification");
  if (!nested.present()) return std::nullopt;
  return SseMember{nested.boolean("Enabled"), nested.text("SSEType", {.one_of = {"AES256", "KMS"}}),
                   nested.text("KMSMasterKeyId")};
}

Parsed<tables::EncryptionChange> encryption_of(const Call& call, const SseMember& sse) {
  const bool enabled = sse.enabled.value_or(sse.type.has_value());
  if (!enabled) {
    if (sse.type) return bad_parameters("SSEType can not be specified if Enabled is false");
    if (sse.key_id && sse.enabled) {
      return bad_parameters("KMSMasterKeyId can not be specified if Enabled is false");
    }
  }
  if (sse.type == "AES256") return bad_parameters("SSEType AES256 is not supported");
  if (sse.key_id && !sse.type) {
    return bad_parameters("SSEType KMS is required if KMSMasterKeyId is specified");
  }
  if (!enabled) return tables::EncryptionChange{};
  if (sse.key_id && !is_aws_managed(call, *sse.key_id)) {
    return validation_error(
        fmt::format("KMSMasterKeyId {} in SSESpecification is not supported by this version of "
                    "Tidemark: there is no KMS here; leave it out, or name {}",
                    *sse.key_id, kAwsManagedAlias));
  }
  return tables::EncryptionChange{aws_managed_key_arn(call)};
}

std::string aws_managed_key_arn(const Call& call) {
  const std::string hex =
      codec::sha256_hex(fmt::format("{} {} {}", kAwsManagedAlias, call.account, call.region));
  const std::string_view digits = hex;
  return fmt::format("arn:aws:kms:{}:{}:key/{}-{}-4{}-8{}-{}", call.region, call.account,
                     digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 3),
                     digits.substr(15, 3), digits.substr(18, 12));
}

}  // namespace tidemark::api

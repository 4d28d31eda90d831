#include "api/backup/protected_members.h"

#include "api/backup/errors.h"
#include "api/backup/pages.h"
#include "vault/resource_arn.h"

namespace tidemark::api {

std::string kind_of(std::string_view resource_arn) {
  const auto parsed = vault::parse_resource_arn(resource_arn);
  return parsed ? parsed->kind : std::string();
}

void write_protected(codec::JsonWriter& out, const vault::ProtectedResource& resource) {
  out.key("ResourceArn").string(resource.resource_arn);
  out.key("ResourceType").string(kind_of(resource.resource_arn));
  out.key("LastBackupTime").epoch_seconds(resource.created_at);
  out.key("ResourceName").string(resource.resource_name);
  out.key("LastBackupVaultArn").string(vault::arn_of(resource.vault));
  out.key("LastRecoveryPointArn").string(resource.arn);
}

Reply protected_reply(const vault::ProtectedList& list) {
  codec::JsonWriter out;
  out.begin_object().key("Results").begin_array();
  for (const auto& resource : list.resources) {
    out.begin_object();
    write_protected(out, resource);
    out.end_object();
  }
  out.end_array();
  write_next_token(out, list.last);
  out.end_object();
  return backup_json(out.take());
}

}  // namespace tidemark::api

#include "api/backup/backup_tag_members.h"
#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const auto keys = fields.texts("TagKeyList");
  if (!keys) fields.missing("TagKeyList");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  for (const std::string& key : *keys) {
    if (const auto problem = vault::tag_key_problem(key)) return invalid_value(*problem);
  }
  TM_OR_REPLY(const vault::Rows rows, rows_of_resource(request, engine));
  const std::string& arn = request.in_path("resourceArn");
  return tag_reply(vault::untag(rows, arn, *keys), arn);
}

}  // namespace

const BackupOperation kBackupUntagResource{.name = "UntagResource",
                                           .method = "POST",
                                           .path = "/untag/{resourceArn}",
                                           .honoured = "resourceArn TagKeyList",
                                           .handle = handle};

}  // namespace tidemark::api

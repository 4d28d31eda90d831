#include "api/backup/backup_tag_members.h"
#include "api/backup/errors.h"
#include "api/backup/fields.h"
#include "api/backup/operations.h"

namespace tidemark::api {
namespace {

Reply handle(const BackupRequest& request, Engine& engine) {
  Fields fields(request.body);
  const auto tags = fields.text_map("Tags");
  if (!tags) fields.missing("Tags");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto problem = vault::tags_problem(*tags)) return invalid_value(*problem);
  TM_OR_REPLY(const vault::Rows rows, rows_of_resource(request, engine));
  const std::string& arn = request.in_path("resourceArn");
  return tag_reply(vault::tag(rows, arn, *tags), arn);
}

}  // namespace

const BackupOperation kBackupTagResource{.name = "TagResource",
                                         .method = "POST",
                                         .path = "/tags/{resourceArn}",
                                         .honoured = "resourceArn Tags",
                                         .handle = handle};

}  // namespace tidemark::api

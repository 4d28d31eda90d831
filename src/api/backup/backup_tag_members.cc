#include "api/backup/backup_tag_members.h"

#include "api/backup/errors.h"
#include "api/services.h"
#include "wire/sigv4_canonical.h"

namespace tidemark::api {

Parsed<vault::Rows> rows_of_resource(const BackupRequest& request, Engine& engine) {
  const std::string& arn = request.in_path("resourceArn");
  const auto parts = wire::split(arn, ":");
  const bool ours =
      parts.size() >= 6 && parts[0] == "arn" && (parts[2] == "backup" || parts[2] == "dynamodb");
  if (!ours) return invalid_value(fmt::format("Invalid ARN: {}", arn));
  if (parts[3] != request.call.region) {
    return invalid_value(
        fmt::format("Invalid ARN: {}. Expected region is {}", arn, request.call.region));
  }
  if (parts[4] != request.call.account) return tagged_missing(arn);
  auto rows = engine.services->backup.open(request.call.region);
  if (!rows) return backup_error(rows.error());
  return std::move(rows).value();
}

Reply tagged_missing(const std::string& arn) {
  return backup_not_found(fmt::format("There is no resource {} that can have tags", arn));
}

Reply tag_reply(const Result<vault::TagAnswer>& answer, const std::string& arn) {
  if (!answer) return backup_error(answer.error());
  if (std::holds_alternative<vault::TaggedMissing>(answer.value())) return tagged_missing(arn);
  if (const auto* many = std::get_if<vault::TooManyTags>(&answer.value())) {
    return backup_error("LimitExceededException",
                        fmt::format("{} would have {} tags, more than the {} that are allowed", arn,
                                    many->would_be, vault::kMaxTags));
  }
  return backup_done();
}

}  // namespace tidemark::api

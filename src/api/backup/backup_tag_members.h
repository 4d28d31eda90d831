// What the operations on tags of AWS Backup share: which rows a resource's ARN leads to, and the
// answers.
#pragma once

#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/tags.h"

#include <string>

namespace tidemark::api {

// The rows of the region that the ARN in the path names; a classic recovery point's ARN is
// DynamoDB's.
Parsed<vault::Rows> rows_of_resource(const BackupRequest& request, Engine& engine);

Reply tagged_missing(const std::string& arn);

// An empty body, or why the tags were not changed.
Reply tag_reply(const Result<vault::TagAnswer>& answer, const std::string& arn);

}  // namespace tidemark::api

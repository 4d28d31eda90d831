// How operations name a backup, and how a backup reads in answers.
#pragma once

#include "api/call.h"
#include "api/members.h"
#include "api/parsed.h"
#include "codec/json.h"
#include "recovery/backup_row.h"

#include <optional>
#include <string>

namespace tidemark::api {

// The member BackupArn, required, its constraints checked (Members::refusal tells).
std::optional<std::string> backup_arn_member(Members& members);

// The backup that an ARN names, in the caller's account; or AWS's answer to one that names none.
Parsed<recovery::BackupName> backup_name_of(const Call& call, const std::string& arn);

Reply no_such_backup(std::string_view arn);

// The value of BackupDetails. `status` as AWS writes it.
void write_backup_details(codec::JsonWriter& out, const recovery::Backup& backup,
                          std::string_view status);
// The value of BackupDescription.
void write_backup_description(codec::JsonWriter& out, const recovery::Backup& backup,
                              std::string_view status);
// An element of BackupSummaries.
void write_backup_summary(codec::JsonWriter& out, const recovery::Backup& backup);

}  // namespace tidemark::api

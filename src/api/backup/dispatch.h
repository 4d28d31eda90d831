// From a REST call to its operation of AWS Backup.
//
//   api::Handling handling = api::dispatch_backup(std::move(call), engine);
//
// Threads   Any. Every operation runs on the worker pool.
#pragma once

#include "api/backup/operation.h"
#include "codec/json.h"

#include <string>

namespace tidemark::api {

// "DescribeBackupVault"; empty for a method and path that no operation has.
std::string backup_operation_of(const Call& call);

// Paths are taken with and without a slash at the end. What AWS has and we have not is refused by
// its name; what nobody has is an UnknownOperationException.
Handling dispatch_backup(Call call, Engine& engine);

// A refusal at the door, in AWS Backup's envelope.
Reply refuse_backup(std::string_view name, std::string_view message);

// Writes the operations' part of GET /_tidemark/fidelity.
void write_backup_fidelity(codec::JsonWriter& out);

}  // namespace tidemark::api

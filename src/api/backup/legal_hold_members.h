// A legal hold as AWS Backup shows it.
#pragma once

#include "api/backup/fields.h"
#include "api/backup/operation.h"
#include "api/parsed.h"
#include "vault/legal_holds.h"

namespace tidemark::api {

// Title, Status, Description, LegalHoldId, LegalHoldArn, CreationDate and CancellationDate.
void write_hold(codec::JsonWriter& out, const vault::LegalHold& hold);

void write_hold_selection(codec::JsonWriter& out, const vault::HoldSelection& selection);

vault::HoldSelection hold_selection(Fields& fields);

Reply hold_missing(const std::string& id);

// The hold that the path names, if its record is still there.
Parsed<vault::LegalHold> hold_in_path(const BackupRequest& request, const vault::Rows& rows,
                                      Engine& engine);

}  // namespace tidemark::api

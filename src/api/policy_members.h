// What the operations on resource policies have in common.
#pragma once

#include "api/members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "tables/resource_policies.h"
#include "tables/table_description.h"

#include <functional>
#include <optional>
#include <string>

namespace tidemark::api {

// The table that the member ResourceArn names. Policies of streams are refused by name.
Parsed<tables::TableName> policed_table(const Call& call, const std::string& arn);

// The member ExpectedRevisionId.
std::optional<std::string> revision_member(Members& members);

// "Resource-based policy not found for the provided ResourceArn: …"
Reply no_policy(std::string_view what);

// Changes the policy of that table, if it has the expected revision, by `change`; the answer to a
// put or a delete.
Handling change_policy(
    const Request& request, Engine& engine, const tables::TableName& table,
    const tables::ExpectedRevision& expected,
    std::function<tables::PolicyOutcome(tables::TableDescription&, Timestamp)> change);

}  // namespace tidemark::api

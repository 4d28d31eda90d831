// Tags in requests, and whose they are.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "tables/table_description.h"

#include <map>
#include <string>

namespace tidemark::api {

// The member Tags.
std::map<std::string, std::string> tags_member(Members& members, bool required);

// The table that a ResourceArn names.
Parsed<tables::TableName> tagged_table(const Call& call, const std::string& arn);

Reply too_many_tags();
Reply no_such_resource(const std::string& arn);

}  // namespace tidemark::api

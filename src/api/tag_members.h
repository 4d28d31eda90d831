// Tags in requests, and whose they are.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "tables/table_description.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

using Tags = std::map<std::string, std::string>;

// The member Tags as sent; unset when absent. Ask `tags_of` for what it means.
struct TagMember {
  std::optional<std::string> key;
  std::optional<std::string> value;
};

std::optional<std::vector<TagMember>> tags_member(Members& members);

// Keys and values in AWS's letters and lengths, each key once, fifty at most.
Parsed<Tags> tags_of(const std::vector<TagMember>& members);

// Why this is no key of a tag of the customer's own; unset: it is one.
std::optional<Reply> tag_key_problem(const std::optional<std::string>& key);

// The member ResourceArn; what is wrong with it is told after what is wrong with the shape of
// others, and before anything else about them.
Parsed<tables::TableName> tagged_table(const Call& call, const std::optional<std::string>& arn);

Reply too_many_tags();
Reply no_such_resource(const std::string& arn);

}  // namespace tidemark::api

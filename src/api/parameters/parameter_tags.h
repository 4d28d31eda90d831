// Tags of parameters in requests: a list of Key and Value.
#pragma once

#include "api/members.h"
#include "api/parsed.h"
#include "services/parameters/parameters.h"

#include <optional>
#include <utility>
#include <vector>

namespace tidemark::api {

using TagPairs = std::vector<std::pair<std::string, std::string>>;

// The member Tags; unset when absent.
std::optional<TagPairs> parameter_tags_member(Members& members, bool required = false);

// Each key once, fifty at most, none that AWS keeps for itself.
Parsed<services::ParameterTags> parameter_tags_of(const TagPairs& pairs);

Reply too_many_parameter_tags();

}  // namespace tidemark::api

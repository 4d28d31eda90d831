// Expressions and the parameters from before them do not go together, and placeholders need an
// expression. Source: the order of checks measured in the service, docs/compatibility.md.
#pragma once

#include "api/members.h"

#include <initializer_list>
#include <optional>
#include <string_view>

namespace tidemark::api {

struct ParameterMix {
  // The operation's members, each list in the order in which its texts name them.
  std::initializer_list<std::string_view> expressions;
  std::initializer_list<std::string_view> legacy;
  // Whether the text about values says which expressions are missing, as the older checks do.
  bool names_missing = true;
};

// What forbids the request, or nothing. Asked after the constraints.
std::optional<Reply> mixed_parameters(const Members& members, const ParameterMix& mix);

}  // namespace tidemark::api

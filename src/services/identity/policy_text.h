// A text of a policy that may hold variables: "arn:aws:s3:::home/${aws:username}/*".
//
//   const Expanded expanded = expand_pattern(text, context);
//   if (const auto* glob = std::get_if<Glob>(&expanded)) …
//
// ${key} is the request's value, ${key, 'other'} has another for requests without it, ${*} ${?}
// ${$} are the characters themselves. What a variable brings holds no wildcards.
//
// Threads   Pure functions.
// Source    AWS IAM User Guide, "IAM policy elements: Variables and tags".
#pragma once

#include "services/identity/glob.h"
#include "services/identity/request_context.h"

#include <string>
#include <string_view>
#include <variant>

namespace tidemark::services {

// The request has not the variable's key, so that the text matches nothing.
struct NoValue {};

// A key of which nothing is known here.
struct UnknownKey {
  std::string key;
};

using Expanded = std::variant<Glob, NoValue, UnknownKey>;

[[nodiscard]] Expanded expand_pattern(std::string_view text, const RequestContext& context);

// Likewise where wildcards mean nothing: the text itself.
using ExpandedText = std::variant<std::string, NoValue, UnknownKey>;

[[nodiscard]] ExpandedText expand_text(std::string_view text, const RequestContext& context);

}  // namespace tidemark::services

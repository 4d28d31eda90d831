// Resource policies: a table has at most one. Every change gives it another revision.
//
// Threads   Pure functions.
#pragma once

#include "tables/table_description.h"

#include <optional>
#include <string>
#include <variant>

namespace tidemark::tables {

// The revision of a policy that is put at this instant.
std::string policy_revision(Timestamp at);

// The revision that must be there: unset, any or none.
using ExpectedRevision = std::optional<std::string>;

// Names no revision, but that there is no policy.
inline constexpr std::string_view kNoPolicy = "NO_POLICY";

// It was done. Of a delete the revision that was removed, if there was one.
struct PolicyChanged {
  std::optional<std::string> revision;
};

// Another revision is there, or none, than the one expected.
struct PolicyDiffers {
  std::optional<std::string> revision;
};

using PolicyOutcome = std::variant<PolicyChanged, PolicyDiffers>;

// The same document again keeps its revision.
PolicyOutcome put_policy(TableDescription& table, const std::string& document,
                         const ExpectedRevision& expected, Timestamp now);

PolicyOutcome delete_policy(TableDescription& table, const ExpectedRevision& expected);

}  // namespace tidemark::tables

// What names a table inside other things' settings, made to name another table.
//
//   with_table_dimension(alarm, "Orders", "Orders-restored")    // {"Name":"TableName","Value":…}
//   with_arn(policy, old_arn, new_arn)
//   name_for_table("Orders-throttled", "Orders", "Orders2")     // "Orders2-throttled"
//
// Threads   Pure functions.
#pragma once

#include "codec/json.h"

#include <string>
#include <string_view>

namespace tidemark::runbooks {

// Wherever a metric's dimension TableName has the value `from`, it gets `to`. An SNS topic that
// happens to have the table's name stays.
[[nodiscard]] codec::JsonValue with_table_dimension(const codec::JsonValue& json,
                                                    std::string_view from, std::string_view to);

// Whether a metric's dimension TableName has the value `table`, anywhere in it.
[[nodiscard]] bool has_table_dimension(const codec::JsonValue& json, std::string_view table);

// `from` made `to`, also where "/index/…" follows it; not in the ARN of a table with a longer name.
[[nodiscard]] std::string with_arn(std::string_view text, std::string_view from,
                                   std::string_view to);

// The name of a copy for another table: the table's name in it is exchanged where it stands as a
// word; a name without it gets "-" and the new table's name.
[[nodiscard]] std::string name_for_table(std::string_view name, std::string_view from,
                                         std::string_view to);

// The same name of what was made for two tables by name_for_table: "${table}-throttled".
[[nodiscard]] std::string name_without_table(std::string_view name, std::string_view table);

}  // namespace tidemark::runbooks

// A Debian package catalogue – the text of `apt-cache dumpavail` or /var/lib/dpkg/status – as
// items.
//
//   TM_TRY_STATUS(packages_in(catalogue, [&](values::Item&& package) { … }));
//
// (`operator` is a C++ keyword: this layer's namespace is tidemark::runbooks.)
//
// An item has the fields of its record under their own names, and Build, "VERSION_ARCHITECTURE",
// which with Package names it. Sizes are numbers, relations (Depends, …) lists of maps, tags a
// string set, checksums binaries, yes-or-no fields booleans, Maintainer a map.
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "values/attribute_value.h"
#include "values/item_key.h"

#include <functional>
#include <string_view>

namespace tidemark::runbooks {

// Package and Build.
[[nodiscard]] values::KeySchema package_keys();

// Calls `on_package` for every record, in order. Records without a version are no packages but
// dpkg's memory of one that was removed; they are left out.
//
// Errors: kInvalid  the text is no catalogue; names the line; and `on_package`'s first Error
Status packages_in(std::string_view catalogue,
                   const std::function<Status(values::Item&&)>& on_package);

// "libc6 (>= 2.34), fonts-dejavu | ttf-dejavu": a list with one map per relation, {Name, Relation,
// Version} as far as given, or {AnyOf: [maps]} where there are alternatives.
[[nodiscard]] values::AttributeValue relations_in(std::string_view field);

}  // namespace tidemark::runbooks

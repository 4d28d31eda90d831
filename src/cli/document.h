// The documents that commands show, built member by member. They are a contract: members are only
// ever added under schema 1 (docs/command-line.md), and what is not known is null, not absent.
//
//   Members row;
//   row.text("name", name).instant("created", table.created).flag("deletionProtection", true);
//   rows.push_back(row.take());
//   return context.show(document("tables", std::move(rows)));
//
// Threads   One at a time.
#pragma once

#include "base/timestamp.h"
#include "codec/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::cli {

using Rows = codec::JsonValue::Array;

class Members {
 public:
  Members& text(std::string_view name, std::string_view value);  // "" is null
  Members& number(std::string_view name, std::optional<std::int64_t> value);
  Members& flag(std::string_view name, std::optional<bool> value);
  // ISO-8601, UTC, cut to the second.
  Members& instant(std::string_view name, std::optional<Timestamp> value);
  Members& texts(std::string_view name, const std::vector<std::string>& values);
  Members& value(std::string_view name, codec::JsonValue value);

  [[nodiscard]] codec::JsonValue take() { return codec::JsonValue(std::move(members_)); }

 private:
  codec::JsonValue::Members members_;
};

// `"schema": 1`, to be gone on with.
Members document();

// `{"schema": 1, NAME: rows}`.
codec::JsonValue document(std::string_view name, Rows rows);

}  // namespace tidemark::cli

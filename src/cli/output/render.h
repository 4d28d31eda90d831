// A document as text: JSON, YAML, the AWS CLI's tab-separated text, or a table for people.
//
//   render(document, {.form = OutputForm::kTable, .columns = 80, .colour = true})
//
// A document is an object with `"schema": 1`; table and text leave that member out. What a query
// picked may be of any kind.
//
// Threads   Pure functions.
#pragma once

#include "cli/global_options.h"
#include "codec/json.h"

#include <cstddef>
#include <string>

namespace tidemark::cli {

struct RenderOptions {
  OutputForm form = OutputForm::kTable;
  std::size_t columns = 80;
  bool colour = false;
};

// Ends with a line end, unless there is nothing to show.
std::string render(const codec::JsonValue& document, const RenderOptions& options);

// Two blanks a level, members in their order.
std::string json_text(const codec::JsonValue& value);

// YAML 1.1 and 1.2 read it alike: what could be taken for another kind is in quotes.
std::string yaml_text(const codec::JsonValue& value);

// Source    awscli's text.py: scalars of one level on a line, by their names; lists below, each
//           line begun with the list's name (compared with it by tests/journeys/output_test.py).
std::string tabbed_text(const codec::JsonValue& value);

// Scalars as "Name  value", lists of objects as tables, what is within below its name.
std::string table_text(const codec::JsonValue& value, std::size_t columns, bool colour);

}  // namespace tidemark::cli

// A table and its window, asked for once.
//
//   TM_TRY(const auto facts, table_facts(session, "Orders"));
//   if (facts) … facts->earliest() …
//
// Threads   One call at a time.
// Errors    Those of the calls.
#pragma once

#include "client/dynamodb.h"
#include "client/session.h"

#include <optional>
#include <string>

namespace tidemark::cli {

struct TableFacts {
  client::TableState table;
  client::Window window;

  // Whole seconds inside the window, or nothing without one: the first second that is shown can
  // be restored.
  [[nodiscard]] std::optional<Timestamp> earliest() const;
  [[nodiscard]] std::optional<Timestamp> latest() const;
};

// nullopt: there is no such table.
Result<std::optional<TableFacts>> table_facts(client::Session& session, const std::string& table);

}  // namespace tidemark::cli

// INSERT, UPDATE and DELETE as actions on one item, and what they answer.
//
//   TM_OR_REPLY(StatementWrite write, write_of(request, engine, statement));
//   …
//   TM_OR_REPLY(const StatementWritten written, written_of(answer, write.form));
#pragma once

#include "api/item_members.h"
#include "api/operation.h"
#include "api/parsed.h"
#include "expressions/partiql/statement.h"
#include "expressions/update.h"
#include "tables/item_action.h"
#include "values/attribute_value.h"

#include <optional>

namespace tidemark::api {

struct StatementForm {
  tables::KnownTable table = {};
  bool insert = false;
  bool item_on_failure = false;
  expressions::partiql::Returning returning = expressions::partiql::Returning::kNone;
  expressions::Update update = {};
};

struct StatementWrite {
  storage::Store* store = nullptr;
  tables::ItemAction action;
  StatementForm form;
};

// How far a statement came before it was refused: what was being asked. Transactions tell the
// refusals of each in another way.
enum class WriteStage { kStatement, kTable, kKey, kItem };

// `statement` is one of the three, or EXISTS, which only looks.
Parsed<StatementWrite> write_of(const Request& request, Engine& engine,
                                const expressions::partiql::Statement& statement,
                                WriteStage& stage);
Parsed<StatementWrite> write_of(const Request& request, Engine& engine,
                                const expressions::partiql::Statement& statement);

struct StatementWritten {
  std::optional<values::Item> returned;  // what RETURNING asks for, if there is any
  tables::ChangedItem changed;
};

Parsed<StatementWritten> written_of(const tables::WriteAnswer& answer, const StatementForm& form);

}  // namespace tidemark::api

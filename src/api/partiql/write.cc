#include "api/partiql/write.h"

#include "api/errors.h"
#include "api/written.h"
#include "expressions/apply_update.h"
#include "expressions/partiql/named_item.h"
#include "expressions/predicate.h"
#include "tables/index_key_update.h"

#include <memory>

namespace tidemark::api {
namespace {

namespace partiql = expressions::partiql;
using expressions::Condition;
using partiql::Returning;

std::shared_ptr<const expressions::Predicate> predicate_of(const Condition& condition) {
  return std::make_shared<const expressions::Predicate>(condition);
}

// Whether there is no such item.
Condition missing(const values::KeySchema& schema) {
  return {Condition::Kind::kFunction,
          "attribute_not_exists",
          {},
          {expressions::Operand{expressions::DocumentPath{schema.hash.name}}}};
}

Parsed<StatementWrite> insert_of(const Request& request, Engine& engine,
                                 const partiql::InsertStatement& statement, WriteStage& stage) {
  stage = WriteStage::kTable;
  TM_OR_REPLY(OpenTable open, open_table(request, engine, statement.table));
  stage = WriteStage::kItem;
  if (auto refusal = too_large(statement.item)) return *std::move(refusal);
  stage = WriteStage::kKey;
  TM_OR_REPLY(std::string key, key_in_item(open.table->keys, statement.item));
  if (const auto problem = tables::find_index_key_problem(*open.table, statement.item)) {
    return index_key_problem(*problem);
  }
  StatementWrite write{.store = open.store,
                       .action = tables::put_action(open.table, std::move(key), statement.item),
                       .form = {.table = open.table, .insert = true}};
  write.action.condition = predicate_of(missing(open.table->keys));
  return write;
}

// The one item that WHERE names, and the condition beside.
struct Target {
  OpenTable open;
  values::Item attributes;
  std::string key;
  std::optional<Condition> rest;
};

Parsed<Target> target_of(const Request& request, Engine& engine, const partiql::Source& source,
                         const std::optional<Condition>& where, WriteStage& stage) {
  if (source.index) return validation_error("This operation is not supported on an index");
  stage = WriteStage::kTable;
  TM_OR_REPLY(OpenTable open, open_table(request, engine, source.table));
  stage = WriteStage::kKey;
  partiql::NamedItem named = partiql::item_named_by(where ? &*where : nullptr, open.table->keys);
  if (named.twice) {
    return validation_error(fmt::format(
        "Multiple conditions on same key {}. Only single item Update/Insert/Delete are supported",
        *named.twice));
  }
  if (!named.whole) {
    return validation_error(
        "Where clause does not contain a mandatory equality on all key attributes");
  }
  TM_OR_REPLY(std::string key, given_key(open.table->keys, named.key));
  return Target{std::move(open), std::move(named.key), std::move(key), std::move(named.rest)};
}

Parsed<StatementWrite> update_of(const Request& request, Engine& engine,
                                 const partiql::UpdateStatement& statement, WriteStage& stage) {
  TM_OR_REPLY(Target target, target_of(request, engine, statement.target, statement.where, stage));
  stage = WriteStage::kItem;
  const tables::TableDescription& table = *target.open.table;
  if (auto problem = expressions::find_key_update(statement.update, table.keys)) {
    return expression_problem(*problem);
  }
  if (auto problem = tables::find_nested_index_key(table, statement.update)) {
    return expression_problem(*problem);
  }
  if (const auto problem = tables::find_index_key_problem(table, statement.update)) {
    return index_key_problem(*problem);
  }
  tables::UpdateAction action{.key_attributes = std::move(target.attributes),
                              .update = statement.update,
                              .must_exist = true};
  StatementWrite write{.store = target.open.store,
                       .action = {.table = target.open.table,
                                  .key = std::move(target.key),
                                  .what = std::move(action)},
                       .form = {.table = target.open.table,
                                .returning = statement.returning,
                                .update = statement.update}};
  if (target.rest) write.action.condition = predicate_of(*target.rest);
  return write;
}

// Where there is no item its condition is not asked.
Parsed<StatementWrite> delete_of(const Request& request, Engine& engine,
                                 const partiql::DeleteStatement& statement, WriteStage& stage) {
  TM_OR_REPLY(Target target, target_of(request, engine, statement.target, statement.where, stage));
  StatementWrite write{.store = target.open.store,
                       .action = {.table = target.open.table,
                                  .key = std::move(target.key),
                                  .what = tables::DeleteAction{}},
                       .form = {.table = target.open.table, .returning = statement.returning}};
  if (target.rest) {
    Condition either{Condition::Kind::kOr, "OR", {}, {}};
    either.parts.push_back(missing(target.open.table->keys));
    either.parts.push_back(*std::move(target.rest));
    write.action.condition = predicate_of(either);
  }
  return write;
}

// The key by equalities, and something beside.
Parsed<StatementWrite> check_of(const Request& request, Engine& engine,
                                const partiql::ExistsStatement& statement, WriteStage& stage) {
  const partiql::SelectStatement& select = statement.select;
  if (select.as_of) return validation_error("AS OF is for SELECT: a transaction is about now");
  stage = WriteStage::kTable;
  TM_OR_REPLY(OpenTable open, open_table(request, engine, select.from.table));
  stage = WriteStage::kStatement;
  partiql::NamedItem named =
      partiql::item_named_by(select.where ? &*select.where : nullptr, open.table->keys);
  if (select.from.index || !named.whole || !named.rest) {
    return validation_error("EXISTS() must contain a single item read with additional condition");
  }
  stage = WriteStage::kKey;
  TM_OR_REPLY(std::string key, given_key(open.table->keys, named.key));
  StatementWrite write{
      .store = open.store,
      .action = {.table = open.table, .key = std::move(key), .what = tables::CheckAction{}},
      .form = {.table = open.table}};
  write.action.condition = predicate_of(*named.rest);
  return write;
}

std::optional<values::Item> returned(const tables::Written& written, const StatementForm& form) {
  const auto touched = [&](const std::optional<values::Item>& image) {
    return image ? expressions::touched(form.update, *image) : values::Item{};
  };
  values::Item item;
  switch (form.returning) {
    case Returning::kNone: break;
    case Returning::kAllOld: item = written.before.value_or(values::Item{}); break;
    case Returning::kAllNew: item = written.after.value_or(values::Item{}); break;
    case Returning::kModifiedOld: item = touched(written.before); break;
    case Returning::kModifiedNew: item = touched(written.after); break;
  }
  if (item.empty()) return std::nullopt;
  return item;
}

}  // namespace

Parsed<StatementWrite> write_of(const Request& request, Engine& engine,
                                const partiql::Statement& statement, WriteStage& stage) {
  stage = WriteStage::kStatement;
  if (request.as_of) {
    return validation_error("x-tidemark-as-of is for SELECT: the past cannot be written to");
  }
  if (const auto* insert = std::get_if<partiql::InsertStatement>(&statement)) {
    return insert_of(request, engine, *insert, stage);
  }
  if (const auto* update = std::get_if<partiql::UpdateStatement>(&statement)) {
    return update_of(request, engine, *update, stage);
  }
  if (const auto* exists = std::get_if<partiql::ExistsStatement>(&statement)) {
    return check_of(request, engine, *exists, stage);
  }
  return delete_of(request, engine, std::get<partiql::DeleteStatement>(statement), stage);
}

Parsed<StatementWrite> write_of(const Request& request, Engine& engine,
                                const partiql::Statement& statement) {
  WriteStage stage = WriteStage::kStatement;
  return write_of(request, engine, statement, stage);
}

Parsed<StatementWritten> written_of(const tables::WriteAnswer& answer, const StatementForm& form) {
  if (const auto* written = std::get_if<tables::Written>(&answer)) {
    return StatementWritten{returned(*written, form), written->changed};
  }
  if (form.insert && std::holds_alternative<tables::ConditionFailed>(answer)) {
    return error_reply("DuplicateItemException", "Duplicate primary key exists in table");
  }
  return written_reply(answer, {.item_on_failure = form.item_on_failure});
}

}  // namespace tidemark::api

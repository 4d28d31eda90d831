#include "api/errors.h"
#include "api/operations.h"
#include "api/partiql/next_token.h"
#include "api/partiql/select.h"
#include "api/partiql/statement_members.h"
#include "api/partiql/write.h"
#include "api/pending.h"
#include "tables/writer.h"
#include "values/dynamodb_json.h"

namespace tidemark::api {
namespace {

namespace partiql = expressions::partiql;

struct Form {
  ReturnCapacity capacity = ReturnCapacity::kNone;
  std::optional<std::size_t> limit;
  ReadPosition start;
  TokenBinding binding;
};

void write_last_key(codec::JsonWriter& out, const Select& select, const ReadPosition& next) {
  if (!next.after) return;
  const auto key = key_of_page(select.source, *next.after);
  if (!key) return;
  out.key("LastEvaluatedKey");
  values::write_item(out, key.value());
}

Reply selected(const Select& select, const SelectPage& page, const Form& form) {
  codec::JsonWriter out;
  out.begin_object().key("Items").begin_array();
  for (const values::StoredItem& item : page.items) write_columns(out, item, select.columns);
  out.end_array();
  if (page.next) {
    out.key("NextToken").string(token_of(form.binding, *page.next));
    write_last_key(out, select, *page.next);
  }
  if (form.capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity");
    write_capacity(out, form.capacity, select.source.table().name.name, page.units);
  }
  out.end_object();
  return {.body = out.take()};
}

Handling run_select(const Request& request, Engine& engine,
                    const partiql::SelectStatement& statement, bool consistent,
                    const std::optional<std::string>& token, Form form) {
  TM_OR_REPLY(Select select, select_of(request, engine, statement, consistent));
  form.binding = binding_of(request, select.source.table().table_id);
  if (token) {
    TM_OR_REPLY(form.start, position_of(form.binding, *token));
    if (!lies_within(select, form.start)) return validation_error("Invalid NextToken");
  }
  const bool one_item = select.one_item;
  auto work = [select = std::move(select), form = std::move(form)]() -> Reply {
    const auto page = read(select, form.limit, form.start);
    return page ? selected(select, page.value(), form) : error_reply(page.error());
  };
  if (one_item) return work();
  return BackgroundReply{.work = std::move(work)};
}

Reply written(const tables::WriteAnswer& answer, const StatementForm& form,
              ReturnCapacity capacity) {
  TM_OR_REPLY(const StatementWritten done, written_of(answer, form));
  codec::JsonWriter out;
  out.begin_object().key("Items").begin_array();
  if (done.returned) values::write_item(out, *done.returned);
  out.end_array();
  if (capacity != ReturnCapacity::kNone) {
    ConsumedUnits units;
    add_written(units, done.changed);
    out.key("ConsumedCapacity");
    write_capacity(out, capacity, form.table->name.name, units);
  }
  out.end_object();
  return {.body = out.take()};
}

Handling run_write(const Request& request, Engine& engine, const partiql::Statement& statement,
                   bool item_on_failure, ReturnCapacity capacity) {
  TM_OR_REPLY(StatementWrite write, write_of(request, engine, statement));
  write.form.item_on_failure = item_on_failure;
  return pending<tables::WriteAnswer>(
      tables::write_item(*write.store, std::move(write.action)),
      [form = std::move(write.form), capacity](const tables::WriteAnswer& answer) {
        return written(answer, form, capacity);
      });
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const StatementMembers given = statement_members(members);
  const auto token = members.text("NextToken", {.min = 1, .max = 32'768});
  Form form{.capacity = capacity_member(members), .limit = {}, .start = {}, .binding = {}};
  const auto limit = members.integer("Limit", {.min = 1});
  if (limit) form.limit = static_cast<std::size_t>(*limit);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const partiql::Statement statement, statement_of(given));
  if (std::holds_alternative<partiql::ExistsStatement>(statement)) {
    return validation_error("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  if (const auto* select = std::get_if<partiql::SelectStatement>(&statement)) {
    return run_select(request, engine, *select, given.consistent, token, std::move(form));
  }
  return run_write(request, engine, statement, given.item_on_failure, form.capacity);
}

}  // namespace

const Operation kExecuteStatement{
    .name = "ExecuteStatement",
    .honoured =
        "Statement Parameters ConsistentRead NextToken Limit ReturnConsumedCapacity "
        "ReturnValuesOnConditionCheckFailure",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api

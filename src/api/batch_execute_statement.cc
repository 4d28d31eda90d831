#include "api/errors.h"
#include "api/operations.h"
#include "api/partiql/select.h"
#include "api/partiql/statement_error.h"
#include "api/partiql/statement_members.h"
#include "api/partiql/write.h"
#include "tables/writer.h"
#include "values/dynamodb_json.h"

#include <algorithm>
#include <atomic>
#include <map>

namespace tidemark::api {
namespace {

namespace partiql = expressions::partiql;

constexpr std::size_t kMostStatements = 25;

// One statement on its way to an answer. Without a table it never ran.
struct Slot {
  std::string table = {};
  std::optional<Reply> refusal = {};
  std::optional<ItemSelect> select = {};
  bool consistent = false;
  std::optional<StatementForm> form = {};  // of a write
  std::optional<tables::Write<tables::WriteAnswer>> write = {};
};

using Slots = std::vector<Slot>;

class Answer {
 public:
  explicit Answer(ReturnCapacity capacity) : capacity_(capacity) { out_.begin_array(); }

  void add_refused(const Reply& refusal, const std::string& table) {
    out_.begin_object().key("Error");
    write_statement_error(out_, refusal);
    finish(table);
  }

  void add_read(const Slot& slot, const std::optional<values::StoredItem>& item) {
    out_.begin_object();
    if (item) {
      out_.key("Item");
      write_columns(out_, *item, slot.select->columns);
    }
    finish(slot.table);
    units_[slot.table].table += read_units(item ? item->counted() : 0, slot.consistent);
  }

  void add_written(const Slot& slot, const StatementWritten& written) {
    out_.begin_object();
    if (written.returned) {
      out_.key("Item");
      values::write_item(out_, *written.returned);
    }
    finish(slot.table);
    api::add_written(units_[slot.table], written.changed);
  }

  Reply reply() {
    codec::JsonWriter out;
    out.begin_object().key("Responses").raw(out_.end_array().take());
    if (capacity_ != ReturnCapacity::kNone && !units_.empty()) {
      out.key("ConsumedCapacity").begin_array();
      for (const auto& [table, units] : units_) write_capacity(out, capacity_, table, units);
      out.end_array();
    }
    out.end_object();
    return {.body = out.take()};
  }

 private:
  void finish(const std::string& table) {
    if (!table.empty()) out_.key("TableName").string(table);
    out_.end_object();
  }

  ReturnCapacity capacity_;
  codec::JsonWriter out_;
  std::map<std::string, ConsumedUnits> units_;
};

Slot slot_of(const Request& request, Engine& engine, const StatementMembers& given,
             const partiql::Statement& statement) {
  Slot slot{.consistent = given.consistent};
  if (std::holds_alternative<partiql::ExistsStatement>(statement)) {
    slot.refusal =
        validation_error("EXISTS can only be used in ExecuteTransaction write requests.");
    return slot;
  }
  if (const auto* select = std::get_if<partiql::SelectStatement>(&statement)) {
    auto read = item_select_of(request, engine, *select, "BatchExecuteStatement");
    if (!read) {
      slot.refusal = std::move(read).refusal();
      return slot;
    }
    slot.select = std::move(read).value();
    slot.table = slot.select->open.table->name.name;
    return slot;
  }
  auto write = write_of(request, engine, statement);
  if (!write) {
    slot.refusal = std::move(write).refusal();
    return slot;
  }
  StatementWrite prepared = std::move(write).value();
  slot.table = prepared.form.table->name.name;
  slot.form = std::move(prepared.form);
  slot.form->item_on_failure = given.item_on_failure;
  slot.write = tables::write_item(*prepared.store, std::move(prepared.action));
  return slot;
}

void add(Answer& answer, Slot& slot) {
  if (slot.refusal) return answer.add_refused(*slot.refusal, slot.table);
  if (slot.select) {
    const ItemSelect& select = *slot.select;
    const auto item =
        tables::read_item(*select.open.store, *select.open.table, select.key, select.at);
    if (!item) return answer.add_refused(error_reply(item.error()), slot.table);
    return answer.add_read(slot, item.value());
  }
  const Result<tables::WriteAnswer> outcome = slot.write->answer();
  if (!outcome) return answer.add_refused(error_reply(outcome.error()), slot.table);
  auto written = written_of(outcome.value(), *slot.form);
  if (!written) return answer.add_refused(std::move(written).refusal(), slot.table);
  answer.add_written(slot, written.value());
}

Reply answered(Slots& slots, ReturnCapacity capacity) {
  Answer answer(capacity);
  for (Slot& slot : slots) add(answer, slot);
  return answer.reply();
}

// Begins all the writes; the last one that is done tells.
void start(Slots& slots, std::function<void()> done) {
  const auto count = std::ranges::count_if(slots, [](const Slot& slot) { return !!slot.write; });
  auto left = std::make_shared<std::atomic<std::ptrdiff_t>>(count);
  for (Slot& slot : slots) {
    if (!slot.write) continue;
    slot.write->start([left, done] {
      if (--*left == 0) done();
    });
  }
}

std::vector<StatementMembers> statements_member(Members& members) {
  std::vector<StatementMembers> all;
  const auto* list = members.list("Statements", true);
  if (list == nullptr) return all;
  if (list->empty()) {
    members.add_problem("Statements", "[]", "Member must have length greater than or equal to 1");
  }
  if (list->size() > kMostStatements) {
    members.add_problem("Statements", "[…]", "Member must have length less than or equal to 25");
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members statement = members.element("Statements", i, (*list)[i]);
    all.push_back(statement_members(statement));
  }
  return all;
}

bool reads(const partiql::Statement& statement) {
  return std::holds_alternative<partiql::SelectStatement>(statement);
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const std::vector<StatementMembers> given = statements_member(members);
  const ReturnCapacity capacity = capacity_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  std::vector<Parsed<partiql::Statement>> parsed;
  bool any_reads = false;
  bool any_writes = false;
  for (const StatementMembers& one : given) {
    parsed.push_back(statement_of(one));
    if (!parsed.back()) continue;
    (reads(parsed.back().value()) ? any_reads : any_writes) = true;
  }
  if (any_reads && any_writes) {
    return validation_error(
        "BatchExecuteStatement API does not support both read and write operations in the same "
        "request.");
  }
  auto slots = std::make_shared<Slots>();
  for (std::size_t i = 0; i < given.size(); ++i) {
    slots->push_back(parsed[i] ? slot_of(request, engine, given[i], parsed[i].value())
                               : Slot{.refusal = std::move(parsed[i]).refusal()});
  }
  const bool writes = std::ranges::any_of(*slots, [](const Slot& slot) { return !!slot.write; });
  auto answer = [slots, capacity] { return answered(*slots, capacity); };
  if (!writes) return BackgroundReply{.work = std::move(answer)};
  return PendingReply{
      .start = [slots](std::function<void()> done) { start(*slots, std::move(done)); },
      .answer = std::move(answer)};
}

}  // namespace

const Operation kBatchExecuteStatement{
    .name = "BatchExecuteStatement",
    .honoured =
        "Statements Statements.Statement Statements.Parameters Statements.ConsistentRead "
        "Statements.ReturnValuesOnConditionCheckFailure ReturnConsumedCapacity",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api

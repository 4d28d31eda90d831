#include "api/cancellation.h"
#include "api/errors.h"
#include "api/operations.h"
#include "api/partiql/select.h"
#include "api/partiql/statement_error.h"
#include "api/partiql/statement_members.h"
#include "api/partiql/write.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "api/transact_answer.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidemark::api {
namespace {

namespace partiql = expressions::partiql;

constexpr std::size_t kMostStatements = 100;

using Statements = std::vector<partiql::Statement>;

std::vector<StatementMembers> statements_member(Members& members) {
  std::vector<StatementMembers> all;
  const auto* list = members.list("TransactStatements", true);
  if (list == nullptr) return all;
  if (list->empty()) {
    members.add_problem("TransactStatements", "[]",
                        "Member must have length greater than or equal to 1");
  }
  if (list->size() > kMostStatements) {
    members.add_problem("TransactStatements", fmt::format("[{} statements]", list->size()),
                        "Member must have length less than or equal to 100");
    return all;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members statement = members.element("TransactStatements", i, (*list)[i]);
    all.push_back(statement_members(statement));
  }
  return all;
}

// A refusal of one statement that refuses them all.
Reply refused(std::size_t i, const Reply& refusal) {
  return validation_error(fmt::format("Validation failed in TransactStatements[{}]: {}", i,
                                      statement_error_of(refusal).message));
}

bool reads(const partiql::Statement& statement) {
  return std::holds_alternative<partiql::SelectStatement>(statement);
}

Parsed<Statements> statements_of(const std::vector<StatementMembers>& given) {
  for (const StatementMembers& one : given) {
    if (one.problem) return validation_error(*one.problem);
  }
  Statements all;
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto statement = statement_of(given[i]);
    if (!statement) return refused(i, std::move(statement).refusal());
    all.push_back(std::move(statement).value());
  }
  const auto count = std::ranges::count_if(all, reads);
  if (count == 0 || count == std::ssize(all)) return all;
  return validation_error(
      "ExecuteTransaction API does not support both read and write operations in the same "
      "request.");
}

// Why a transaction cannot be done, statement by statement; told when all have been looked at.
class Reasons {
 public:
  explicit Reasons(std::size_t count) : reasons_(count) {}

  void add(std::size_t i, std::string code, std::string message) {
    reasons_[i] = {std::move(code), std::move(message)};
    any_ = true;
  }

  [[nodiscard]] std::optional<Reply> refusal() const {
    if (!any_) return std::nullopt;
    return cancelled(reasons_);
  }

 private:
  std::vector<CancellationReason> reasons_;
  bool any_ = false;
};

constexpr char kKeyMismatch[] = "The provided key element does not match the schema";

// Adds the refusal to the reasons, or gives it back as the answer to all.
std::optional<Reply> refuse(Reasons& reasons, std::size_t i, const partiql::Statement& statement,
                            WriteStage stage, const Reply& refusal) {
  const StatementError error = statement_error_of(refusal);
  const bool insert = std::holds_alternative<partiql::InsertStatement>(statement);
  switch (stage) {
    case WriteStage::kStatement: return refused(i, refusal);
    case WriteStage::kTable:
      if (error.code != "ResourceNotFound") return refusal;
      reasons.add(i, error.code, error.message);
      return std::nullopt;
    case WriteStage::kKey:
      reasons.add(i, "ValidationError", insert ? error.message : kKeyMismatch);
      return std::nullopt;
    case WriteStage::kItem: break;
  }
  if (insert) return refusal;
  reasons.add(i, "ValidationError", error.message);
  return std::nullopt;
}

bool returns(const partiql::Statement& statement) {
  if (const auto* update = std::get_if<partiql::UpdateStatement>(&statement)) {
    return update->returning != partiql::Returning::kNone;
  }
  const auto* remove = std::get_if<partiql::DeleteStatement>(&statement);
  return remove != nullptr && remove->returning != partiql::Returning::kNone;
}

struct Writes {
  storage::Store* store = nullptr;
  std::vector<tables::ItemAction> actions;
};

constexpr char kOneItemTwice[] =
    "Transaction request cannot include multiple operations on one item";

Parsed<Writes> writes_of(const Request& request, Engine& engine, const Statements& statements,
                         SentTransaction& sent) {
  Writes writes;
  Reasons reasons(statements.size());
  for (std::size_t i = 0; i < statements.size(); ++i) {
    WriteStage stage = WriteStage::kStatement;
    auto write = write_of(request, engine, statements[i], stage);
    const bool found = write || stage > WriteStage::kTable;
    if (found && returns(statements[i])) {
      return refused(i,
                     validation_error("RETURNING clause is not supported in ExecuteTransaction."));
    }
    if (!write) {
      if (auto all = refuse(reasons, i, statements[i], stage, std::move(write).refusal())) {
        return *std::move(all);
      }
      continue;
    }
    StatementWrite prepared = std::move(write).value();
    sent.tables.push_back(prepared.form.table);
    sent.inserts.push_back(prepared.form.insert);
    writes.store = prepared.store;
    writes.actions.push_back(std::move(prepared.action));
  }
  if (auto refusal = reasons.refusal()) return *std::move(refusal);
  std::set<std::pair<std::uint64_t, std::string>> seen;
  for (const tables::ItemAction& action : writes.actions) {
    if (seen.emplace(action.table->stored_as.value, action.key).second) continue;
    return validation_error(kOneItemTwice);
  }
  return writes;
}

Handling run_writes(const Request& request, Engine& engine, const Statements& statements,
                    SentTransaction sent, const std::optional<std::string>& token) {
  TM_OR_REPLY(Writes writes, writes_of(request, engine, statements, sent));
  return pending<tables::TransactionAnswer>(
      tables::transact(*writes.store, std::move(writes.actions),
                       request_token_of(request, token, "TransactStatements")),
      [sent = std::move(sent)](const tables::TransactionAnswer& given) {
        return transaction_reply(given, sent);
      });
}

// Why a SELECT cannot be one of a transaction.
std::optional<Reply> refuse_read(Reasons& reasons, std::size_t i, const Reply& refusal) {
  const StatementError error = statement_error_of(refusal);
  if (error.code == "ResourceNotFound" || error.message == kKeyMismatch) {
    reasons.add(i, error.code, error.message);
    return std::nullopt;
  }
  return refused(i, refusal);
}

Parsed<std::vector<ItemSelect>> selects_of(const Request& request, Engine& engine,
                                           const Statements& statements) {
  std::vector<ItemSelect> selects;
  Reasons reasons(statements.size());
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto& select = std::get<partiql::SelectStatement>(statements[i]);
    auto one = item_select_of(request, engine, select, "ExecuteTransaction");
    if (!one) {
      if (auto all = refuse_read(reasons, i, std::move(one).refusal())) return *std::move(all);
      continue;
    }
    selects.push_back(std::move(one).value());
  }
  if (auto refusal = reasons.refusal()) return *std::move(refusal);
  std::set<std::pair<std::uint64_t, std::string>> seen;
  for (const ItemSelect& select : selects) {
    if (seen.emplace(select.open.table->stored_as.value, select.key).second) continue;
    return validation_error(kOneItemTwice);
  }
  return selects;
}

using Items = std::vector<std::optional<values::StoredItem>>;

Reply selected(const std::vector<ItemSelect>& selects, const Items& items,
               ReturnCapacity capacity) {
  codec::JsonWriter out;
  std::map<std::string, ConsumedUnits> used;
  out.begin_object().key("Responses").begin_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.begin_object();
    if (items[i]) {
      out.key("Item");
      write_columns(out, *items[i], selects[i].columns);
    }
    out.end_object();
    const std::size_t bytes = items[i] ? items[i]->counted() : 0;
    used[selects[i].open.table->name.name].table += 2 * read_units(bytes, true);
  }
  out.end_array();
  if (capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity").begin_array();
    for (const auto& [table, units] : used) write_capacity(out, capacity, table, units, "Read");
    out.end_array();
  }
  out.end_object();
  return {.body = out.take()};
}

// All of one instant of the past.
Reply selected_as_of(const std::vector<ItemSelect>& selects, ReturnCapacity capacity) {
  Items items;
  for (const ItemSelect& select : selects) {
    auto item = tables::read_item(*select.open.store, *select.open.table, select.key, select.at);
    if (!item) return error_reply(item.error());
    items.push_back(std::move(item).value());
  }
  return selected(selects, items, capacity);
}

Handling run_selects(const Request& request, Engine& engine, const Statements& statements,
                     ReturnCapacity capacity) {
  TM_OR_REPLY(std::vector<ItemSelect> selects, selects_of(request, engine, statements));
  const std::optional<Timestamp> at = selects.front().at;
  std::vector<tables::ItemPlace> places;
  for (const ItemSelect& select : selects) {
    if (select.at != at) {
      return validation_error("AS OF must be the same instant in all statements of a transaction");
    }
    places.push_back({select.open.table, select.key});
  }
  if (at) return selected_as_of(selects, capacity);
  auto together = tables::read_together(*selects.front().open.store, std::move(places));
  return pending<tables::ItemsTogether>(
      std::move(together),
      [selects = std::move(selects), capacity](const tables::ItemsTogether& given) {
        const auto* items = std::get_if<Items>(&given);
        return items == nullptr ? no_such_table() : selected(selects, *items, capacity);
      });
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const std::vector<StatementMembers> given = statements_member(members);
  const auto token = members.text("ClientRequestToken", {.min = 1, .max = 36});
  SentTransaction sent{.capacity = capacity_member(members), .has_responses = true};
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const Statements statements, statements_of(given));
  if (reads(statements.front())) return run_selects(request, engine, statements, sent.capacity);
  for (const StatementMembers& one : given) sent.item_on_failure.push_back(one.item_on_failure);
  return run_writes(request, engine, statements, std::move(sent), token);
}

}  // namespace

const Operation kExecuteTransaction{
    .name = "ExecuteTransaction",
    .honoured =
        "TransactStatements TransactStatements.Statement TransactStatements.Parameters "
        "TransactStatements.ReturnValuesOnConditionCheckFailure ClientRequestToken "
        "ReturnConsumedCapacity",
    .as_of = true,
    .handle = handle};

}  // namespace tidemark::api

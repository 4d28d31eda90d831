#include "api/transact_answer.h"

#include "api/cancellation.h"
#include "api/errors.h"
#include "api/table_members.h"
#include "api/written.h"
#include "codec/sha256.h"

#include <algorithm>
#include <map>

namespace tidemark::api {
namespace {

// JSON whose members stand in the order of their names.
codec::JsonValue sorted(const codec::JsonValue& value) {
  if (const auto* array = value.array()) {
    codec::JsonValue::Array copy;
    for (const codec::JsonValue& element : *array) copy.push_back(sorted(element));
    return codec::JsonValue(std::move(copy));
  }
  if (const auto* object = value.object()) {
    codec::JsonValue::Members copy;
    for (const auto& [name, member] : *object) copy.emplace_back(name, sorted(member));
    std::ranges::sort(copy, {}, [](const auto& member) { return std::string_view(member.first); });
    return codec::JsonValue(std::move(copy));
  }
  return value;
}

CancellationReason reason_of(const tables::WriteAnswer& answer, const SentTransaction& sent,
                             std::size_t i) {
  const bool with_item = sent.item_on_failure[i];
  if (const auto* failed = std::get_if<tables::ConditionFailed>(&answer)) {
    if (!sent.inserts.empty() && sent.inserts[i]) {
      return {"DuplicateItem", "Duplicate primary key exists in table"};
    }
    return {"ConditionalCheckFailed", "The conditional request failed",
            with_item ? failed->item : std::nullopt};
  }
  if (std::holds_alternative<tables::ItemTooLarge>(answer)) {
    return {"ValidationError", "Item size to update has exceeded the maximum allowed size"};
  }
  if (const auto* problem = std::get_if<tables::IndexKeyProblem>(&answer)) {
    return {"ValidationError", index_key_text(*problem)};
  }
  return {"ValidationError", std::get<tables::CannotUpdate>(answer).message};
}

Reply cancelled(const tables::TransactionCancelled& answer, const SentTransaction& sent) {
  std::vector<CancellationReason> reasons;
  for (std::size_t i = 0; i < answer.reasons.size(); ++i) {
    if (!answer.reasons[i]) {
      reasons.emplace_back();
      continue;
    }
    const auto* problem = std::get_if<tables::IndexKeyProblem>(&*answer.reasons[i]);
    // Told as one of the request, not of the action.
    if (problem != nullptr && problem->why == tables::IndexKeyProblem::Why::kEmpty) {
      return validation_error(
          "One or more parameter values are not valid. The update expression attempted to update a "
          "secondary index key to a value that is not supported. The AttributeValue for a key "
          "attribute cannot contain an empty string value.");
    }
    reasons.push_back(reason_of(*answer.reasons[i], sent, i));
  }
  return cancelled(reasons);
}

using Used = std::map<std::string, ConsumedUnits>;  // by table

Reply answered(const SentTransaction& sent, const Used& used, std::string_view kind) {
  codec::JsonWriter out;
  out.begin_object();
  if (sent.has_responses) out.key("Responses").begin_array().end_array();
  if (sent.capacity != ReturnCapacity::kNone) {
    out.key("ConsumedCapacity").begin_array();
    for (const auto& [table, units] : used) write_capacity(out, sent.capacity, table, units, kind);
    out.end_array();
  }
  if (sent.metrics) write_item_collections(out, sent.tables, sent.keys);
  out.end_object();
  return {.body = out.take()};
}

}  // namespace

Reply transaction_reply(const tables::TransactionAnswer& given, const SentTransaction& sent) {
  if (std::holds_alternative<tables::NoTable>(given)) return no_such_table();
  if (std::holds_alternative<tables::TokenMismatch>(given)) {
    return error_reply("IdempotentParameterMismatchException",
                       "The transaction's ClientRequestToken was used with other items before");
  }
  if (const auto* no = std::get_if<tables::TransactionCancelled>(&given)) {
    return cancelled(*no, sent);
  }
  Used used;
  if (const auto* replayed = std::get_if<tables::TransactionReplayed>(&given)) {
    for (std::size_t i = 0; i < replayed->item_bytes.size(); ++i) {
      used[sent.tables[i]->name.name].table += 2 * read_units(replayed->item_bytes[i], true);
    }
    return answered(sent, used, "Read");
  }
  const auto& items = std::get<tables::TransactionDone>(given).items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    add_written(used[sent.tables[i]->name.name], items[i].changed, 2);
  }
  return answered(sent, used, "Write");
}

std::optional<tables::RequestToken> request_token_of(const Request& request,
                                                     const std::optional<std::string>& text,
                                                     std::string_view items) {
  if (!text) return std::nullopt;
  codec::JsonWriter canonical;
  codec::write_json(canonical, sorted(*request.body.find(items)));
  return tables::RequestToken{.account = request.call.account,
                              .region = request.call.region,
                              .text = *text,
                              .fingerprint = codec::bytes_of(codec::sha256(canonical.text()))};
}

}  // namespace tidemark::api

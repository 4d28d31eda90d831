#include "tables/transaction.h"

#include "storage/faults.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

// Waits for its group, since what it saw may not be on disk yet.
Decision nothing_to_write() {
  Changes changes;
  changes.makes_room = true;
  return changes;
}

class Transaction {
 public:
  Transaction(std::vector<ItemAction> actions, std::optional<RequestToken> token)
      : actions_(std::move(actions)), token_(std::move(token)) {}

  [[nodiscard]] const std::vector<ItemAction>& actions() const { return actions_; }

  Result<Decision> decide(View& view, TransactionAnswer& answer) const {
    if (token_) {
      TM_TRY(auto earlier, find_request(view, *token_));
      if (earlier && !earlier->same) answer = TokenMismatch{};
      if (earlier && earlier->same) answer = TransactionReplayed{std::move(earlier->item_bytes)};
      if (earlier) return nothing_to_write();
    }
    Changes changes;
    changes.makes_room = std::ranges::all_of(actions_, only_frees);
    TM_TRY(answer, perform_all(view, changes));
    if (std::holds_alternative<NoTable>(answer)) return Decision{Refused{}};
    const auto* done = std::get_if<TransactionDone>(&answer);
    if (done == nullptr) return nothing_to_write();
    if (token_ && !TM_FAULT(kTokenForgotten)) {
      std::vector<std::size_t> bytes;
      for (const Written& item : done->items) {
        bytes.push_back(std::max(item.changed.before_bytes, item.changed.after_bytes));
      }
      TM_TRY_STATUS(remember_request(view, changes, *token_, bytes));
    }
    return Decision{std::move(changes)};
  }

 private:
  Result<TransactionAnswer> perform_all(View& view, Changes& changes) const {
    TransactionDone done;
    TransactionCancelled cancelled;
    cancelled.reasons.resize(actions_.size());
    bool all_done = true;
    for (std::size_t i = 0; i < actions_.size(); ++i) {
      TM_TRY(WriteAnswer one, perform(view, changes, actions_[i]));
      if (std::holds_alternative<NoTable>(one)) return TransactionAnswer(NoTable{});
      if (auto* written = std::get_if<Written>(&one)) {
        if (all_done) done.items.push_back(std::move(*written));
        continue;
      }
      all_done = false;
      const bool goes_on = std::holds_alternative<ConditionFailed>(one);
      cancelled.reasons[i] = std::move(one);
      if (!goes_on) break;
    }
    if (all_done) return TransactionAnswer(std::move(done));
    return TransactionAnswer(std::move(cancelled));
  }

  std::vector<ItemAction> actions_;
  std::optional<RequestToken> token_;
};

Result<std::vector<std::optional<values::StoredItem>>> items_in(
    const View& view, const std::vector<ItemPlace>& places) {
  std::vector<std::optional<values::StoredItem>> items;
  for (const ItemPlace& place : places) {
    TM_TRY(auto version, view.get({place.table->stored_as, storage::kItems, place.key}));
    if (!version) {
      items.emplace_back();
      continue;
    }
    TM_TRY(values::StoredItem item, values::StoredItem::open(std::move(version->value)));
    items.emplace_back(std::move(item));
  }
  return items;
}

}  // namespace

Write<TransactionAnswer> transact(storage::Store& store, std::vector<ItemAction> actions,
                                  std::optional<RequestToken> token) {
  const auto shared = std::make_shared<const Transaction>(std::move(actions), std::move(token));
  std::vector<storage::KeyRef> keys;
  for (const ItemAction& action : shared->actions()) append_keys(keys, action);
  return {store, std::move(keys),
          [shared](View& view, TransactionAnswer& answer) { return shared->decide(view, answer); }};
}

Write<ItemsTogether> read_together(storage::Store& store, std::vector<ItemPlace> places) {
  const auto shared = std::make_shared<const std::vector<ItemPlace>>(std::move(places));
  std::vector<storage::KeyRef> keys;
  for (const ItemPlace& place : *shared) {
    keys.push_back({place.table->stored_as, storage::kItems, place.key});
  }
  return {store, std::move(keys), [shared](View& view, ItemsTogether& answer) -> Result<Decision> {
            const auto gone = [&](const ItemPlace& place) {
              return !view.is_live(place.table->stored_as);
            };
            if (std::ranges::any_of(*shared, gone)) return Decision{Refused{}};
            TM_TRY(answer, items_in(view, *shared));
            return nothing_to_write();
          }};
}

}  // namespace tidemark::tables

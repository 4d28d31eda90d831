#include "tables/writer.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

}  // namespace

Write<WriteAnswer> write_item(storage::Store& store, ItemAction action) {
  auto shared = std::make_shared<const ItemAction>(std::move(action));
  std::vector<storage::KeyRef> keys;
  append_keys(keys, *shared);
  return {store, std::move(keys), [shared](View& view, WriteAnswer& answer) -> Result<Decision> {
            Changes changes;
            changes.makes_room = only_frees(*shared);
            TM_TRY(answer, perform(view, changes, *shared));
            if (std::holds_alternative<Written>(answer)) return Decision{std::move(changes)};
            if (!std::holds_alternative<ConditionFailed>(answer)) return Decision{Refused{}};
            Changes nothing;
            nothing.makes_room = true;
            return Decision{std::move(nothing)};
          }};
}

Write<BatchAnswer> write_batch(storage::Store& store, std::vector<ItemAction> actions) {
  auto all = std::make_shared<const std::vector<ItemAction>>(std::move(actions));
  std::vector<storage::KeyRef> keys;
  for (const ItemAction& action : *all) append_keys(keys, action);
  return {store, std::move(keys), [all](View& view, BatchAnswer& answer) -> Result<Decision> {
            Changes changes;
            changes.makes_room = std::ranges::all_of(*all, only_frees);
            BatchWritten written;
            for (const ItemAction& action : *all) {
              TM_TRY(WriteAnswer one, perform(view, changes, action));
              if (auto* problem = std::get_if<IndexKeyProblem>(&one)) {
                answer = std::move(*problem);
                return Decision{Refused{}};
              }
              auto* done = std::get_if<Written>(&one);
              if (done == nullptr) return Decision{Refused{}};
              written.items.push_back(std::move(done->changed));
            }
            answer = std::move(written);
            return Decision{std::move(changes)};
          }};
}

}  // namespace tidemark::tables

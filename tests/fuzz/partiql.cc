// Any text is a statement or is refused with a reason, the same on every reading. What is a
// statement can be evaluated: its condition answers, its update makes an item that can be stored
// or says why not, and an item that WHERE takes lies in what the key plan reads.
#include "base/random.h"
#include "expressions/apply_update.h"
#include "expressions/partiql/key_plan.h"
#include "expressions/partiql/named_item.h"
#include "expressions/partiql/statement.h"
#include "expressions/predicate.h"
#include "property.h"
#include "values/item_bytes.h"
#include "values/item_size.h"
#include "values/testing/drawn_item.h"

#include <algorithm>

namespace {

using namespace tidemark;
using namespace tidemark::expressions;
using namespace tidemark::expressions::partiql;

const values::KeySchema kSchema{{"pk", values::KeyType::kString},
                                values::KeyAttribute{"sk", values::KeyType::kString}};

std::uint64_t seed_of(std::string_view text) {
  std::uint64_t seed = 1;
  for (const char c : text) seed = seed * 31 + static_cast<unsigned char>(c);
  return seed;
}

// An item with a key, of letters that statements are likely to ask for.
values::Item drawn_item(SeededRandom& random) {
  values::Item item = values::DrawnItems(random).item();
  const auto letter = [&] { return std::string(1, static_cast<char>('a' + random.below(3))); };
  item.set("pk", values::text_value(letter()));
  item.set("sk", values::text_value(letter()));
  return item;
}

bool lies_within(const std::string& key, const values::KeyRange& range) {
  return range.from <= key && (range.until.empty() || key < range.until);
}

void check_plan(const Condition* where, const values::Item& item, bool taken) {
  const KeyPlan plan(where, kSchema);
  TM_CHECK(!plan.problem() || !plan.problem()->message.empty());
  if (plan.problem() || !plan.keyed()) return;
  const std::string key = std::get<std::string>(values::key_of_item(kSchema, item));
  const auto count = std::ranges::count_if(
      plan.reads(), [&](const values::KeyRange& range) { return lies_within(key, range); });
  TM_CHECK(count <= 1);
  TM_CHECK(!taken || count == 1);
  TM_CHECK(!plan.exact() || taken == (count == 1));
}

void check_where(const std::optional<Condition>& where, const values::Item& item) {
  const std::string bytes = values::to_bytes(item);
  const auto view = values::ItemView::open(bytes);
  TM_CHECK(view);
  const bool taken = !where || Predicate(*where).holds(view.value());
  check_plan(where ? &*where : nullptr, item, taken);
  const NamedItem named = item_named_by(where ? &*where : nullptr, kSchema);
  TM_CHECK(named.key.size() <= 2);
  if (named.rest) {
    TM_CHECK(!taken || Predicate(*named.rest).holds(view.value()));
  }
}

void check_update(const UpdateStatement& statement, const values::Item& item) {
  const auto changed = apply(statement.update, item, {});
  const auto* after = std::get_if<std::optional<values::Item>>(&changed);
  if (after == nullptr || !*after) return;
  TM_CHECK(values::bytes_of(**after) <= values::kMaxItemBytes);
  const auto stored = values::item_from_bytes(values::to_bytes(**after));
  TM_CHECK(stored && stored.value() == **after);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  SeededRandom random(seed_of(text));
  values::DrawnItems drawn(random);
  const std::vector<values::AttributeValue> parameters = {
      values::text_value("a"), values::text_value("b"), drawn.value(), drawn.value()};
  const auto parsed = parse_statement(text, parameters);
  if (const auto* problem = std::get_if<ExpressionProblem>(&parsed)) {
    TM_CHECK(!problem->message.empty());
    const auto again = parse_statement(text, parameters);
    TM_CHECK(std::get<ExpressionProblem>(again).message == problem->message);
    return 0;
  }
  const auto& statement = std::get<Statement>(parsed);
  const values::Item item = drawn_item(random);
  if (const auto* select = std::get_if<SelectStatement>(&statement)) {
    check_where(select->where, item);
    const KeyPlan plan(select->where ? &*select->where : nullptr, kSchema);
    static_cast<void>(ordered_reads(*select, plan, kSchema));
  }
  if (const auto* update = std::get_if<UpdateStatement>(&statement)) {
    check_where(update->where, item);
    check_update(*update, item);
  }
  if (const auto* remove = std::get_if<DeleteStatement>(&statement))
    check_where(remove->where, item);
  if (const auto* insert = std::get_if<InsertStatement>(&statement)) {
    const auto stored = values::item_from_bytes(values::to_bytes(insert->item));
    TM_CHECK(stored && stored.value() == insert->item);
  }
  return 0;
}

// Any text is either accepted or refused with a reason, the same on every reading. What is
// accepted can be evaluated: a condition answers, an update makes an item that can be stored or
// says why not, a projection takes no more than there is; on items drawn from the text itself.
#include "base/random.h"
#include "expressions/apply_update.h"
#include "expressions/key_condition.h"
#include "expressions/predicate.h"
#include "expressions/projection.h"
#include "property.h"
#include "values/item_bytes.h"
#include "values/item_size.h"
#include "values/testing/drawn_item.h"

namespace {

using namespace tidemark;
using namespace tidemark::expressions;

// Of the text: the same items for the same input.
std::uint64_t seed_of(std::string_view text) {
  std::uint64_t seed = 1;
  for (const char c : text) seed = seed * 31 + static_cast<unsigned char>(c);
  return seed;
}

Placeholders placeholders(std::string_view text) {
  SeededRandom random(seed_of(text));
  values::DrawnItems drawn(random);
  values::Item items;
  items.set(":a", values::text_value("a"));
  items.set(":b", values::text_value("b"));
  items.set(":t", values::AttributeValue(true));
  for (const char* name : {":u", ":v", ":w"}) items.set(name, drawn.value());
  return Placeholders(Placeholders::Names{{"#p", "pk"}, {"#s", "sk"}}, std::move(items));
}

template <class T>
std::string reason(const Parsed<T>& parsed) {
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  TM_CHECK(problem == nullptr || !problem->message.empty());
  return problem != nullptr ? problem->message : "";
}

void check_key_condition(std::string_view text) {
  Placeholders first = placeholders(text);
  Placeholders second = placeholders(text);
  auto parsed = parse_key_condition(text, first);
  TM_CHECK(reason(parsed) == reason(parse_key_condition(text, second)));
  if (auto* conditions = std::get_if<KeyConditions>(&parsed)) {
    const values::KeySchema schema{{"pk", values::KeyType::kString},
                                   values::KeyAttribute{"sk", values::KeyType::kString}};
    reason(bind_key_condition(std::move(*conditions), key_attributes_of(schema)));
  }
}

void check_condition(std::string_view text, const values::Item& item) {
  Placeholders given = placeholders(text);
  const auto parsed = parse_condition("FilterExpression", text, given);
  reason(parsed);
  const auto* condition = std::get_if<Condition>(&parsed);
  if (condition == nullptr) return;
  const std::string bytes = values::to_bytes(item);
  const auto view = values::ItemView::open(bytes);
  TM_CHECK(view);
  const Predicate predicate(*condition);
  TM_CHECK(predicate.holds(view.value()) == predicate.holds(view.value()));
  TM_CHECK(predicate.holds(values::ItemView()) == predicate.holds(values::ItemView()));
}

void check_update(std::string_view text, const values::Item& item) {
  Placeholders given = placeholders(text);
  const auto parsed = parse_update(text, given);
  reason(parsed);
  const auto* update = std::get_if<Update>(&parsed);
  if (update == nullptr) return;
  for (const std::optional<values::Item>& before : {std::optional(item), {}}) {
    const auto changed = apply(*update, before, {});
    const auto* problem = std::get_if<ExpressionProblem>(&changed);
    TM_CHECK(problem == nullptr || !problem->message.empty());
    const auto* after = std::get_if<std::optional<values::Item>>(&changed);
    if (after == nullptr || !*after) continue;
    TM_CHECK(values::bytes_of(**after) <= values::kMaxItemBytes);
    const auto stored = values::item_from_bytes(values::to_bytes(**after));
    TM_CHECK(stored && stored.value() == **after);
    TM_CHECK(values::bytes_of(touched(*update, **after)) <= values::bytes_of(**after));
  }
}

void check_projection(std::string_view text, const values::Item& item) {
  Placeholders given = placeholders(text);
  const auto parsed = parse_projection(text, given);
  reason(parsed);
  const auto* projection = std::get_if<Projection>(&parsed);
  if (projection == nullptr) return;
  const values::Item part = project(*projection, item);
  TM_CHECK(values::bytes_of(part) <= values::bytes_of(item));
  TM_CHECK(part.size() <= item.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  SeededRandom random(seed_of(text) + 1);
  const values::Item item = values::DrawnItems(random).item();
  check_key_condition(text);
  check_condition(text, item);
  check_update(text, item);
  check_projection(text, item);
  return 0;
}

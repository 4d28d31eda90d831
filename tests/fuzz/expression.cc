// Any text is either accepted or refused with a reason, the same on every reading; and an
// accepted key condition binds or says why not.
#include "expressions/key_condition.h"
#include "expressions/projection.h"
#include "expressions/update.h"
#include "property.h"

namespace {

using namespace tidemark;
using namespace tidemark::expressions;

Placeholders placeholders() {
  values::Item items;
  items.set(":a", values::text_value("a"));
  items.set(":b", values::text_value("b"));
  items.set(":t", values::AttributeValue(true));
  return Placeholders(Placeholders::Names{{"#p", "pk"}, {"#s", "sk"}}, std::move(items));
}

template <class T>
std::string reason(const Parsed<T>& parsed) {
  const auto* problem = std::get_if<ExpressionProblem>(&parsed);
  TM_CHECK(problem == nullptr || !problem->message.empty());
  return problem != nullptr ? problem->message : "";
}

void check_key_condition(std::string_view text) {
  Placeholders first = placeholders();
  Placeholders second = placeholders();
  auto parsed = parse_key_condition(text, first);
  TM_CHECK(reason(parsed) == reason(parse_key_condition(text, second)));
  if (auto* conditions = std::get_if<KeyConditions>(&parsed)) {
    const values::KeySchema schema{{"pk", values::KeyType::kString},
                                   values::KeyAttribute{"sk", values::KeyType::kString}};
    reason(bind_key_condition(std::move(*conditions), schema));
  }
}

void check_update(std::string_view text) {
  Placeholders given = placeholders();
  const auto parsed = parse_update(text, given);
  reason(parsed);
  const auto* update = std::get_if<Update>(&parsed);
  if (update == nullptr) return;
  values::Item item;
  apply(*update, item);
  TM_CHECK(!update->sets.empty() && item.size() == update->sets.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  check_key_condition(text);
  check_update(text);
  Placeholders given = placeholders();
  reason(parse_projection(text, given));
  return 0;
}

#include "expressions/document_path.h"

namespace tidemark::expressions {

namespace {

const values::AttributeValue* within(const values::AttributeValue& value, const PathStep& step) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    const auto* map = value.get_if<values::Item>();
    return map != nullptr ? map->find(*name) : nullptr;
  }
  const auto* list = value.get_if<values::List>();
  const std::size_t index = std::get<std::size_t>(step);
  return list != nullptr && index < list->size() ? &(*list)[index] : nullptr;
}

std::optional<values::ValueView> within(const values::ValueView& value, const PathStep& step) {
  const auto* name = std::get_if<std::string>(&step);
  return name != nullptr ? value.member(*name) : value.element(std::get<std::size_t>(step));
}

}  // namespace

std::string to_text(const DocumentPath& path) {
  std::vector<std::string> steps;
  for (const PathStep& step : path) {
    const auto* index = std::get_if<std::size_t>(&step);
    steps.push_back(index != nullptr ? fmt::format("[{}]", *index) : std::get<std::string>(step));
  }
  return fmt::format("[{}]", fmt::join(steps, ", "));
}

const values::AttributeValue* find(const values::Item& item, const DocumentPath& path) {
  const values::AttributeValue* value = item.find(attribute_of(path));
  for (std::size_t i = 1; i < path.size() && value != nullptr; ++i) value = within(*value, path[i]);
  return value;
}

std::optional<values::ValueView> find(const values::ItemView& item, const DocumentPath& path) {
  std::optional<values::ValueView> value = item.find(attribute_of(path));
  for (std::size_t i = 1; i < path.size() && value; ++i) value = within(*value, path[i]);
  return value;
}

}  // namespace tidemark::expressions

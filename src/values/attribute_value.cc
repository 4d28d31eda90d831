#include "values/attribute_value.h"

#include <algorithm>

namespace tidemark::values {

namespace {

auto position_of(auto& attributes, std::string_view name) {
  return std::lower_bound(attributes.begin(), attributes.end(), name,
                          [](const auto& attribute, std::string_view sought) {
                            return std::string_view(attribute.first) < sought;
                          });
}

}  // namespace

const AttributeValue* Item::find(std::string_view name) const {
  const auto at = position_of(attributes_, name);
  return at != attributes_.end() && at->first == name ? &at->second : nullptr;
}

AttributeValue* Item::edit(std::string_view name) {
  const auto at = position_of(attributes_, name);
  return at != attributes_.end() && at->first == name ? &at->second : nullptr;
}

void Item::reserve(std::size_t count) {
  attributes_.reserve(count);
}

void Item::set(std::string name, AttributeValue value) {
  // Stored items come in order: no search then.
  if (attributes_.empty() || attributes_.back().first < name) {
    attributes_.emplace_back(std::move(name), std::move(value));
    return;
  }
  const auto at = position_of(attributes_, name);
  if (at->first == name) {
    at->second = std::move(value);
  } else {
    attributes_.insert(at, {std::move(name), std::move(value)});
  }
}

bool Item::erase(std::string_view name) {
  const auto at = position_of(attributes_, name);
  if (at == attributes_.end() || at->first != name) return false;
  attributes_.erase(at);
  return true;
}

void Item::change(std::vector<Change> changes) {
  std::vector<Attribute> changed;
  changed.reserve(attributes_.size() + changes.size());
  auto old = attributes_.begin();
  for (auto& [name, value] : changes) {
    for (; old != attributes_.end() && old->first < name; ++old) {
      changed.push_back(std::move(*old));
    }
    if (old != attributes_.end() && old->first == name) ++old;
    if (value) changed.emplace_back(std::move(name), *std::move(value));
  }
  std::move(old, attributes_.end(), std::back_inserter(changed));
  attributes_ = std::move(changed);
}

bool operator==(const Item& a, const Item& b) {
  return a.attributes_ == b.attributes_;
}

bool operator==(const AttributeValue& a, const AttributeValue& b) {
  return a.state_ == b.state_;
}

int nesting_of(const AttributeValue& value) {
  int deepest = 0;
  if (const auto* list = value.get_if<List>()) {
    for (const AttributeValue& element : *list) deepest = std::max(deepest, nesting_of(element));
  } else if (const auto* map = value.get_if<Item>()) {
    for (const auto& [name, member] : *map) deepest = std::max(deepest, nesting_of(member));
  }
  return deepest + 1;
}

std::string_view AttributeValue::type_name() const {
  static constexpr std::string_view kNames[] = {"S", "N", "B",  "BOOL", "NULL",
                                                "L", "M", "SS", "NS",   "BS"};
  return kNames[state_.index()];
}

}  // namespace tidemark::values

// What an item is made of: attribute values of DynamoDB's ten types, and the item, a map of them
// sorted by the bytes of its names.
#pragma once

#include "values/number.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::values {

class AttributeValue;

// Attributes by name, ascending bytewise. The type of an item, of a key, and of an M value.
class Item {
 public:
  using Attribute = std::pair<std::string, AttributeValue>;

  [[nodiscard]] const AttributeValue* find(std::string_view name) const;
  // Inserts or replaces.
  void set(std::string name, AttributeValue value);
  // Whether there was one.
  bool erase(std::string_view name);

  void reserve(std::size_t count);

  [[nodiscard]] bool empty() const { return attributes_.empty(); }

  [[nodiscard]] std::size_t size() const { return attributes_.size(); }

  [[nodiscard]] auto begin() const { return attributes_.begin(); }

  [[nodiscard]] auto end() const { return attributes_.end(); }

  friend bool operator==(const Item& a, const Item& b);

 private:
  std::vector<Attribute> attributes_;
};

struct Binary {
  std::string bytes;
  friend auto operator<=>(const Binary&, const Binary&) = default;
};

struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};

// Sets keep their members sorted (strings and binaries bytewise, numbers by value), without
// duplicates, and are never empty.
using StringSet = std::vector<std::string>;
using NumberSet = std::vector<Number>;
using BinarySet = std::vector<Binary>;
using List = std::vector<AttributeValue>;

class AttributeValue {
 public:
  using State = std::variant<std::string, Number, Binary, bool, Null, List, Item, StringSet,
                             NumberSet, BinarySet>;

  AttributeValue() : state_(Null{}) {}

  template <class T>
    requires std::is_constructible_v<State, std::in_place_type_t<T>, T>
  explicit AttributeValue(T value) : state_(std::in_place_type<T>, std::move(value)) {}

  [[nodiscard]] const State& state() const { return state_; }

  template <class T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(&state_);
  }

  // "S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS".
  [[nodiscard]] std::string_view type_name() const;

  friend bool operator==(const AttributeValue& a, const AttributeValue& b);

 private:
  State state_;
};

inline AttributeValue text_value(std::string text) {
  return AttributeValue(std::move(text));
}

// Calls the one of `cases` that takes the value's type.
template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

template <class... Cases>
decltype(auto) match(const AttributeValue& value, Cases... cases) {
  return std::visit(Overloaded{std::move(cases)...}, value.state());
}

}  // namespace tidemark::values

// What an item is made of: attribute values of DynamoDB's ten types, and the item, a map of them
// sorted by the bytes of its names.
#pragma once

#include "values/number.h"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
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
  // To be changed in place.
  [[nodiscard]] AttributeValue* edit(std::string_view name);
  // Inserts or replaces.
  void set(std::string name, AttributeValue value);
  // Whether there was one.
  bool erase(std::string_view name);

  using Change = std::pair<std::string, std::optional<AttributeValue>>;

  // Inserts or replaces each, and erases those without a value; names ascending. As quick for a
  // thousand changes of a great item as for one.
  void change(std::vector<Change> changes);

  void reserve(std::size_t count);

  using Iterator = std::vector<Attribute>::const_iterator;

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

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

template <class T, class Variant>
inline constexpr bool kIsAlternative = false;
template <class T, class... Ts>
inline constexpr bool kIsAlternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);

class AttributeValue {
 public:
  using State = std::variant<std::string, Number, Binary, bool, Null, List, Item, StringSet,
                             NumberSet, BinarySet>;

  AttributeValue() : state_(Null{}) {}

  // From exactly one of State's types: text comes as a std::string, not as a literal.
  template <class T>
    requires kIsAlternative<T, State>
  explicit AttributeValue(T value) : state_(std::in_place_type<T>, std::move(value)) {}

  [[nodiscard]] const State& state() const { return state_; }

  template <class T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(&state_);
  }

  // To be changed in place; sets stay sorted, without duplicates and not empty.
  template <class T>
  [[nodiscard]] T* edit_if() {
    return std::get_if<T>(&state_);
  }

  // "S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS".
  [[nodiscard]] std::string_view type_name() const;

  friend bool operator==(const AttributeValue& a, const AttributeValue& b);

 private:
  State state_;
};

// How many levels of values it has: 1 for a scalar, a set or an empty list, 2 for a flat list.
int nesting_of(const AttributeValue& value);

// Here, because they need AttributeValue whole.
inline bool Item::empty() const {
  return attributes_.empty();
}

inline std::size_t Item::size() const {
  return attributes_.size();
}

inline Item::Iterator Item::begin() const {
  return attributes_.begin();
}

inline Item::Iterator Item::end() const {
  return attributes_.end();
}

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

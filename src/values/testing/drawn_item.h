// Items by chance, small and of few names and values, so that two of them often agree in part.
#pragma once

#include "base/random.h"
#include "values/attribute_value.h"

#include <algorithm>
#include <string>

namespace tidemark::values {

class DrawnItems {
 public:
  explicit DrawnItems(Random& random) : random_(random) {}

  Item item() { return map(3); }

  AttributeValue value(int deepest = 2) {
    switch (random_.below(deepest > 0 ? 12 : 9)) {
      case 0:
      case 1: return AttributeValue(text());
      case 2:
      case 3: return AttributeValue(number());
      case 4: return AttributeValue(Binary{text()});
      case 5: return random_.below(2) == 0 ? AttributeValue(true) : AttributeValue(Null{});
      case 6: return AttributeValue(set_of<std::string>([this] { return text(); }));
      case 7: return AttributeValue(set_of<Number>([this] { return number(); }));
      case 8: return AttributeValue(set_of<Binary>([this] { return Binary{text()}; }));
      case 9: return AttributeValue(map(deepest - 1));
      default: return AttributeValue(list(deepest - 1));
    }
  }

  std::string name() { return {static_cast<char>('a' + random_.below(5))}; }

  std::string text() {
    static constexpr const char* kPieces[] = {"", "a", "b", "ab", "é", "𝄞"};
    std::string text = kPieces[random_.below(6)];
    return text.append(kPieces[random_.below(6)]);
  }

  Number number() {
    static constexpr const char* kTexts[] = {
        "0",    "1",     "-1",  "2",    "10",     "0.5",
        "-0.5", "0.001", "1.5", "-200", "123.45", "99999999999999999999999999999999999999"};
    return std::get<Number>(Number::parse(kTexts[random_.below(12)]));
  }

 private:
  Item map(int deepest) {
    Item map;
    for (std::uint64_t left = random_.below(5); left > 0; --left) map.set(name(), value(deepest));
    return map;
  }

  List list(int deepest) {
    List list;
    for (std::uint64_t left = random_.below(4); left > 0; --left) list.push_back(value(deepest));
    return list;
  }

  template <class Member, class Draw>
  std::vector<Member> set_of(Draw draw) {
    std::vector<Member> set;
    for (std::uint64_t left = 1 + random_.below(3); left > 0; --left) set.push_back(draw());
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
  }

  Random& random_;
};

}  // namespace tidemark::values

#include "values/item_size.h"

namespace tidemark::values {

namespace {

// Of a list or map, and of each of their elements.
constexpr std::size_t kDocumentBytes = 3;
constexpr std::size_t kElementBytes = 1;

}  // namespace

std::size_t bytes_of(const AttributeValue& value) {
  return match(
      value, [](const std::string& text) { return text.size(); },
      [](const Number& number) { return number.bytes(); },
      [](const Binary& binary) { return binary.bytes.size(); }, [](bool) { return std::size_t{1}; },
      [](const Null&) { return std::size_t{1}; },
      [](const List& list) {
        std::size_t bytes = kDocumentBytes;
        for (const AttributeValue& element : list) bytes += kElementBytes + bytes_of(element);
        return bytes;
      },
      [](const Item& map) { return kDocumentBytes + map.size() * kElementBytes + bytes_of(map); },
      [](const StringSet& set) {
        std::size_t bytes = 0;
        for (const std::string& member : set) bytes += member.size();
        return bytes;
      },
      [](const NumberSet& set) {
        std::size_t bytes = 0;
        for (const Number& member : set) bytes += member.bytes();
        return bytes;
      },
      [](const BinarySet& set) {
        std::size_t bytes = 0;
        for (const Binary& member : set) bytes += member.bytes.size();
        return bytes;
      });
}

std::size_t bytes_of(const Item& item) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : item) bytes += name.size() + bytes_of(value);
  return bytes;
}

}  // namespace tidemark::values

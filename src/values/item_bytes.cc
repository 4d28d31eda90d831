#include "values/item_bytes.h"

#include "codec/varint.h"

namespace tidemark::values {

namespace {

using codec::append_sized;
using codec::append_varint;

constexpr char kFormat = 1;
constexpr int kDeepest = 64;

enum Tag : char {
  kText = 'S',
  kNumber = 'N',
  kBinary = 'B',
  kTrue = 'T',
  kFalse = 'F',
  kNull = '0',
  kList = 'L',
  kMap = 'M',
  kTextSet = 's',
  kNumberSet = 'n',
  kBinarySet = 'b',
};

void append_map(std::string& bytes, const Item& map);

template <class Members, class Text>
void append_set(std::string& bytes, char tag, const Members& members, Text text_of) {
  bytes.push_back(tag);
  append_varint(bytes, members.size());
  for (const auto& member : members) append_sized(bytes, text_of(member));
}

void append_tagged(std::string& bytes, char tag, std::string_view text) {
  bytes.push_back(tag);
  append_sized(bytes, text);
}

void append_value(std::string& bytes, const AttributeValue& value) {
  match(
      value, [&](const std::string& text) { append_tagged(bytes, kText, text); },
      [&](const Number& number) { append_tagged(bytes, kNumber, number.text()); },
      [&](const Binary& binary) { append_tagged(bytes, kBinary, binary.bytes); },
      [&](bool flag) { bytes.push_back(flag ? kTrue : kFalse); },
      [&](const Null&) { bytes.push_back(kNull); },
      [&](const List& list) {
        bytes.push_back(kList);
        append_varint(bytes, list.size());
        for (const AttributeValue& element : list) append_value(bytes, element);
      },
      [&](const Item& map) {
        bytes.push_back(kMap);
        append_map(bytes, map);
      },
      [&](const StringSet& set) {
        append_set(bytes, kTextSet, set,
                   [](const std::string& member) { return std::string_view(member); });
      },
      [&](const NumberSet& set) {
        append_set(bytes, kNumberSet, set,
                   [](const Number& member) { return std::string_view(member.text()); });
      },
      [&](const BinarySet& set) {
        append_set(bytes, kBinarySet, set,
                   [](const Binary& member) { return std::string_view(member.bytes); });
      });
}

void append_map(std::string& bytes, const Item& map) {
  append_varint(bytes, map.size());
  for (const auto& [name, value] : map) {
    append_sized(bytes, name);
    append_value(bytes, value);
  }
}

Error damaged() {
  return fail(Code::kCorrupt, "an item's stored bytes are damaged");
}

// A count of things that take at least one byte each.
Result<std::size_t> take_count(std::string_view& bytes) {
  TM_TRY(const std::uint64_t count, codec::take_varint(bytes));
  if (count > bytes.size()) return damaged();
  return static_cast<std::size_t>(count);
}

template <class Member, class Make>
Result<AttributeValue> take_set(std::string_view& bytes, Make make) {
  TM_TRY(const std::size_t count, take_count(bytes));
  std::vector<Member> members;
  members.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    TM_TRY(const std::string_view text, codec::take_sized(bytes));
    members.push_back(make(std::string(text)));
  }
  return AttributeValue(std::move(members));
}

Result<Item> take_map(std::string_view& bytes, int depth);

Result<AttributeValue> take_value(std::string_view& bytes, int depth);

Result<AttributeValue> take_list(std::string_view& bytes, int depth) {
  TM_TRY(const std::size_t count, take_count(bytes));
  List list;
  list.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    TM_TRY(AttributeValue element, take_value(bytes, depth + 1));
    list.push_back(std::move(element));
  }
  return AttributeValue(std::move(list));
}

Result<AttributeValue> take_scalar(char tag, std::string_view& bytes) {
  TM_TRY(const std::string_view text, codec::take_sized(bytes));
  if (tag == kText) return AttributeValue(std::string(text));
  if (tag == kNumber) return AttributeValue(Number::from_canonical(std::string(text)));
  return AttributeValue(Binary{std::string(text)});
}

Result<AttributeValue> take_value(std::string_view& bytes, int depth) {
  if (bytes.empty() || depth > kDeepest) return damaged();
  const char tag = bytes.front();
  bytes.remove_prefix(1);
  switch (tag) {
    case kText:
    case kNumber:
    case kBinary: return take_scalar(tag, bytes);
    case kTrue: return AttributeValue(true);
    case kFalse: return AttributeValue(false);
    case kNull: return AttributeValue(Null{});
    case kList: return take_list(bytes, depth);
    case kMap: {
      TM_TRY(Item map, take_map(bytes, depth + 1));
      return AttributeValue(std::move(map));
    }
    case kTextSet: return take_set<std::string>(bytes, [](std::string text) { return text; });
    case kNumberSet: return take_set<Number>(bytes, Number::from_canonical);
    case kBinarySet:
      return take_set<Binary>(bytes, [](std::string text) { return Binary{std::move(text)}; });
    default: return damaged();
  }
}

Result<Item> take_map(std::string_view& bytes, int depth) {
  TM_TRY(const std::size_t count, take_count(bytes));
  Item map;
  std::string_view previous;
  for (std::size_t i = 0; i < count; ++i) {
    TM_TRY(const std::string_view name, codec::take_sized(bytes));
    if (i > 0 && name <= previous) return damaged();
    previous = name;
    TM_TRY(AttributeValue value, take_value(bytes, depth));
    map.set(std::string(name), std::move(value));
  }
  return map;
}

}  // namespace

std::string to_bytes(const Item& item) {
  std::string bytes(1, kFormat);
  append_map(bytes, item);
  return bytes;
}

Result<Item> item_from_bytes(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kFormat) return damaged();
  bytes.remove_prefix(1);
  TM_TRY(Item item, take_map(bytes, 1));
  if (!bytes.empty()) return damaged();
  return item;
}

}  // namespace tidemark::values

#include "values/item_bytes.h"

#include "codec/varint.h"
#include "values/item_tag.h"

#include <algorithm>
#include <type_traits>

namespace tidemark::values {

namespace {

using codec::append_sized;
using codec::append_varint;

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
      value, [&](const std::string& text) { append_tagged(bytes, kTextTag, text); },
      [&](const Number& number) { append_tagged(bytes, kNumberTag, number.text()); },
      [&](const Binary& binary) { append_tagged(bytes, kBinaryTag, binary.bytes); },
      [&](bool flag) { bytes.push_back(flag ? kTrueTag : kFalseTag); },
      [&](const Null&) { bytes.push_back(kNullTag); },
      [&](const List& list) {
        bytes.push_back(kListTag);
        append_varint(bytes, list.size());
        for (const AttributeValue& element : list) append_value(bytes, element);
      },
      [&](const Item& map) {
        bytes.push_back(kMapTag);
        append_map(bytes, map);
      },
      [&](const StringSet& set) {
        append_set(bytes, kTextSetTag, set,
                   [](const std::string& member) { return std::string_view(member); });
      },
      [&](const NumberSet& set) {
        append_set(bytes, kNumberSetTag, set,
                   [](const Number& member) { return std::string_view(member.text()); });
      },
      [&](const BinarySet& set) {
        append_set(bytes, kBinarySetTag, set,
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

// Room made before the things are seen: bounded, because a damaged count promises too many.
std::size_t room_for(std::size_t count) {
  return std::min<std::size_t>(count, 256);
}

template <class Member>
Result<Member> member_from(std::string_view text) {
  if constexpr (std::is_same_v<Member, Number>) {
    return Number::from_canonical(text);
  } else {
    return Member{std::string(text)};
  }
}

// Sets are never empty, and their members rise.
template <class Member>
Result<AttributeValue> take_set(std::string_view& bytes) {
  TM_TRY(const std::size_t count, take_count(bytes));
  if (count == 0) return damaged();
  std::vector<Member> members;
  members.reserve(room_for(count));
  for (std::size_t i = 0; i < count; ++i) {
    TM_TRY(const std::string_view text, codec::take_sized(bytes));
    TM_TRY(Member member, member_from<Member>(text));
    if (i > 0 && !(members.back() < member)) return damaged();
    members.push_back(std::move(member));
  }
  return AttributeValue(std::move(members));
}

Result<Item> take_map(std::string_view& bytes, int depth);

Result<AttributeValue> take_value(std::string_view& bytes, int depth);

Result<AttributeValue> take_list(std::string_view& bytes, int depth) {
  TM_TRY(const std::size_t count, take_count(bytes));
  List list;
  list.reserve(room_for(count));
  for (std::size_t i = 0; i < count; ++i) {
    TM_TRY(AttributeValue element, take_value(bytes, depth + 1));
    list.push_back(std::move(element));
  }
  return AttributeValue(std::move(list));
}

Result<AttributeValue> take_scalar(char tag, std::string_view& bytes) {
  TM_TRY(const std::string_view text, codec::take_sized(bytes));
  if (tag == kTextTag) return AttributeValue(std::string(text));
  if (tag == kNumberTag) {
    TM_TRY(Number number, Number::from_canonical(text));
    return AttributeValue(std::move(number));
  }
  return AttributeValue(Binary{std::string(text)});
}

Result<AttributeValue> take_value(std::string_view& bytes, int depth) {
  if (bytes.empty() || depth > kDeepestStored) return damaged();
  const char tag = bytes.front();
  bytes.remove_prefix(1);
  switch (tag) {
    case kTextTag:
    case kNumberTag:
    case kBinaryTag: return take_scalar(tag, bytes);
    case kTrueTag: return AttributeValue(true);
    case kFalseTag: return AttributeValue(false);
    case kNullTag: return AttributeValue(Null{});
    case kListTag: return take_list(bytes, depth);
    case kMapTag: {
      TM_TRY(Item map, take_map(bytes, depth + 1));
      return AttributeValue(std::move(map));
    }
    case kTextSetTag: return take_set<std::string>(bytes);
    case kNumberSetTag: return take_set<Number>(bytes);
    case kBinarySetTag: return take_set<Binary>(bytes);
    default: return damaged();
  }
}

Result<Item> take_map(std::string_view& bytes, int depth) {
  TM_TRY(const std::size_t count, take_count(bytes));
  Item map;
  map.reserve(room_for(count));
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

std::string to_bytes(const AttributeValue& value) {
  std::string bytes;
  append_value(bytes, value);
  return bytes;
}

std::string to_bytes(const Item& item) {
  std::string bytes(1, kItemFormat);
  append_map(bytes, item);
  return bytes;
}

Result<Item> item_from_bytes(std::string_view bytes) {
  if (bytes.empty()) return damaged();
  if (bytes.front() > kItemFormat) {
    return fail(Code::kCorrupt,
                fmt::format("an item is stored in format {}, this is {}",
                            static_cast<int>(bytes.front()), static_cast<int>(kItemFormat)));
  }
  if (bytes.front() != kItemFormat) return damaged();
  bytes.remove_prefix(1);
  TM_TRY(Item item, take_map(bytes, 1));
  if (!bytes.empty()) return damaged();
  return item;
}

}  // namespace tidemark::values

#include "values/digest.h"

#include "codec/sha256.h"
#include "codec/varint.h"

#include <algorithm>

namespace tidemark::values {

namespace {

void append_u32(std::string& bytes, std::size_t number) {
  codec::append_big_endian(bytes, static_cast<std::uint32_t>(number));
}

void append_text(std::string& bytes, std::string_view text) {
  append_u32(bytes, text.size());
  bytes.append(text);
}

void append_map(std::string& bytes, const Item& map);

void append_members(std::string& bytes, char tag, std::vector<std::string_view> members) {
  std::sort(members.begin(), members.end());
  bytes.push_back(tag);
  append_u32(bytes, members.size());
  for (const std::string_view member : members) append_text(bytes, member);
}

void append_tagged(std::string& bytes, char tag, std::string_view text) {
  bytes.push_back(tag);
  append_text(bytes, text);
}

void append_value(std::string& bytes, const AttributeValue& value) {
  match(
      value, [&](const std::string& text) { append_tagged(bytes, 'S', text); },
      [&](const Number& number) { append_tagged(bytes, 'N', number.text()); },
      [&](const Binary& binary) { append_tagged(bytes, 'B', binary.bytes); },
      [&](bool flag) { bytes.push_back(flag ? 'T' : 'F'); },
      [&](const Null&) { bytes.push_back('0'); },
      [&](const List& list) {
        bytes.push_back('L');
        append_u32(bytes, list.size());
        for (const AttributeValue& element : list) append_value(bytes, element);
      },
      [&](const Item& map) {
        bytes.push_back('M');
        append_map(bytes, map);
      },
      [&](const StringSet& set) { append_members(bytes, 's', {set.begin(), set.end()}); },
      [&](const NumberSet& set) {
        std::vector<std::string_view> texts;
        for (const Number& member : set) texts.push_back(member.text());
        append_members(bytes, 'n', std::move(texts));
      },
      [&](const BinarySet& set) {
        std::vector<std::string_view> texts;
        for (const Binary& member : set) texts.push_back(member.bytes);
        append_members(bytes, 'b', std::move(texts));
      });
}

void append_map(std::string& bytes, const Item& map) {
  append_u32(bytes, map.size());
  for (const auto& [name, value] : map) {
    append_text(bytes, name);
    append_value(bytes, value);
  }
}

}  // namespace

Digest digest_of(const Item& item) {
  std::string bytes(1, '\1');
  append_map(bytes, item);
  const codec::Sha256Digest hash = codec::sha256(bytes);
  Digest digest = 0;
  for (int i = 15; i >= 0; --i) digest = digest << 8 | hash[static_cast<std::size_t>(i)];
  return digest;
}

std::string digest_text(Digest digest) {
  return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(digest >> 64),
                     static_cast<std::uint64_t>(digest));
}

}  // namespace tidemark::values

#include "codec/ordered_bytes.h"

namespace tidemark::codec {

void append_ordered(std::string& key, std::string_view component) {
  key.reserve(key.size() + component.size() + 2);
  for (const char byte : component) {
    key.push_back(byte);
    if (byte == '\0') key.push_back('\xff');
  }
  key.append(2, '\0');
}

std::string ordered(std::string_view component) {
  std::string key;
  append_ordered(key, component);
  return key;
}

Result<std::string> take_ordered(std::string_view& key) {
  std::string component;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] != '\0') {
      component.push_back(key[i]);
      continue;
    }
    if (i + 1 < key.size() && key[i + 1] == '\0') {
      key.remove_prefix(i + 2);
      return component;
    }
    if (i + 1 == key.size() || key[i + 1] != '\xff') {
      return fail(Code::kCorrupt, "a key component has a zero byte that is not escaped");
    }
    component.push_back('\0');
    ++i;
  }
  return fail(Code::kCorrupt, "a key component does not end");
}

}  // namespace tidemark::codec

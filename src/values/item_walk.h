// Goes through an item's stored bytes, docs/formats/item.md, and never past their end: at damage it
// stops where it is, and whole() says so. Internal to values.
//
// Threads   Plain value. The bytes outlive it.
#pragma once

#include <cstddef>
#include <string_view>

namespace tidemark::values {

class ItemWalk {
 public:
  explicit ItemWalk(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool whole() const { return whole_; }

  [[nodiscard]] std::string_view rest() const { return rest_; }

  char tag() {
    if (rest_.empty()) return stop();
    const char tag = rest_.front();
    rest_.remove_prefix(1);
    return tag;
  }

  std::size_t number() {
    std::size_t number = 0;
    for (std::size_t i = 0; i < rest_.size() && i < 9; ++i) {
      const auto byte = static_cast<unsigned char>(rest_[i]);
      number |= static_cast<std::size_t>(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) != 0) continue;
      if (byte == 0 && i > 0) break;  // one number, one text
      rest_.remove_prefix(i + 1);
      return number;
    }
    stop();
    return 0;
  }

  std::string_view sized() {
    const std::size_t size = number();
    if (size > rest_.size()) {
      stop();
      return {};
    }
    const std::string_view piece = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return piece;
  }

  // Recursion as deep as the value, which ItemView::open() has bounded.
  void skip_value();

  // The next value, walked over.
  std::string_view value() {
    const std::string_view before = rest_;
    skip_value();
    return before.substr(0, before.size() - rest_.size());
  }

  char stop() {
    whole_ = false;
    rest_ = {};
    return 0;
  }

 private:
  std::string_view rest_;
  bool whole_ = true;
};

// "S", "N", …; of what is no tag "NULL".
std::string_view type_name_of(char tag);

}  // namespace tidemark::values

// JSON is taken exactly when a second, plain reading of RFC 8259 takes it, and means the same: the
// same members, texts and numbers. What an operation is told is what any other reader would see.
#include "codec/json.h"

#include "property.h"

#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace tidemark;

constexpr int kDeepest = 1024;

struct Tree {
  char kind = 'n';  // as the text begins: n, t, f, 0, ", [, {
  std::string text{};
  std::vector<Tree> elements{};
  std::map<std::string, Tree> members{};
};

// A number that a double cannot hold, an integer that 64 bits cannot, or too deep a nesting: no
// fault of the text, but it may be refused.
struct Limits {
  bool reached = false;
};

class Reader {
 public:
  Reader(std::string_view text, Limits& limits) : text_(text), limits_(limits) {}

  std::optional<Tree> document() {
    auto tree = value(1);
    blanks();
    if (!tree || at_ != text_.size()) return std::nullopt;
    return tree;
  }

 private:
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  void blanks() {
    while (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r') ++at_;
  }

  std::optional<Tree> value(int depth) {
    blanks();
    Tree tree{.kind = next()};
    switch (next()) {
      case 'n': return take("null") ? std::optional(tree) : std::nullopt;
      case 't': return take("true") ? std::optional(tree) : std::nullopt;
      case 'f': return take("false") ? std::optional(tree) : std::nullopt;
      case '"': return string(tree.text) ? std::optional(tree) : std::nullopt;
      case '[': return elements(tree, depth) ? std::optional(tree) : std::nullopt;
      case '{': return members(tree, depth) ? std::optional(tree) : std::nullopt;
      default: tree.kind = '0'; return number(tree.text) ? std::optional(tree) : std::nullopt;
    }
  }

  bool elements(Tree& tree, int depth) {
    if (depth >= kDeepest) limits_.reached = true;
    if (depth > 2 * kDeepest) return false;
    ++at_;
    blanks();
    if (take(']')) return true;
    do {
      auto element = value(depth + 1);
      if (!element) return false;
      tree.elements.push_back(std::move(*element));
      blanks();
    } while (take(','));
    return take(']');
  }

  bool members(Tree& tree, int depth) {
    if (depth >= kDeepest) limits_.reached = true;
    if (depth > 2 * kDeepest) return false;
    ++at_;
    blanks();
    if (take('}')) return true;
    do {
      blanks();
      std::string name;
      if (!string(name)) return false;
      blanks();
      if (!take(':')) return false;
      auto member = value(depth + 1);
      if (!member) return false;
      tree.members[name] = std::move(*member);
      blanks();
    } while (take(','));
    return take('}');
  }

  bool digits() {
    const std::size_t begun = at_;
    while (next() >= '0' && next() <= '9') ++at_;
    return at_ > begun;
  }

  bool number(std::string& text) {
    const std::size_t begun = at_;
    take('-');
    bool whole = true;
    if (!take('0') && !digits()) return false;
    if (take('.')) {
      whole = false;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    text = text_.substr(begun, at_ - begun);
    const bool negative = text.front() == '-';
    const std::size_t figures = text.size() - (negative ? 1 : 0);
    // Of as many digits as 2^63 or 2^64 some fit and some do not.
    if (whole && (figures > 19 || (negative && figures == 19))) limits_.reached = true;
    if (!std::isfinite(std::strtod(text.c_str(), nullptr))) limits_.reached = true;
    return true;
  }

  bool string(std::string& into) {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (take('"')) return true;
      if (byte < 0x20) return false;
      if (byte == '\\' ? !escape(into) : !character(into)) return false;
    }
    return false;
  }

  // One character of well-formed UTF-8, as Unicode's table 3-7 has it.
  bool character(std::string& into) {
    const auto byte = [&](std::size_t i) -> unsigned {
      return at_ + i < text_.size() ? static_cast<unsigned char>(text_[at_ + i]) : 0;
    };
    const unsigned first = byte(0);
    std::size_t size = 1;
    unsigned least = 0x80;
    unsigned most = 0xbf;
    if (first >= 0xf5 || (first >= 0x80 && first < 0xc2)) return false;
    if (first >= 0xf0) {
      size = 4;
      if (first == 0xf0) least = 0x90;
      if (first == 0xf4) most = 0x8f;
    } else if (first >= 0xe0) {
      size = 3;
      if (first == 0xe0) least = 0xa0;
      if (first == 0xed) most = 0x9f;
    } else if (first >= 0xc2) {
      size = 2;
    }
    if (size > 1 && (byte(1) < least || byte(1) > most)) return false;
    for (std::size_t i = 2; i < size; ++i) {
      if (byte(i) < 0x80 || byte(i) > 0xbf) return false;
    }
    into += text_.substr(at_, size);
    at_ += size;
    return true;
  }

  std::optional<unsigned> four_digits() {
    unsigned found = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = next();
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
      found = found * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return found;
  }

  bool escape(std::string& into) {
    ++at_;
    const char c = next();
    ++at_;
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (c != '\0' && kLetters.find(c) != kLetters.npos) {
      into += kMeant[kLetters.find(c)];
      return true;
    }
    if (c != 'u') return false;
    auto code = four_digits();
    if (!code || (*code >= 0xdc00 && *code < 0xe000)) return false;
    if (*code >= 0xd800 && *code < 0xdc00) {
      if (!take("\\u")) return false;
      const auto low = four_digits();
      if (!low || *low < 0xdc00 || *low >= 0xe000) return false;
      code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
    }
    append_utf8(into, *code);
    return true;
  }

  static void append_utf8(std::string& into, unsigned code) {
    const auto tail = [&](unsigned shift) {
      into += static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80) {
      into += static_cast<char>(code);
    } else if (code < 0x800) {
      into += static_cast<char>(0xc0 | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      into += static_cast<char>(0xe0 | (code >> 12));
      tail(6), tail(0);
    } else {
      into += static_cast<char>(0xf0 | (code >> 18));
      tail(12), tail(6), tail(0);
    }
  }

  std::string_view text_;
  Limits& limits_;
  std::size_t at_ = 0;
};

void check_number(const codec::JsonValue& value, const std::string& text) {
  TM_CHECK(value.is_number());
  TM_CHECK(value.as_double() == std::strtod(text.c_str(), nullptr));
  if (text.find_first_of(".eE") == text.npos && text.size() <= 18) {
    TM_CHECK(value.integer() != nullptr &&
             *value.integer() == std::strtoll(text.c_str(), nullptr, 10));
  }
}

void check_same(const codec::JsonValue& value, const Tree& tree) {
  switch (tree.kind) {
    case 'n': TM_CHECK(value.is_null()); return;
    case 't': TM_CHECK(value.boolean() != nullptr && *value.boolean()); return;
    case 'f': TM_CHECK(value.boolean() != nullptr && !*value.boolean()); return;
    case '"': TM_CHECK(value.string() != nullptr && *value.string() == tree.text); return;
    case '0': check_number(value, tree.text); return;
    case '[':
      TM_CHECK(value.array() != nullptr && value.array()->size() == tree.elements.size());
      for (std::size_t i = 0; i < tree.elements.size(); ++i) {
        check_same((*value.array())[i], tree.elements[i]);
      }
      return;
    default:
      TM_CHECK(value.object() != nullptr && value.object()->size() == tree.members.size());
      for (const auto& [name, member] : tree.members) {
        const codec::JsonValue* found = value.find(name);
        TM_CHECK(found != nullptr);
        check_same(*found, member);
      }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  const auto read = codec::parse_json(text);
  TM_CHECK(codec::is_json(text) == static_cast<bool>(read));
  Limits limits;
  const auto expected = Reader(text, limits).document();
  if (!read) {
    TM_CHECK(!expected || limits.reached);
    return 0;
  }
  TM_CHECK(expected.has_value());
  check_same(read.value(), *expected);
  codec::JsonWriter again;
  codec::write_json(again, read.value());
  check_same(codec::parse_json(again.text()).value(), *expected);
  return 0;
}

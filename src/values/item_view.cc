#include "values/item_view.h"

#include "values/item_tag.h"
#include "values/number.h"

#include <algorithm>

namespace tidemark::values {

namespace {

// What AWS counts for a list or map, and for each of their elements.
constexpr std::size_t kDocumentBytes = 3;
constexpr std::size_t kElementBytes = 1;

// Goes through stored bytes and never past their end: at damage it stops where it is, and whole()
// says so.
class Walk {
 public:
  explicit Walk(std::string_view bytes) : rest_(bytes) {}

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
  ValueView value() {
    const std::string_view before = rest_;
    skip_value();
    return ValueView(before.substr(0, before.size() - rest_.size()));
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

void Walk::skip_value() {
  switch (tag()) {
    case kTextTag:
    case kNumberTag:
    case kBinaryTag: sized(); break;
    case kTrueTag:
    case kFalseTag:
    case kNullTag: break;
    case kTextSetTag:
    case kNumberSetTag:
    case kBinarySetTag:
      for (std::size_t left = number(); left > 0 && whole_; --left) sized();
      break;
    case kListTag:
      for (std::size_t left = number(); left > 0 && whole_; --left) skip_value();
      break;
    case kMapTag:
      for (std::size_t left = number(); left > 0 && whole_; --left) {
        sized();
        skip_value();
      }
      break;
    default: stop();
  }
}

// Goes through everything once: sound, and what AWS counts for it.
class Inspection {
 public:
  explicit Inspection(std::string_view bytes) : walk_(bytes) {}

  [[nodiscard]] bool passed() const { return walk_.whole() && walk_.rest().empty(); }

  std::size_t map(int depth, std::size_t for_each) {
    std::size_t bytes = 0;
    std::string_view previous;
    for (std::size_t left = walk_.number(), first = left; left > 0 && walk_.whole(); --left) {
      const std::string_view name = walk_.sized();
      if (left != first && name <= previous) walk_.stop();
      previous = name;
      bytes += name.size() + value(depth) + for_each;
    }
    return bytes;
  }

 private:
  std::size_t value(int depth) {
    if (depth > kDeepestStored) walk_.stop();
    switch (const char tag = walk_.tag()) {
      case kTextTag:
      case kBinaryTag: return walk_.sized().size();
      case kNumberTag: return bytes_of_canonical(walk_.sized());
      case kTrueTag:
      case kFalseTag:
      case kNullTag: return 1;
      case kListTag: return list(depth);
      case kMapTag: return kDocumentBytes + map(depth + 1, kElementBytes);
      case kTextSetTag:
      case kNumberSetTag:
      case kBinarySetTag: return set(tag);
      default: walk_.stop(); return 0;
    }
  }

  std::size_t list(int depth) {
    std::size_t bytes = kDocumentBytes;
    for (std::size_t left = walk_.number(); left > 0 && walk_.whole(); --left) {
      bytes += kElementBytes + value(depth + 1);
    }
    return bytes;
  }

  std::size_t set(char tag) {
    std::size_t bytes = 0;
    for (std::size_t left = walk_.number(); left > 0 && walk_.whole(); --left) {
      const std::string_view member = walk_.sized();
      bytes += tag == kNumberSetTag ? bytes_of_canonical(member) : member.size();
    }
    return bytes;
  }

  Walk walk_;
};

// In a map body; names rise, so that a greater one ends the search.
std::optional<ValueView> find_in(std::string_view map, std::string_view sought) {
  Walk walk(map);
  for (std::size_t left = walk.number(); left > 0 && walk.whole(); --left) {
    const std::string_view name = walk.sized();
    if (name == sought) return walk.value();
    if (name > sought) break;
    walk.skip_value();
  }
  return std::nullopt;
}

}  // namespace

std::string_view ValueView::type_name() const {
  switch (bytes_.empty() ? char{kNullTag} : bytes_.front()) {
    case kTextTag: return "S";
    case kNumberTag: return "N";
    case kBinaryTag: return "B";
    case kTrueTag:
    case kFalseTag: return "BOOL";
    case kListTag: return "L";
    case kMapTag: return "M";
    case kTextSetTag: return "SS";
    case kNumberSetTag: return "NS";
    case kBinarySetTag: return "BS";
    default: return "NULL";
  }
}

std::string_view ValueView::scalar() const {
  if (!is(kTextTag) && !is(kNumberTag) && !is(kBinaryTag)) return {};
  return Walk(bytes_.substr(1)).sized();
}

std::size_t ValueView::count() const {
  constexpr std::string_view kCounted = {"LMsnb"};
  if (bytes_.empty() || kCounted.find(bytes_.front()) == std::string_view::npos) return 0;
  return Walk(bytes_.substr(1)).number();
}

std::optional<ValueView> ValueView::member(std::string_view name) const {
  if (!is(kMapTag)) return std::nullopt;
  return find_in(bytes_.substr(1), name);
}

std::optional<ValueView> ValueView::element(std::size_t index) const {
  if (!is(kListTag)) return std::nullopt;
  Walk walk(bytes_.substr(1));
  if (index >= walk.number()) return std::nullopt;
  for (; index > 0; --index) walk.skip_value();
  return walk.value();
}

bool ValueView::has_element(const ValueView& value) const {
  if (!is(kListTag)) return false;
  Walk walk(bytes_.substr(1));
  for (std::size_t left = walk.number(); left > 0 && walk.whole(); --left) {
    if (walk.value() == value) return true;
  }
  return false;
}

bool ValueView::has_member(std::string_view scalar) const {
  if (!is(kTextSetTag) && !is(kNumberSetTag) && !is(kBinarySetTag)) return false;
  Walk walk(bytes_.substr(1));
  for (std::size_t left = walk.number(); left > 0 && walk.whole(); --left) {
    if (walk.sized() == scalar) return true;
  }
  return false;
}

Result<ItemView> ItemView::open(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kItemFormat) {
    return fail(Code::kCorrupt, "an item's stored bytes are damaged or of another format");
  }
  ItemView view;
  view.map_ = bytes.substr(1);
  Inspection inspection(view.map_);
  view.counted_ = inspection.map(1, 0);
  if (!inspection.passed()) return fail(Code::kCorrupt, "an item's stored bytes are damaged");
  return view;
}

std::optional<ValueView> ItemView::find(std::string_view name) const {
  return map_.empty() ? std::nullopt : find_in(map_, name);
}

}  // namespace tidemark::values

#include "values/item_view.h"

#include "values/item_tag.h"
#include "values/item_walk.h"
#include "values/number.h"

#include <algorithm>

namespace tidemark::values {

namespace {

// What AWS counts for a list or map, and for each of their elements.
constexpr std::size_t kDocumentBytes = 3;
constexpr std::size_t kElementBytes = 1;

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

  ItemWalk walk_;
};

// In a map body; names rise, so that a greater one ends the search.
std::optional<ValueView> find_in(std::string_view map, std::string_view sought) {
  ItemWalk walk(map);
  for (std::size_t left = walk.number(); left > 0 && walk.whole(); --left) {
    const std::string_view name = walk.sized();
    if (name == sought) return ValueView(walk.value());
    if (name > sought) break;
    walk.skip_value();
  }
  return std::nullopt;
}

}  // namespace

std::string_view ValueView::type_name() const {
  return type_name_of(bytes_.empty() ? char{kNullTag} : bytes_.front());
}

std::string_view ValueView::scalar() const {
  if (!is(kTextTag) && !is(kNumberTag) && !is(kBinaryTag)) return {};
  return ItemWalk(bytes_.substr(1)).sized();
}

std::size_t ValueView::count() const {
  constexpr std::string_view kCounted = {"LMsnb"};
  if (bytes_.empty() || kCounted.find(bytes_.front()) == std::string_view::npos) return 0;
  return ItemWalk(bytes_.substr(1)).number();
}

std::optional<ValueView> ValueView::member(std::string_view name) const {
  if (!is(kMapTag)) return std::nullopt;
  return find_in(bytes_.substr(1), name);
}

std::optional<ValueView> ValueView::element(std::size_t index) const {
  if (!is(kListTag)) return std::nullopt;
  ItemWalk walk(bytes_.substr(1));
  if (index >= walk.number()) return std::nullopt;
  for (; index > 0; --index) walk.skip_value();
  return ValueView(walk.value());
}

bool ValueView::has_element(const ValueView& value) const {
  if (!is(kListTag)) return false;
  ItemWalk walk(bytes_.substr(1));
  for (std::size_t left = walk.number(); left > 0 && walk.whole(); --left) {
    if (ValueView(walk.value()) == value) return true;
  }
  return false;
}

bool ValueView::has_member(std::string_view scalar) const {
  if (!is(kTextSetTag) && !is(kNumberSetTag) && !is(kBinarySetTag)) return false;
  ItemWalk walk(bytes_.substr(1));
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

#include "values/item_walk.h"

#include "values/item_tag.h"

namespace tidemark::values {

void ItemWalk::skip_value() {
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

std::string_view type_name_of(char tag) {
  switch (tag) {
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

}  // namespace tidemark::values

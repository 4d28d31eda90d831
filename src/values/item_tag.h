// The first byte of a stored value: docs/formats/item.md.
#pragma once

namespace tidemark::values {

enum ItemTag : char {
  kTextTag = 'S',
  kNumberTag = 'N',
  kBinaryTag = 'B',
  kTrueTag = 'T',
  kFalseTag = 'F',
  kNullTag = '0',
  kListTag = 'L',
  kMapTag = 'M',
  kTextSetTag = 's',
  kNumberSetTag = 'n',
  kBinarySetTag = 'b',
};

inline constexpr char kItemFormat = 1;
// Deeper lists and maps are damage: no request can nest them so.
inline constexpr int kDeepestStored = 64;

}  // namespace tidemark::values

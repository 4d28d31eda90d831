// An item as it lies in the store, whole and sound: most of what is read goes out as JSON again and
// need not be decoded for that.
//
//   TM_TRY(const StoredItem item, StoredItem::open(version.value));
//   if (page_bytes + item.counted() <= kMaxPageBytes) item.write(out);
//
// Threads   Plain value.
#pragma once

#include "base/result.h"
#include "codec/json.h"
#include "values/attribute_value.h"

#include <string>

namespace tidemark::values {

class StoredItem {
 public:
  // Errors: kCorrupt  not the bytes of an item
  static Result<StoredItem> open(std::string bytes);

  // As AWS counts them.
  [[nodiscard]] std::size_t counted() const { return counted_; }

  // As DynamoDB-JSON: the same text as of the decoded item.
  void write(codec::JsonWriter& out) const;

  [[nodiscard]] Item decoded() const;

 private:
  StoredItem() = default;

  std::string bytes_;
  std::size_t counted_ = 0;
};

}  // namespace tidemark::values

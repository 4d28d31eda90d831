#include "values/stored_item.h"

#include "base/check.h"
#include "codec/base64.h"
#include "values/item_bytes.h"
#include "values/item_tag.h"
#include "values/item_view.h"
#include "values/item_walk.h"

namespace tidemark::values {
namespace {

void write_scalar(codec::JsonWriter& out, std::string_view scalar, bool binary) {
  if (binary) {
    out.string(codec::to_base64(scalar));
  } else {
    out.string(scalar);
  }
}

void write_map(codec::JsonWriter& out, ItemWalk& walk);

void write_list(codec::JsonWriter& out, ItemWalk& walk);

void write_set(codec::JsonWriter& out, ItemWalk& walk, bool binary) {
  out.begin_array();
  for (std::size_t left = walk.number(); left > 0; --left) {
    write_scalar(out, walk.sized(), binary);
  }
  out.end_array();
}

// As deep as ItemView::open() let it be.
void write_value(codec::JsonWriter& out, ItemWalk& walk) {
  const char tag = walk.tag();
  out.begin_object().key(type_name_of(tag));
  switch (tag) {
    case kTextTag:
    case kNumberTag:
    case kBinaryTag: write_scalar(out, walk.sized(), tag == kBinaryTag); break;
    case kListTag: write_list(out, walk); break;
    case kMapTag: write_map(out, walk); break;
    case kTextSetTag:
    case kNumberSetTag:
    case kBinarySetTag: write_set(out, walk, tag == kBinarySetTag); break;
    default: out.boolean(tag != kFalseTag);  // NULL is true as well
  }
  out.end_object();
}

void write_list(codec::JsonWriter& out, ItemWalk& walk) {
  out.begin_array();
  for (std::size_t left = walk.number(); left > 0; --left) write_value(out, walk);
  out.end_array();
}

void write_map(codec::JsonWriter& out, ItemWalk& walk) {
  out.begin_object();
  for (std::size_t left = walk.number(); left > 0; --left) {
    out.key(walk.sized());
    write_value(out, walk);
  }
  out.end_object();
}

}  // namespace

Result<StoredItem> StoredItem::open(std::string bytes) {
  StoredItem item;
  TM_TRY(const ItemView view, ItemView::open(bytes));
  item.counted_ = view.bytes();
  item.bytes_ = std::move(bytes);
  return item;
}

void StoredItem::write(codec::JsonWriter& out) const {
  ItemWalk walk(std::string_view(bytes_).substr(sizeof(kItemFormat)));
  write_map(out, walk);
}

Item StoredItem::decoded() const {
  auto item = item_from_bytes(bytes_);
  TM_CHECK(item);  // open() looked at it
  return std::move(item).value();
}

}  // namespace tidemark::values

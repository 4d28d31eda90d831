#include "values/item_view.h"

#include "base/random.h"
#include "values/item_bytes.h"
#include "values/dynamodb_json.h"
#include "values/item_size.h"
#include "values/stored_item.h"
#include "values/testing/drawn_item.h"

#include <gtest/gtest.h>

namespace tidemark::values {
namespace {

// The view answers what the decoded value would.
void expect_same(const ValueView& view, const AttributeValue& value) {
  EXPECT_EQ(view.bytes(), to_bytes(value));
  EXPECT_EQ(view.type_name(), value.type_name());
  const auto* text = value.get_if<std::string>();
  const auto* number = value.get_if<Number>();
  const auto* binary = value.get_if<Binary>();
  EXPECT_EQ(view.scalar(), text != nullptr     ? *text
                           : number != nullptr ? number->text()
                           : binary != nullptr ? binary->bytes
                                               : "");
  if (const auto* set = value.get_if<StringSet>()) {
    EXPECT_EQ(view.count(), set->size());
    EXPECT_TRUE(view.has_member(set->back()));
    EXPECT_FALSE(view.has_member("none such"));
  }
  if (const auto* list = value.get_if<List>()) {
    ASSERT_EQ(view.count(), list->size());
    for (std::size_t i = 0; i < list->size(); ++i) expect_same(*view.element(i), (*list)[i]);
    EXPECT_FALSE(view.element(list->size()));
    for (std::size_t i = 0; i < list->size(); ++i) {
      EXPECT_TRUE(view.has_element(*view.element(i)));
    }
  }
  if (const auto* map = value.get_if<Item>()) {
    ASSERT_EQ(view.count(), map->size());
    for (const auto& [name, member] : *map) expect_same(*view.member(name), member);
    EXPECT_FALSE(view.member("aa"));
    EXPECT_FALSE(view.element(0));
  }
}

TEST(ItemView, AnswersAsTheDecodedItem) {
  SeededRandom random(5);
  DrawnItems drawn(random);
  for (int i = 0; i < 2000; ++i) {
    const Item item = drawn.item();
    const std::string bytes = to_bytes(item);
    const auto view = ItemView::open(bytes);
    ASSERT_TRUE(view);
    EXPECT_EQ(view.value().bytes(), bytes_of(item));
    for (const auto& [name, value] : item) expect_same(*view.value().find(name), value);
    EXPECT_FALSE(view.value().find("none"));
    EXPECT_FALSE(view.value().find(""));
  }
}

TEST(StoredItem, SaysWhatTheDecodedItemWould) {
  SeededRandom random(6);
  DrawnItems drawn(random);
  for (int i = 0; i < 2000; ++i) {
    const Item item = drawn.item();
    const auto stored = StoredItem::open(to_bytes(item));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored.value().counted(), bytes_of(item));
    EXPECT_EQ(stored.value().decoded(), item);
    codec::JsonWriter out;
    stored.value().write(out);
    EXPECT_EQ(out.take(), to_json(item));
  }
  EXPECT_EQ(StoredItem::open("").error().code, Code::kCorrupt);
  EXPECT_EQ(StoredItem::open("xyz").error().code, Code::kCorrupt);
}

TEST(ItemView, IsEmptyWithoutAnItem) {
  EXPECT_FALSE(ItemView().find("a"));
  EXPECT_EQ(ItemView().bytes(), 0u);
}

// Every shorter and every changed text is refused or is again an item, and never read beyond.
TEST(ItemView, RefusesDamage) {
  SeededRandom random(7);
  DrawnItems drawn(random);
  for (int i = 0; i < 300; ++i) {
    const std::string bytes = to_bytes(drawn.item());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(ItemView::open(bytes.substr(0, size)));
    }
    EXPECT_FALSE(ItemView::open(bytes + "x"));
    std::string changed = bytes;
    changed[random.below(changed.size())] = static_cast<char>(random.below(256));
    EXPECT_TRUE(!item_from_bytes(changed) || ItemView::open(changed));
  }
  EXPECT_EQ(ItemView::open("\x02").error().code, Code::kCorrupt);
}

TEST(ItemView, RefusesWhatNestsTooDeep) {
  std::string bytes = "\x01\x01\x01";
  bytes += "a";
  for (int i = 0; i < 1000; ++i) bytes += "L\x01";
  bytes += "0";
  EXPECT_FALSE(ItemView::open(bytes));
}

}  // namespace
}  // namespace tidemark::values

// Reading items: newest, or as they were.
//
//   TM_TRY(const FoundTable table, find(store, name));
//   TM_TRY(const auto item, read_item(store, *table, key, {}));
//
// Threads   Pure functions of the store.
#pragma once

#include "expressions/predicate.h"
#include "tables/catalog.h"
#include "values/item_key.h"
#include "values/stored_item.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::tables {

// The instant lies outside what can be read of the table of that name.
struct OutsideWindow {
  storage::Window window;
};

struct NotThere {};

using PastTable = std::variant<NotThere, TableDescription, OutsideWindow>;

// Which table the name stood for at `at`, with the settings of then.
Result<PastTable> table_as_of(const storage::Store& store, const TableName& name, Timestamp at);

// Stored item of that key (values::key_of). `at` unset: the newest.
Result<std::optional<values::StoredItem>> read_item(const storage::Store& store,
                                                    const TableDescription& table,
                                                    const std::string& key,
                                                    std::optional<Timestamp> at);

// A page stops before the item that would make it larger than this, but looks at one at least.
// Source: developer guide, "Paginating table query results".
inline constexpr std::size_t kMaxPageBytes = 1u << 20;

// Only one of `total` shares of a table, by a hash of the partition key.
struct Segment {
  std::uint32_t index = 0;
  std::uint32_t total = 1;
};

// Reads the entries of an index instead of the items.
struct IndexPage {
  storage::Part part = 0;
  std::size_t key_attributes = 1;  // how many components stand before the item's own key
  bool whole_items = false;        // looks at the items that the entries are of
};

struct PageRequest {
  std::optional<IndexPage> index = {};
  values::KeyRange range = {};  // of the table's or the index's keys; both empty: all
  bool forward = true;
  std::optional<std::string> after = {};                      // the key where the page before ended
  std::optional<std::size_t> limit = {};                      // items looked at, at most
  std::shared_ptr<const expressions::Predicate> filter = {};  // unset: all items are wanted
  std::optional<Segment> segment = {};
  std::optional<Timestamp> at = {};
};

struct Page {
  std::vector<values::StoredItem> items;
  std::size_t scanned = 0;              // items looked at, whether wanted or not
  std::size_t bytes = 0;                // of those, as AWS counts them; of an index, its entries
  std::vector<std::size_t> fetched;     // IndexPage::whole_items: the size of each item read
  std::optional<std::string> ended_at;  // set when a bound stopped it: give as `after`
};

Result<Page> read_page(const storage::Store& store, const TableDescription& table,
                       const PageRequest& request);

// Index::keys as a page is asked for.
IndexPage page_of(const Index& index, bool whole_items);

// The share a stored key belongs to: the same for every sort key of a partition, for ever.
std::uint32_t segment_of(std::string_view key, std::uint32_t total);

}  // namespace tidemark::tables

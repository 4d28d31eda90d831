#include "tables/reader.h"

#include "values/item_view.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

// A page of a small segment gives up after walking this many stored bytes, so that no page walks
// a whole large table.
constexpr std::size_t kMaxWalkedBytes = 32u << 20;

// The first key after `key`: nothing lies between a key and it.
std::string successor(std::string key) {
  key.push_back('\0');
  return key;
}

storage::Range bounds_of(const TableDescription& table, const PageRequest& request) {
  storage::Range range{table.stored_as, storage::kItems, request.range.from, request.range.until};
  if (!request.after) return range;
  if (request.forward) {
    range.from = std::max(range.from, successor(*request.after));
  } else {
    range.until = range.until.empty() ? *request.after : std::min(range.until, *request.after);
  }
  return range;
}

Result<storage::Scan> begin(const storage::Store& store, const storage::Range& range,
                            const PageRequest& request) {
  const auto direction =
      request.forward ? storage::Direction::kForward : storage::Direction::kBackward;
  return request.at ? store.scan_as_of(range, *request.at, direction)
                    : store.scan(range, direction);
}

bool within(const storage::Window& window, Timestamp at) {
  return window.earliest <= at && at <= window.latest;
}

// What the newest table of that name says to an instant that it cannot answer.
Result<PastTable> outside_window_of_newest(const storage::Store& store, const TableName& name) {
  TM_TRY(const FoundTable newest, find(store, name));
  if (!newest) return PastTable{NotThere{}};
  TM_TRY(const storage::Window window, store.window(newest->stored_as));
  return PastTable{OutsideWindow{window}};
}

}  // namespace

Result<PastTable> table_as_of(const storage::Store& store, const TableName& name, Timestamp at) {
  if (at > store.commit_clock()) return outside_window_of_newest(store, name);
  const auto catalog_window = store.window(storage::kCatalog);
  if (catalog_window && at < catalog_window.value().earliest) {
    return outside_window_of_newest(store, name);
  }
  TM_TRY(const FoundTable table, find_as_of(store, name, at));
  if (!table) return outside_window_of_newest(store, name);
  const auto window = store.window(table->stored_as);
  if (!window && window.error().code == Code::kNotFound) return PastTable{NotThere{}};
  if (!window) return window.error();
  if (!within(window.value(), at)) return PastTable{OutsideWindow{window.value()}};
  return PastTable{*table};
}

Result<std::optional<values::StoredItem>> read_item(const storage::Store& store,
                                                    const TableDescription& table,
                                                    const std::string& key,
                                                    std::optional<Timestamp> at) {
  const storage::KeyRef where{table.stored_as, storage::kItems, key};
  TM_TRY(auto version, at ? store.read_as_of(where, *at) : store.read(where));
  if (!version) return std::optional<values::StoredItem>{};
  TM_TRY(values::StoredItem item, values::StoredItem::open(std::move(version->value)));
  return std::optional<values::StoredItem>{std::move(item)};
}

std::uint32_t segment_of(std::string_view key, std::uint32_t total) {
  // The partition key ends with the first 00 00; an escaped zero byte is 00 ff.
  const std::size_t end = std::min(key.find(std::string_view("\0\0", 2)), key.size());
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, then a mix that spreads to the high bits
  for (const char byte : key.substr(0, end)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccd;
  hash ^= hash >> 33;
  return static_cast<std::uint32_t>((hash >> 32) * total >> 32);
}

namespace {

// One row of a page: what it counts, and its item unless the filter does without it.
struct Looked {
  std::size_t bytes = 0;
  std::optional<values::StoredItem> wanted = {};
};

Result<Looked> look_at(std::string_view row, const expressions::Predicate* filter) {
  if (filter != nullptr) {
    TM_TRY(const values::ItemView item, values::ItemView::open(row));
    if (!filter->holds(item)) return Looked{.bytes = item.bytes()};
  }
  TM_TRY(values::StoredItem item, values::StoredItem::open(std::string(row)));
  const std::size_t bytes = item.counted();
  return Looked{bytes, std::move(item)};
}

}  // namespace

Result<Page> read_page(const storage::Store& store, const TableDescription& table,
                       const PageRequest& request) {
  const storage::Range range = bounds_of(table, request);
  Page page;
  if (!range.until.empty() && range.from >= range.until) return page;
  TM_TRY(storage::Scan rows, begin(store, range, request));
  std::size_t walked = 0;
  std::string last;
  for (; rows.valid(); rows.next()) {
    const auto& segment = request.segment;
    if (segment && segment_of(rows.key(), segment->total) != segment->index) {
      walked += rows.value().size();
      if (walked > kMaxWalkedBytes) {
        page.ended_at = std::string(rows.key());
        return page;
      }
      continue;
    }
    TM_TRY(Looked looked, look_at(rows.value(), request.filter.get()));
    if (page.scanned > 0 && page.bytes + looked.bytes > kMaxPageBytes) {
      page.ended_at = std::move(last);
      return page;
    }
    page.bytes += looked.bytes;
    ++page.scanned;
    if (looked.wanted) page.items.push_back(*std::move(looked.wanted));
    last.assign(rows.key());
    if (request.limit && page.scanned >= *request.limit) {
      page.ended_at = std::move(last);
      return page;
    }
  }
  TM_TRY_STATUS(rows.status());
  return page;
}

}  // namespace tidemark::tables

#include "tables/reader.h"

#include "codec/ordered_bytes.h"
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
  const storage::Part part = request.index ? request.index->part : storage::kItems;
  storage::Range range{table.stored_as, part, request.range.from, request.range.until};
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

// What can be read of the table as it is set now. Less than the store keeps of it where that is
// kept for a stream. Nothing of one that is gone and that nobody remembers.
Result<std::optional<storage::Window>> shown_window(const storage::Store& store,
                                                    const TableDescription& table) {
  const auto kept = store.window(table.stored_as);
  if (!kept && kept.error().code == Code::kNotFound) return std::optional<storage::Window>();
  if (!kept) return kept.error();
  storage::Window window = kept.value();
  TM_TRY(FoundTable newest, find(store, table.name));
  if (!newest || newest->stored_as != table.stored_as) {
    TM_TRY(std::optional<DroppedTable> dropped, find_dropped(store, table));
    if (!dropped) return std::optional<storage::Window>();
    newest = std::move(dropped->table);
  }
  if (newest->history_for_stream_only) window.earliest = window.latest;
  window.earliest = std::max(window.earliest, newest->backups_from);
  return std::optional(window);
}

// What the newest table of that name says to an instant that it cannot answer.
Result<PastTable> outside_window_of_newest(const storage::Store& store, const TableName& name) {
  TM_TRY(const FoundTable newest, find(store, name));
  if (!newest) return PastTable{NotThere{}};
  TM_TRY(const auto window, shown_window(store, *newest));
  return window ? PastTable{OutsideWindow{*window}} : PastTable{NotThere{}};
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
  TM_TRY(const auto window, shown_window(store, *table));
  if (!window) return PastTable{NotThere{}};
  if (!within(*window, at)) return PastTable{OutsideWindow{*window}};
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

// The item's own key at the end of an index entry's.
Result<std::string> item_key_of(std::string_view entry, const IndexPage& index) {
  for (std::size_t i = 0; i < index.key_attributes; ++i) {
    TM_TRY([[maybe_unused]] const std::string taken, codec::take_ordered(entry));
  }
  return std::string(entry);
}

// Gathers rows until a bound stops it.
class PageReader {
 public:
  PageReader(const storage::Store& store, const TableDescription& table, const PageRequest& request)
      : store_(store), table_(table), request_(request) {}

  Result<Page> read(storage::Scan rows) {
    for (; rows.valid(); rows.next()) {
      if (skipped(rows.key())) {
        walked_ += rows.value().size();
        if (walked_ > kMaxWalkedBytes) return ended(std::string(rows.key()));
        continue;
      }
      TM_TRY(const bool taken, take(rows.key(), rows.value()));
      if (!taken) return ended(std::move(last_));
      if (request_.limit && page_.scanned >= *request_.limit) return ended(std::move(last_));
    }
    TM_TRY_STATUS(rows.status());
    return std::move(page_);
  }

 private:
  [[nodiscard]] bool skipped(std::string_view key) const {
    const auto& segment = request_.segment;
    return segment && segment_of(key, segment->total) != segment->index;
  }

  Result<Page> ended(std::string at) {
    page_.ended_at = std::move(at);
    return std::move(page_);
  }

  // False: the page would become too large.
  Result<bool> take(std::string_view key, std::string_view row) {
    if (request_.index && request_.index->whole_items) return take_item_of(key, row);
    TM_TRY(Looked looked, look_at(row, request_.filter.get()));
    if (is_full(looked.bytes)) return false;
    add(key, looked.bytes, std::move(looked.wanted));
    return true;
  }

  // By way of an index entry. The item may have gone since; it counts as one that was looked at.
  Result<bool> take_item_of(std::string_view key, std::string_view row) {
    TM_TRY(const values::ItemView entry, values::ItemView::open(row));
    TM_TRY(const std::string own_key, item_key_of(key, *request_.index));
    const storage::KeyRef where{table_.stored_as, storage::kItems, own_key};
    TM_TRY(const auto version,
           request_.at ? store_.read_as_of(where, *request_.at) : store_.read(where));
    Looked looked;
    if (version) {
      TM_TRY(looked, look_at(version->value, request_.filter.get()));
    }
    if (is_full(entry.bytes() + looked.bytes)) return false;
    page_.fetched.push_back(looked.bytes);
    fetched_ += looked.bytes;
    add(key, entry.bytes(), std::move(looked.wanted));
    return true;
  }

  [[nodiscard]] bool is_full(std::size_t more) const {
    return page_.scanned > 0 && page_.bytes + fetched_ + more > kMaxPageBytes;
  }

  void add(std::string_view key, std::size_t bytes, std::optional<values::StoredItem> wanted) {
    page_.bytes += bytes;
    ++page_.scanned;
    if (wanted) page_.items.push_back(*std::move(wanted));
    last_.assign(key);
  }

  const storage::Store& store_;
  const TableDescription& table_;
  const PageRequest& request_;
  Page page_;
  std::size_t walked_ = 0;
  std::size_t fetched_ = 0;
  std::string last_;
};

}  // namespace

IndexPage page_of(const Index& index, bool whole_items) {
  return {.part = index.part,
          .key_attributes = index.keys.hash.size() + index.keys.range.size(),
          .whole_items = whole_items};
}

Result<Page> read_page(const storage::Store& store, const TableDescription& table,
                       const PageRequest& request) {
  const storage::Range range = bounds_of(table, request);
  if (!range.until.empty() && range.from >= range.until) return Page{};
  TM_TRY(storage::Scan rows, begin(store, range, request));
  return PageReader(store, table, request).read(std::move(rows));
}

}  // namespace tidemark::tables

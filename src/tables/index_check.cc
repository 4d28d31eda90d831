#include "tables/index_check.h"

#include "codec/hex.h"
#include "codec/ordered_bytes.h"
#include "tables/index_entry.h"
#include "values/item_bytes.h"

#include <map>

namespace tidemark::tables {
namespace {

using storage::Findings;
using storage::StoppedStore;

// The item's own key, at the end of an entry's.
Result<std::string_view> item_key_in(const Index& index, std::string_view entry_key) {
  for (std::size_t i = index.keys.hash.size() + index.keys.range.size(); i > 0; --i) {
    TM_TRY(const auto component, codec::take_ordered(entry_key));
    static_cast<void>(component);
  }
  return entry_key;
}

class TableIndexCheck {
 public:
  TableIndexCheck(const StoppedStore& store, const TableDescription& table,
                  const storage::TableState& state, Findings& findings)
      : store_(store), table_(table), findings_(findings) {
    strata_.push_back({{state.id.value}, Timestamp::max()});
    strata_.insert(strata_.end(), state.beneath.begin(), state.beneath.end());
  }

  std::uint64_t run() {
    std::uint64_t compared = 0;
    for (const Index& index : table_.indexes) {
      if (index.is_written()) compared += rows_[index.part] = check_rows(index);
    }
    if (!rows_.empty()) count_items();
    for (const Index& index : table_.indexes) {
      if (index.is_written()) compare_counts(index);
    }
    return compared;
  }

 private:
  void add(const Index& index, std::string_view key, std::string what) {
    findings_.add({.rule = "index-entry",
                   .family = "cur",
                   .table = fmt::format("table {} ({}), index {}", table_.stored_as.value,
                                        table_.name.name, index.name),
                   .key = codec::to_hex(key),
                   .what = std::move(what),
                   .advice = storage::kAdviseRepair});
  }

  void unreadable(const Error& error, std::string_view what) {
    storage::add_unreadable(error, what, "cur", fmt::format("table {}", table_.stored_as.value),
                            findings_);
  }

  // Every row is the one that its item has.
  std::uint64_t check_rows(const Index& index) {
    std::uint64_t rows = 0;
    const auto check = [&](std::string_view key, std::string_view value) -> Status {
      ++rows;
      const auto item_key = item_key_in(index, key);
      if (!item_key) {
        add(index, key, "the row's key is not made of the index's key and an item's");
        return Ok{};
      }
      TM_TRY(const auto bytes, store_.read(strata_, storage::kItems, item_key.value()));
      if (!bytes) {
        add(index, key, "the index has a row of an item that is not there");
        return Ok{};
      }
      TM_TRY(const values::Item item, values::item_from_bytes(*bytes));
      const auto entry = entry_of(table_, index, item, item_key.value());
      if (!entry || entry->key != key) {
        add(index, key, "the item belongs to another place in the index, or to none");
      } else if (entry->value != value) {
        add(index, key, "the row shows something else than the item");
      }
      return Ok{};
    };
    const Status walked = store_.each(strata_, index.part, check);
    if (!walked) unreadable(walked.error(), "rows of an index");
    return rows;
  }

  void count_items() {
    const auto count = [&](std::string_view key, std::string_view value) -> Status {
      TM_TRY(const values::Item item, values::item_from_bytes(value));
      for (const IndexEntry& entry : entries_of(table_, item, key)) ++belong_[entry.part];
      return Ok{};
    };
    const Status walked = store_.each(strata_, storage::kItems, count);
    if (!walked) unreadable(walked.error(), "items that indexes show");
  }

  void compare_counts(const Index& index) {
    const std::uint64_t has = rows_[index.part];
    const std::uint64_t should = belong_[index.part];
    if (has == should || (index.is_being_made() && has < should)) return;
    add(index, {}, fmt::format("it has {} rows; {} items belong there", has, should));
  }

  const StoppedStore& store_;
  const TableDescription& table_;
  Findings& findings_;
  storage::Strata strata_;
  std::map<storage::Part, std::uint64_t> rows_;
  std::map<storage::Part, std::uint64_t> belong_;
};

}  // namespace

std::uint64_t check_indexes(const StoppedStore& store, const CatalogRows& catalog,
                            Findings& findings) {
  std::uint64_t compared = 0;
  for (const TableDescription& table : catalog.live) {
    const auto state = store.table(table.stored_as);
    if (!state || state->dropped_at) continue;
    compared += TableIndexCheck(store, table, *state, findings).run();
  }
  return compared;
}

}  // namespace tidemark::tables

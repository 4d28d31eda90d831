// Rows of AWS Backup: each kind of row is a struct that knows its part, its key and its bytes.
//
//   struct Vault {
//     static constexpr storage::Part kPart = kVaultsPart;
//     [[nodiscard]] std::string key() const;            // codec::append_ordered components
//     [[nodiscard]] std::string encode() const;
//     static Result<Vault> decode(std::string_view);    // kCorrupt
//   };
//
//   TM_TRY(const auto vault, find<Vault>(rows, vault_key(account, name)));   // newest
//   TM_TRY(const auto vault, find<Vault>(view, rows.table, key));            // in a decision
//   put(changes, rows.table, vault);
//
// Threads   Any.
// Errors    kCorrupt of a damaged row, and those of the store.
#pragma once

#include "base/result.h"
#include "codec/ordered_bytes.h"
#include "storage/changes.h"
#include "storage/store.h"
#include "storage/view.h"
#include "vault/parts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

// Where the rows of a region lie.
struct Rows {
  storage::Store* store = nullptr;
  storage::TableId table;
  std::string region;
  // The region's event log and topics; zero: nobody is told what happens here.
  storage::TableId events{};
  storage::TableId topics{};
};

// "ordered(a) · ordered(b) · …"
template <class... Texts>
std::string key_of(const Texts&... components) {
  std::string key;
  (codec::append_ordered(key, components), ...);
  return key;
}

// The first key behind all keys that begin with these components.
std::string end_of_prefix(std::string prefix);

template <class Row>
Result<std::optional<Row>> decode_found(const std::optional<storage::Version>& version) {
  if (!version) return std::optional<Row>();
  TM_TRY(Row row, Row::decode(version->value));
  return std::optional<Row>(std::move(row));
}

template <class Row>
Result<std::optional<Row>> find(const storage::View& view, storage::TableId table,
                                const std::string& key) {
  TM_TRY(const auto version, view.get({table, Row::kPart, key}));
  return decode_found<Row>(version);
}

template <class Row>
Result<std::optional<Row>> find(const Rows& rows, const std::string& key) {
  TM_TRY(const auto version, rows.store->read({rows.table, Row::kPart, key}));
  return decode_found<Row>(version);
}

// At most `limit` rows whose keys begin with `prefix`, after the key `after` (exclusive; empty:
// from the first), ascending. In a decision only where there are few.
template <class Row>
Result<std::vector<Row>> list(const storage::View& view, storage::TableId table,
                              const std::string& prefix, const std::string& after,
                              std::size_t limit) {
  const std::string from = after.empty() ? prefix : after + '\0';
  TM_TRY(const auto found, view.list(table, Row::kPart, from, end_of_prefix(prefix), limit));
  std::vector<Row> rows;
  for (const auto& [key, version] : found) {
    TM_TRY(Row row, Row::decode(version.value));
    rows.push_back(std::move(row));
  }
  return rows;
}

template <class Row>
Result<std::vector<Row>> list(const Rows& rows, const std::string& prefix,
                              const std::string& after = {}, std::size_t limit = SIZE_MAX) {
  const std::string from = after.empty() ? prefix : after + '\0';
  TM_TRY(storage::Scan scan, rows.store->scan({rows.table, Row::kPart, from, end_of_prefix(prefix)},
                                              storage::Direction::kForward));
  std::vector<Row> found;
  for (; scan.valid() && found.size() < limit; scan.next()) {
    TM_TRY(Row row, Row::decode(scan.value()));
    found.push_back(std::move(row));
  }
  TM_TRY_STATUS(scan.status());
  return found;
}

template <class Row>
void put(storage::Changes& changes, storage::TableId table, const Row& row) {
  changes.put({table, Row::kPart, row.key()}, row.encode());
}

template <class Row>
void remove(storage::Changes& changes, storage::TableId table, const Row& row) {
  changes.remove({table, Row::kPart, row.key()});
}

}  // namespace tidemark::vault

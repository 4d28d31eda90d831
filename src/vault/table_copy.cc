#include "vault/table_copy.h"

#include "tables/catalog.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::size_t kChangesAPage = 20'000;
// What a key takes beside its bytes.
constexpr std::size_t kKeyOverhead = sizeof(RowKey);

std::string behind(const std::string& key) {
  return key + '\0';
}

}  // namespace

std::vector<storage::Part> copied_parts(const tables::TableDescription& table) {
  std::vector<storage::Part> parts{storage::kItems};
  for (const tables::Index& index : table.indexes) {
    if (index.kind != tables::IndexKind::kExpiry) parts.push_back(index.part);
  }
  std::ranges::sort(parts);
  return parts;
}

Status describe_table(const storage::Store& store, const std::string& pin,
                      const tables::TableDescription& table, Manifest& manifest) {
  manifest.table_arn = tables::arn_of(table.name);
  manifest.table_id = table.table_id;
  manifest.account = table.name.account;
  manifest.region = table.name.region;
  manifest.table = tables::encode(table);
  for (const storage::Part part : copied_parts(table)) {
    TM_TRY(const storage::Tally tally, store.pin_tally(pin, part));
    manifest.tallies.push_back({part, tally});
  }
  return Ok{};
}

TableCopy::TableCopy(storage::Store& store, std::string pin, const tables::TableDescription& table,
                     std::optional<RowKey> after)
    : store_(store),
      pin_(std::move(pin)),
      table_(table.stored_as),
      parts_(copied_parts(table)),
      after_(std::move(after)) {
  for (const storage::Part part : parts_) {
    const auto tally = store_.pin_tally(pin_, part);
    if (tally) rows_expected_ += static_cast<std::uint64_t>(tally.value().items);
  }
}

void TableCopy::only_changes(Timestamp since, Timestamp until) {
  changed_.emplace();
  changed_->since = since;
  changed_->until = until;
}

Result<TableCopy::Piece> TableCopy::copy(RunWriter& to, std::size_t bytes) {
  return changed_ ? copy_changes(to, bytes) : copy_rows(to, bytes);
}

Result<TableCopy::Piece> TableCopy::copy_rows(RunWriter& to, std::size_t bytes) {
  std::size_t copied = 0;
  for (const storage::Part part : parts_) {
    if (after_ && part < after_->part) continue;
    const std::string from = after_ && part == after_->part ? behind(after_->key) : "";
    TM_TRY(storage::Scan scan,
           store_.scan_pin(pin_, {table_, part, from, {}}, storage::Direction::kForward));
    for (; scan.valid(); scan.next()) {
      if (copied >= bytes) return Piece{};
      TM_TRY_STATUS(to.append(part, scan.key(), scan.value()));
      copied += scan.key().size() + scan.value().size();
      after_ = RowKey{part, std::string(scan.key())};
      ++rows_copied_;
    }
    TM_TRY_STATUS(scan.status());
  }
  return Piece{.done = true};
}

Result<TableCopy::Piece> TableCopy::find_changes() {
  Changed& changed = *changed_;
  TM_TRY(storage::ChangePage page,
         store_.changes(table_, changed.since, changed.until, kChangesAPage, changed.resume_after));
  for (storage::Change& one : page.changes) {
    if (!std::ranges::binary_search(parts_, one.part)) continue;
    changed.bytes += one.key.size() + kKeyOverhead;
    changed.keys.push_back({one.part, std::move(one.key)});
  }
  if (changed.bytes > kMostChangedBytes) {
    settle_changes();
    if (changed.bytes > kMostChangedBytes / 2) return Piece{.too_many_changes = true};
  }
  changed.resume_after = std::move(page.resume_after);
  changed.all_known = !changed.resume_after.has_value();
  if (changed.all_known) {
    settle_changes();
    rows_expected_ = changed.keys.size();
    if (after_) {
      changed.next = static_cast<std::size_t>(std::ranges::upper_bound(changed.keys, *after_) -
                                              changed.keys.begin());
    }
  }
  return Piece{};
}

// Each key once, in order.
void TableCopy::settle_changes() {
  auto& keys = changed_->keys;
  std::ranges::sort(keys);
  const auto twice = std::ranges::unique(keys);
  keys.erase(twice.begin(), twice.end());
  changed_->bytes = 0;
  for (const RowKey& key : keys) changed_->bytes += key.key.size() + kKeyOverhead;
}

Result<TableCopy::Piece> TableCopy::copy_changes(RunWriter& to, std::size_t bytes) {
  Changed& changed = *changed_;
  if (!changed.all_known) return find_changes();
  for (std::size_t copied = 0; changed.next < changed.keys.size(); ++changed.next) {
    if (copied >= bytes) return Piece{};
    const RowKey& key = changed.keys[changed.next];
    TM_TRY(const auto version, store_.read_pin(pin_, {table_, key.part, key.key}));
    std::optional<std::string_view> value;
    if (version) value = version->value;
    TM_TRY_STATUS(to.append(key.part, key.key, value));
    // A read takes as long as a kilobyte of rows.
    copied += key.key.size() + (version ? version->value.size() : 0) + 1024;
    ++rows_copied_;
  }
  return Piece{.done = true};
}

}  // namespace tidemark::vault

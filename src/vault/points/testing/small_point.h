// A small recovery point in memory, for tests: two runs of made-up rows and their manifest.
#pragma once

#include "base/random.h"
#include "blobs/testing/memory_store.h"
#include "vault/points/manifest.h"
#include "vault/points/merged_rows.h"
#include "vault/points/names.h"
#include "vault/points/run_writer.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace tidemark::vault::testing {

inline constexpr std::string_view kPrefix = "123456789012/eu-west-1/nightly/";

// What a recovery point says: the model that knows only maps.
using Rows = std::map<RowKey, std::string>;
using Changed = std::map<RowKey, std::optional<std::string>>;

inline Keyring keyring(std::string_view text) {
  return Keyring::parse(text, "vault.key").value();
}

// With which unsealed points are read as well.
inline Keyring lenient_keyring(std::string_view text) {
  return keyring(fmt::format("unsigned\n{}", text));
}

inline std::string key_line(char digit) {
  std::string line(64, digit);
  line.push_back('\n');
  return line;
}

inline RowKey row_key(Random& random, std::uint64_t keys) {
  RowKey key;
  key.part = static_cast<storage::Part>(random.below(3));
  key.key = fmt::format("key {:05}", random.below(keys));
  return key;
}

inline Changed some_changes(Random& random, std::size_t count, std::uint64_t keys, bool deletions) {
  Changed changes;
  for (std::size_t i = 0; i < count; ++i) {
    auto& value = changes[row_key(random, keys)];
    value.reset();
    if (deletions && random.below(4) == 0) continue;
    value = fmt::format("value {} ", random.next()) + std::string(random.below(40), 'v');
  }
  return changes;
}

inline void apply(Rows& rows, const Changed& changes) {
  for (const auto& [key, value] : changes) {
    if (value) rows[key] = *value;
    if (!value) rows.erase(key);
  }
}

inline Run write_run(blobs::BlobStore& store, RunTarget target, const Changed& changes) {
  Run run{.writer = target.writer,
          .kind = target.kind,
          .key_id = target.key == nullptr ? std::string() : target.key->id(),
          .segments = {}};
  RunWriter writer(store, std::move(target), {});
  for (const auto& [key, value] : changes) {
    const auto status = writer.append(key.part, key.key, value);
    EXPECT_TRUE(status) << to_text(status.error());
  }
  EXPECT_TRUE(writer.finish());
  run.segments = writer.take_segments();
  return run;
}

inline RunTarget target(std::string writer, RunKind kind, const VaultKey* key = nullptr) {
  return {.prefix = std::string(kPrefix),
          .writer = std::move(writer),
          .kind = kind,
          .key = key,
          .segment_bytes = 1500,
          .block_bytes = 400};
}

struct SmallPoint {
  Manifest manifest;
  Rows rows;
};

// "p1" with the runs of writers "p0" (a base) and "p1"; some kilobytes.
inline SmallPoint small_point(blobs::BlobStore& store, const VaultKey* key) {
  SeededRandom random(7);
  SmallPoint point;
  const Changed base = some_changes(random, 60, 200, false);
  const Changed delta = some_changes(random, 30, 200, true);
  apply(point.rows, base);
  apply(point.rows, delta);
  Manifest& manifest = point.manifest;
  manifest.point = "p1";
  manifest.table_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
  manifest.table_id = "0f0e0d0c";
  manifest.account = "123456789012";
  manifest.region = "eu-west-1";
  manifest.at = {1'700'000'000'000'001};
  manifest.created_at = {1'700'000'000'000'000};
  manifest.lineage = "lineage";
  manifest.tallies = {{0, {3, 400, static_cast<storage::Uint128>(5) << 100}}, {1, {2, 1, 0}}};
  manifest.runs = {write_run(store, target("p0", RunKind::kBase, key), base),
                   write_run(store, target("p1", RunKind::kDelta, key), delta)};
  manifest.table = "how the table is made";
  manifest.tags = {{"team", "shop"}, {"", ""}};
  manifest.record = "lifecycle";
  const std::string bytes = encode(manifest, key);
  EXPECT_TRUE(store.put(manifest_name(kPrefix, "p1"), bytes));
  manifest.key_id = key != nullptr ? key->id() : "";
  manifest.chain.own = own_hmac(bytes);
  return point;
}

// All rows of a reader, or why they could not be read.
template <class Reader>
Result<Changed> all_of(Result<Reader> opened) {
  if (!opened) return opened.error();
  Changed found;
  for (Reader& rows = opened.value(); rows.valid();) {
    const RowView& row = rows.row();
    auto& value = found[{row.part, std::string(row.key)}];
    if (row.value) value = std::string(*row.value);
    TM_TRY_STATUS(rows.next());
  }
  return found;
}

inline Result<Changed> read_point(blobs::BlobStore& store, const Manifest& manifest,
                                  const Keyring& keys, const std::optional<RowKey>& after = {}) {
  return all_of(MergedRows::open(store, std::string(kPrefix), manifest.runs, keys, after));
}

inline Changed as_changes(const Rows& rows) {
  return {rows.begin(), rows.end()};
}

}  // namespace tidemark::vault::testing

#include "tables/catalog_check.h"

#include "codec/hex.h"
#include "codec/varint.h"
#include "storage/side_table.h"
#include "tables/catalog.h"
#include "tables/request_tokens.h"
#include "tables/stream_record.h"
#include "values/digest.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

#include <algorithm>
#include <set>

namespace tidemark::tables {
namespace {

using storage::Findings;
using storage::OwnVersion;
using storage::StoppedStore;

class CatalogCheck {
 public:
  CatalogCheck(const StoppedStore& store, Findings& findings)
      : store_(store), findings_(findings) {}

  CatalogRows run() {
    walk(kLiveTables,
         [&](std::string_view key, const OwnVersion& version) { read_live(key, version); });
    walk(kDroppedTables,
         [&](std::string_view key, const OwnVersion& version) { read_dropped(key, version); });
    walk(storage::kSideTables,
         [&](std::string_view key, const OwnVersion& version) { read_auxiliary(key, version); });
    walk(kStreams,
         [&](std::string_view key, const OwnVersion& version) { read_stream(key, version); });
    for (const TableDescription& table : rows_.live) check_latest_stream(table);
    for (const StreamDescription& stream : rows_.streams) check_records(stream);
    for (const storage::TableState& state : store_.tables()) check_named(state);
    return std::move(rows_);
  }

 private:
  void add(const char* rule, std::string table, std::string_view key, std::string what) {
    findings_.add({.rule = rule,
                   .family = "cur",
                   .table = std::move(table),
                   .key = codec::to_hex(key),
                   .what = std::move(what),
                   .advice = storage::kAdviseRepair});
  }

  template <class Read>
  void walk(storage::Part part, Read read) {
    const Status walked =
        store_.each_version({storage::kCatalog.value}, part,
                            [&](std::string_view key, const OwnVersion& version) -> Status {
                              if (!version.tombstone) read(key, version);
                              return Ok{};
                            });
    if (walked) return;
    storage::add_unreadable(walked.error(), "catalog", "cur", "table 1", findings_);
  }

  void read_live(std::string_view key, const OwnVersion& version) {
    const auto table = decode_table(version.value);
    if (!table) return add("row-undecodable", "table 1", key, table.error().message);
    if (version.end != Timestamp::max()) return;
    const TableDescription& row = table.value();
    if (live_key(row.name).key != key) {
      add("catalog-key", name_of(row), key, "the row is filed under another name");
    }
    const auto state = store_.table(row.stored_as);
    if (!state || state->dropped_at) {
      add("catalog-without-table", name_of(row), key,
          fmt::format("the catalog lists it, but the store's table {} is not there",
                      row.stored_as.value));
    }
    if (!named_.insert(row.stored_as).second) {
      add("catalog-twice", name_of(row), key,
          fmt::format("the store's table {} has two rows", row.stored_as.value));
    }
    rows_.live.push_back(row);
  }

  void read_dropped(std::string_view key, const OwnVersion& version) {
    std::string_view bytes = version.value;
    const auto micros = codec::take_big_endian<std::uint64_t>(bytes);
    if (!micros) return add("row-undecodable", "table 1", key, micros.error().message);
    const auto table = decode_table(bytes);
    if (!table) return add("row-undecodable", "table 1", key, table.error().message);
    if (version.end != Timestamp::max()) return;
    const TableDescription& row = table.value();
    const Timestamp at{static_cast<std::int64_t>(micros.value())};
    if (dropped_key(row.name.account, row.name.region, row.table_id).key != key) {
      add("catalog-key", name_of(row), key, "the dropped row is filed under another id");
    }
    const auto state = store_.table(row.stored_as);
    if (state && state->dropped_at != at) {
      add("catalog-without-table", name_of(row), key,
          fmt::format("the catalog says it was dropped at {}, the store's table {} does not",
                      at.micros, row.stored_as.value));
    }
    forgettable_.insert(row.stored_as);
    rows_.dropped.push_back({row, at, std::string(key)});
  }

  void read_auxiliary(std::string_view key, const OwnVersion& version) {
    std::string_view bytes = version.value;
    const auto id = codec::take_big_endian<std::uint64_t>(bytes);
    if (!id) return add("row-undecodable", "table 1", key, id.error().message);
    if (version.end == Timestamp::max()) named_.insert({id.value()});
  }

  void read_stream(std::string_view key, const OwnVersion& version) {
    const auto stream = decode_stream(version.value);
    if (!stream) return add("row-undecodable", "table 1", key, stream.error().message);
    if (version.end != Timestamp::max()) return;
    const StreamDescription& row = stream.value();
    if (stream_key(row.table, label_of(row.label_at)).key != key) {
      add("catalog-key", name_of(row), key, "the stream's row is filed under another name");
    }
    const auto state = store_.table(row.stored_as);
    if (!state || state->dropped_at) {
      add("catalog-without-table", name_of(row), key,
          "the catalog lists the stream, but what holds its records is not there");
    }
    if (!named_.insert(row.stored_as).second) {
      add("catalog-twice", name_of(row), key,
          fmt::format("the store's table {} has two rows", row.stored_as.value));
    }
    // Its images are versions of the table's items, also when the table is gone.
    forgettable_.insert(row.items);
    rows_.streams.push_back(row);
  }

  void check_latest_stream(const TableDescription& table) {
    if (!table.stream) return;
    const auto row =
        std::ranges::find(rows_.streams, table.stream->stored_as, &StreamDescription::stored_as);
    if (row != rows_.streams.end() && row->disabled_at == table.stream->disabled_at) return;
    add("stream-without-row", name_of(table), live_key(table.name).key,
        "the table names a stream that has no row, or one that says otherwise when it ended");
  }

  void check_records(const StreamDescription& stream) {
    const auto read = [&](std::string_view key, const OwnVersion& version) -> Status {
      if (version.tombstone) return Ok{};
      const auto place = decode_place(key);
      const auto record = decode_record(version.value);
      if (!place || !record) {
        add("record-undecodable", name_of(stream), key,
            (place ? record.error() : place.error()).message);
      } else if (place.value().at != version.start) {
        add("record-place", name_of(stream), key, "a record stands where its commit does not");
      }
      return Ok{};
    };
    const Status walked = store_.each_version({stream.stored_as.value}, storage::kItems, read);
    if (walked) return;
    storage::add_unreadable(walked.error(), "records", "cur", name_of(stream), findings_);
  }

  void check_named(const storage::TableState& state) {
    if (state.id == storage::kCatalog) return;
    const bool named =
        state.dropped_at ? forgettable_.contains(state.id) : named_.contains(state.id);
    if (named) return;
    add("table-without-catalog", fmt::format("table {}", state.id.value), {},
        fmt::format("the store has a {} table that the catalog does not list",
                    state.dropped_at ? "dropped" : "live"));
  }

  static std::string name_of(const TableDescription& table) {
    return fmt::format("table {} ({})", table.stored_as.value, table.name.name);
  }

  static std::string name_of(const StreamDescription& stream) {
    return fmt::format("table {} (stream {} of {})", stream.stored_as.value,
                       label_of(stream.label_at), stream.table.name);
  }

  const StoppedStore& store_;
  Findings& findings_;
  std::set<storage::TableId> named_;
  std::set<storage::TableId> forgettable_;
  CatalogRows rows_;
};

}  // namespace

CatalogRows check_catalog(const StoppedStore& store, Findings& findings) {
  return CatalogCheck(store, findings).run();
}

storage::TallyOf tally_of_items(const KeySchema& keys) {
  return [keys](std::string_view key, std::string_view value) -> Result<storage::Tally> {
    TM_TRY(const values::Item item, values::item_from_bytes(value));
    const values::KeyAnswer own = values::key_of_item(keys, item);
    const auto* bytes = std::get_if<std::string>(&own);
    if (bytes == nullptr || *bytes != key) {
      return fail(Code::kCorrupt,
                  fmt::format("the item under key {} is another one's", codec::to_hex(key)));
    }
    return storage::Tally{.items = 1,
                          .bytes = static_cast<std::int64_t>(values::bytes_of(item)),
                          .digest = values::digest_of(item)};
  };
}

Result<storage::Tally> tally_of_entry(std::string_view /*key*/, std::string_view value) {
  TM_TRY(const values::Item shown, values::item_from_bytes(value));
  return storage::Tally{
      .items = 1, .bytes = static_cast<std::int64_t>(values::bytes_of(shown)), .digest = 0};
}

std::uint64_t check_tallies(const StoppedStore& store, const CatalogRows& catalog,
                            Findings& findings) {
  std::uint64_t instants = 0;
  const auto prove = [&](const TableDescription& table) {
    const auto state = store.table(table.stored_as);
    if (!state) return;
    instants += storage::prove_tallies(store, *state, storage::kItems, tally_of_items(table.keys),
                                       findings);
    for (storage::Part part = 1; part < table.next_part; ++part) {
      instants += storage::prove_tallies(store, *state, part, tally_of_entry, findings);
    }
  };
  for (const TableDescription& table : catalog.live) prove(table);
  for (const auto& dropped : catalog.dropped) prove(dropped.table);
  return instants;
}

}  // namespace tidemark::tables

#include "storage/side_table.h"

#include "codec/ordered_bytes.h"
#include "codec/varint.h"
#include "storage/write.h"

namespace tidemark::storage {
namespace {

Result<TableId> table_in(std::string_view bytes) {
  TM_TRY(const auto id, codec::take_big_endian<std::uint64_t>(bytes));
  return TableId{id};
}

}  // namespace

KeyRef side_table_key(std::string_view account, std::string_view region, std::string_view purpose) {
  std::string key;
  codec::append_ordered(key, account);
  codec::append_ordered(key, region);
  codec::append_ordered(key, purpose);
  return {kCatalog, kSideTables, std::move(key)};
}

Result<TableId> side_table(Store& store, std::string_view purpose) {
  const KeyRef row = side_table_key("", "", purpose);
  TM_TRY(const auto made, store.read(row));
  if (made) return table_in(made->value);
  Write<TableId> write(store, {row}, [&](View& view, TableId& answer) -> Result<Decision> {
    TM_TRY(const auto meanwhile, view.get(row));
    if (meanwhile) {
      TM_TRY(answer, table_in(meanwhile->value));
      return Decision(Refused{});
    }
    answer = view.new_table_id();
    Changes changes;
    changes.new_tables.push_back({answer, {}, {}, {}});
    std::string value;
    codec::append_big_endian(value, answer.value);
    changes.put(row, std::move(value));
    return Decision(std::move(changes));
  });
  return write.run();
}

}  // namespace tidemark::storage

#include "tables/all_tables.h"

#include "tables/catalog.h"

namespace tidemark::tables {

Result<std::vector<TableDescription>> all_tables(const storage::Store& store) {
  TM_TRY(auto rows,
         store.scan({storage::kCatalog, kLiveTables, "", ""}, storage::Direction::kForward));
  std::vector<TableDescription> tables;
  for (; rows.valid(); rows.next()) {
    TM_TRY(TableDescription table, decode_table(rows.value()));
    tables.push_back(std::move(table));
  }
  TM_TRY_STATUS(rows.status());
  return tables;
}

}  // namespace tidemark::tables

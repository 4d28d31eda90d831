#include "services/side_rows.h"

#include "base/check.h"

namespace tidemark::services {

std::string behind(std::string_view prefix) {
  // A component ends in 00 00, so that its last byte can always be raised.
  TM_CHECK(!prefix.empty() && prefix.back() == '\0');
  std::string end(prefix);
  end.back() = '\x01';
  return end;
}

Status each_row(const storage::Store& store, storage::TableId table, storage::Part part,
                std::string_view prefix, std::string_view after, const VisitRow& visit) {
  storage::Range range{table, part, std::string(prefix), behind(prefix)};
  if (!after.empty()) range.from = std::string(after) + '\0';
  TM_TRY(storage::Scan scan, store.scan(range, storage::Direction::kForward));
  for (; scan.valid(); scan.next()) {
    TM_TRY(const Walk next, visit(scan.key(), scan.value()));
    if (next == Walk::kEnough) return Ok{};
  }
  return scan.status();
}

}  // namespace tidemark::services

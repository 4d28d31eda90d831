// All items of one table into another, of the same account or another one.
//
//   TM_TRY(const Copied copied, copy_table({from, "Orders", shape}, {to, "Orders-copy"}, options,
//                                          clock, nullptr));
//
// The target is there and has the same key; what it holds under other keys stays. Each connection
// scans a segment and writes what it finds, so that no more than a page and a batch of each is in
// memory. Begun again, it ends in the same target.
//
// Threads   `on_progress` is called one call at a time.
// Errors    As TableScan and BatchWriter
#pragma once

#include "operator/table_scan.h"

#include <cstdint>
#include <string>

namespace tidemark::runbooks {

struct CopySource {
  client::Session& session;
  std::string table;
  TableShape shape;
};

struct CopyTarget {
  client::Session& session;
  std::string table;
};

struct CopyOptions {
  ScanOptions scan{};
  double max_write_units = 0;  // a second; 0: no bound (--max-wcu)
};

struct Copied {
  std::uint64_t items = 0;
  double read_units = 0;
  double write_units = 0;
  int throttles = 0;  // of reads and writes
};

Result<Copied> copy_table(const CopySource& source, const CopyTarget& target,
                          const CopyOptions& options, const Clock& clock,
                          const TableScan::OnProgress& on_progress);

}  // namespace tidemark::runbooks

// Every item of a table, over several connections, as fast as the table and the budget allow.
//
//   TableScan scan(session, "Orders", shape, {.max_read_units = 500}, clock);
//   TM_TRY(const Scanned scanned, scan.each_item([&](values::Item&& item) { … }));
//
// The table is read in segments, one a connection, page by page; more would cost Tidemark's engine,
// which walks the whole table for each, though not AWS. A page is sized so that what is under way
// stays small whatever the items are. A page that is refused for its speed is asked for again,
// more slowly (operator/pace.h).
//
// Threads   `on_item` is called from all connections at once.
// Errors    `on_item`'s first; kBusy after a stop, or when the table throttled for so long that
//           going on is pointless; and those of the client
#pragma once

#include "base/clock.h"
#include "client/session.h"
#include "operator/pace.h"
#include "operator/table_shape.h"
#include "values/attribute_value.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace tidemark::runbooks {

struct ScanOptions {
  unsigned connections = 8;
  double max_read_units = 0;  // a second; 0: no bound (--max-rcu)
  bool consistent = true;     // costs twice the units of eventually consistent reads
  std::size_t page_bytes = 256 * 1024;
  std::stop_token stop{};
};

struct Scanned {
  std::uint64_t items = 0;
  double read_units = 0;
  int throttles = 0;
};

class TableScan {
 public:
  using OnItem = std::function<Status(values::Item&&)>;
  using OnProgress = std::function<void(std::uint64_t items)>;  // so far; one call at a time

  // The references outlive it. `shape` says how large items are; a wrong one costs only speed.
  TableScan(client::Session& session, std::string table, const TableShape& shape,
            ScanOptions options, const Clock& clock);

  Result<Scanned> each_item(const OnItem& on_item, const OnProgress& on_progress = nullptr);

  [[nodiscard]] std::size_t segments() const { return segments_; }

 private:
  Status segment(std::size_t number, const OnItem& on_item);
  Result<client::Reply> page(const std::string& body);
  [[nodiscard]] std::string body_of(std::size_t segment, const codec::JsonValue* start) const;

  client::Session& session_;
  const std::string table_;
  const ScanOptions options_;
  const std::size_t segments_;
  const std::uint64_t page_items_;
  Pace pace_;
  std::atomic<std::uint64_t> items_{0};
  std::mutex progress_mutex_;
  OnProgress on_progress_;
};

}  // namespace tidemark::runbooks

// What a scan, a copy, a restore or a backup will cost on AWS, told before it begins.
//
//   const CostEstimate cost = estimate_scan(shape, scan_options, Prices{});
//   fmt::print("{}", estimate_text(cost));
//
// An estimate: from the counts that AWS last made (some six hours old), the size of the mean item,
// and a price list that is as old as it says. Prices of other regions and of contracts come as a
// file; without one the list of us-east-1 is used and named.
//
// Threads   Plain values and pure functions.
// Format    Price lists: docs/formats/prices.md
// Source    AWS's price pages for DynamoDB and AWS Backup, us-east-1, after the reduction of
//           on-demand prices of 2024-11-01; capacity units: developer guide, "Capacity units".
#pragma once

#include "operator/table_copy.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

// In dollars; of the table class "STANDARD" where classes differ.
struct Prices {
  std::string region = "us-east-1";
  std::string as_of = "2024-11-01";
  std::string source = "aws.amazon.com/dynamodb/pricing and aws.amazon.com/backup/pricing";
  double million_reads = 0.125;       // read request units
  double million_writes = 0.625;      // write request units
  double million_reads_rare = 0.155;  // of STANDARD_INFREQUENT_ACCESS
  double million_writes_rare = 0.78;
  double gb_restored = 0.15;  // from continuous backups, backups, warm storage
  double gb_restored_cold = 0.20;
  double gb_month_backup = 0.10;
  double gb_month_backup_cold = 0.03;
  double gb_month_recovery = 0.20;  // continuous backups
  double gb_month_stored = 0.25;
};

// Errors: kInvalid  no price list; names the member
Result<Prices> prices_from_json(std::string_view text);

struct CostLine {
  std::string what;  // "read 12,000 units"
  double units = 0;  // capacity units, or GB
  double dollars = 0;
  bool monthly = false;  // for every month that it is kept
};

struct CostEstimate {
  std::vector<CostLine> lines;
  std::vector<std::string> assumptions;  // "a provisioned table: its units are paid for already"
  Prices prices;

  // What is paid once, and what every month.
  [[nodiscard]] double once() const;
  [[nodiscard]] double every_month() const;
};

// How the table's class and billing mode change the price of units.
struct Billing {
  bool provisioned = false;  // units are paid by the hour: a scan costs nothing more
  bool infrequent_access = false;
};

[[nodiscard]] CostEstimate estimate_scan(const TableShape& shape, bool consistent,
                                         const Billing& billing, const Prices& prices);
// `target_indexes`: global indexes that every item is written to as well.
[[nodiscard]] CostEstimate estimate_copy(const TableShape& shape, bool consistent,
                                         std::size_t target_indexes, const Billing& billing,
                                         const Prices& prices);
[[nodiscard]] CostEstimate estimate_restore(std::uint64_t bytes, bool cold, const Prices& prices);
[[nodiscard]] CostEstimate estimate_backup(std::uint64_t bytes, const Prices& prices);

// One after the other, with one price list: what a plan costs in all.
[[nodiscard]] CostEstimate together(std::vector<CostEstimate> parts);

// How long a scan or a copy takes at so many units a second, in seconds; 0 when nothing bounds it.
[[nodiscard]] double seconds_at(double units, double units_per_second);

[[nodiscard]] std::string estimate_text(const CostEstimate& estimate);

// "about $1.57 once and $2.50 a month, by us-east-1's prices of 2024-11-01": for a plan.
[[nodiscard]] std::string estimate_sentence(const CostEstimate& estimate);

void write_estimate(codec::JsonWriter& out, const CostEstimate& estimate);

}  // namespace tidemark::runbooks

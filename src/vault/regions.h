// The rows of AWS Backup, region by region: made when a region is first written to.
//
//   TM_TRY(const Rows rows, regions.open("eu-west-1"));
//
// Threads   Any; open() waits for the disk, so not on a connection's thread.
#pragma once

#include "base/result.h"
#include "tables/regions.h"
#include "vault/rows.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tidemark::vault {

class Regions {
 public:
  explicit Regions(tables::Regions& tables) : tables_(tables) {}

  // Errors: kInvalid  the region is not served; and those of Store::open
  Result<Rows> open(const std::string& region);

  // The region's rows if it was ever written to. Unlike open() it makes no store, so that steps of
  // jobs may ask: a store that is made waits for the step under way.
  // Errors: those of Store::read
  Result<std::optional<Rows>> find(const std::string& region);

  // Of a store that is one of the regions'. Errors: kNotFound  it is none of them
  Result<Rows> rows_in(const storage::Store& store);

  // Those that exist already. Errors: those of open
  Result<std::vector<Rows>> all();

  [[nodiscard]] tables::Regions& tables() const { return tables_; }

 private:
  tables::Regions& tables_;
  std::mutex mutex_;
  std::map<std::string, Rows> opened_;
};

}  // namespace tidemark::vault

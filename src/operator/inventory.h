// What a table should hold, to the last byte: the drill's own record of what was acknowledged.
//
//   Inventory loaded(package_keys());
//   TM_TRY_STATUS(loaded.put(item));
//   loaded.digest() … loaded.size() …
//
// Items are kept as bytes: sixty thousand nested packages take 100 MB instead of a gigabyte.
//
// Threads   Any number may read; one writes while nobody reads.
#pragma once

#include "base/result.h"
#include "values/digest.h"
#include "values/item_key.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

class Inventory {
 public:
  struct Row {
    std::string bytes;  // values::to_bytes: equal items have equal bytes
    values::Digest digest = 0;
    std::size_t aws_bytes = 0;
  };

  // By key bytes, in DynamoDB's order within a partition.
  using Rows = std::map<std::string, Row, std::less<>>;

  explicit Inventory(values::KeySchema keys) : keys_(std::move(keys)) {}

  // Adds or replaces.
  // Errors: kInvalid  the item has not this table's key; names the attribute
  Status put(const values::Item& item);

  // Whether there was one.
  bool erase(std::string_view key);

  [[nodiscard]] const Row* find(std::string_view key) const;

  // Errors: kInvalid  as put
  [[nodiscard]] Result<std::string> key_of(const values::Item& item) const;

  // The key attributes of a row: {"Package": {"S": "zstd"}, …}.
  [[nodiscard]] values::Item key_item(const Row& row) const;

  [[nodiscard]] static values::Item item_of(const Row& row);

  [[nodiscard]] const Rows& rows() const { return rows_; }

  [[nodiscard]] const values::KeySchema& keys() const { return keys_; }

  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  // As AWS counts: names and values.
  [[nodiscard]] std::size_t aws_bytes() const { return aws_bytes_; }

  [[nodiscard]] values::Digest digest() const { return digest_; }

 private:
  values::KeySchema keys_;
  Rows rows_;
  std::size_t aws_bytes_ = 0;
  values::Digest digest_ = 0;
};

}  // namespace tidemark::runbooks
